"""How is the kernel asked for what Python has no words for?"""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import lru_cache

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def prctl(option: int, argument: int = 0, more: int = 0) -> int:
    """0, or the number of the error."""
    words = [ctypes.c_ulong(word) for word in (argument, more, 0, 0)]
    return 0 if _library().prctl(option, *words) == 0 else ctypes.get_errno()


def unshare(flags: int) -> int:
    """0, or the number of the error."""
    return 0 if _library().unshare(flags) == 0 else ctypes.get_errno()


def trim() -> None:
    """Give what was freed back to the system, where the C library can: 2 ms."""
    with suppress(AttributeError):  # another C library than GNU's
        _library().malloc_trim(0)


def call(number: int, *words: int | bytes) -> tuple[int, int]:
    """What a system call returned, and the number of the error, 0 when there is none. Bytes are only read."""
    given = (ctypes.c_char_p(word) if isinstance(word, bytes) else ctypes.c_ulong(word) for word in words)
    returned = _library().syscall(ctypes.c_long(number), *given)
    return int(returned), ctypes.get_errno() if returned < 0 else 0
