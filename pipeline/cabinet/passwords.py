"""Is this the password, and will that one do? (Argon2id)

Each hash takes 64 MiB while it is made: few at once, or whoever sends many wrong passwords takes the machine.
"""

from __future__ import annotations

import contextlib
import functools
import threading
import unicodedata
from collections.abc import Iterator

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
FEWEST_DIFFERENT = 6
AT_ONCE = 2
PATIENCE_SECONDS = 10.0
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
_TURNS = threading.BoundedSemaphore(AT_ONCE)


class PasswordWeak(ValueError):
    """It is easily guessed, or cannot be typed."""


class HashingBusy(Exception):
    """Too many passwords are being looked at."""


def hashed(password: str) -> str:
    """For keeping. Raises `HashingBusy`."""
    with _turn():
        return _HASHER.hash(_normal(password))


def is_right(known: str | None, given: str) -> bool:
    """Whether `given` is the password with the hash `known`; None takes as long, and is nobody's.

    Raises `HashingBusy`.
    """
    with _turn():
        try:
            _HASHER.verify(known if known is not None else _nobodys(), _normal(given))
        except (VerificationError, InvalidHashError):
            return False
    return known is not None


def look_over(password: str, login: str) -> None:
    """Raises `PasswordWeak`. Length counts, not classes of symbols (NIST SP 800-63B, 3.1.1.2)."""
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise PasswordWeak(f"a password has {SHORTEST} to {LONGEST} symbols")
    if any(unicodedata.category(symbol) == "Cc" for symbol in normal):
        raise PasswordWeak("a password has no control characters")
    if len(set(normal)) < FEWEST_DIFFERENT or login in normal.lower():
        raise PasswordWeak(f"a password has at least {FEWEST_DIFFERENT} different symbols, and not the login in it")


def _normal(password: str) -> str:
    """The same password typed on another keyboard is the same bytes; what is too long is not taken whole."""
    return unicodedata.normalize("NFKC", password[: LONGEST * 4])


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    if not _TURNS.acquire(timeout=PATIENCE_SECONDS):
        raise HashingBusy
    try:
        yield
    finally:
        _TURNS.release()


@functools.cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")
