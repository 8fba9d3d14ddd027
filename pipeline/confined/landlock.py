"""Which files may a process see that opens hostile files? (Landlock: what is not named here is not there)"""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from pipeline.confined.kernel import call

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""The same on every machine."""
ASK_VERSION = 1
PATH_BENEATH = 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 1 << 1, 1 << 2, 1 << 3
MAKE_CHAR, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 10, 1 << 11
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All that concern files, by the version of Landlock's interface."""
TCP, SCOPES = 0b11, 0b11
"""From version 4: no TCP. From version 6: no abstract sockets of, and no signals to, whoever is not confined alike."""
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
SEE = READ_FILE | READ_DIR
NOT_EVEN_AT_HOME = EXECUTE | MAKE_CHAR | MAKE_SOCK | MAKE_FIFO | MAKE_BLOCK | IOCTL_DEV


def version() -> tuple[int, int]:
    """The version of the kernel's Landlock, 0 when there is none; the number of the error then."""
    found, failed = call(CREATE_RULESET, 0, 0, ASK_VERSION)
    return max(found, 0), failed


def see_only(readable: Iterable[Path], programs: Iterable[Path], own: Path) -> str:
    """From now on, for this thread and those that it starts. Returns why not; empty when it is done.

    `readable` may be read, `programs` also run, and `own` written; paths that do not exist are passed over.
    """
    found, failed = version()
    if not found:
        return f"the kernel has no Landlock ({errno.errorcode.get(failed, failed)})"
    handled = RIGHTS[min(found, max(RIGHTS))]
    told = struct.pack("QQQ", handled, TCP if found >= 4 else 0, SCOPES if found >= 6 else 0)
    size = 8 if found < 4 else 16 if found < 6 else 24
    ruleset, failed = call(CREATE_RULESET, told, size, 0)
    if ruleset < 0:
        return f"the kernel refuses Landlock ({errno.errorcode.get(failed, failed)})"
    try:
        for path in readable:
            _allow(ruleset, path, SEE)
        for path in programs:
            _allow(ruleset, path, SEE | EXECUTE)
        _allow(ruleset, Path(os.devnull), SEE | WRITE_FILE)
        _allow(ruleset, own, handled & ~NOT_EVEN_AT_HOME)
        _, failed = call(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return f"the kernel refuses Landlock ({errno.errorcode.get(failed, failed)})" if failed else ""


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        allowed = rights if path.is_dir() else rights & OF_A_FILE
        call(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", allowed, opened), 0)
    finally:
        os.close(opened)
