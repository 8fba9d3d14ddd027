"""Where does a server of ours keep its files, so that nothing stays behind, even of a run that was killed?"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import stat
import tempfile
import time
from pathlib import Path

PREFIX = "podlinnik-server-"
LOCK = "owner.lock"
YOUNG = 60.0
"""Seconds in which a folder may still be waiting for its lock."""


class Folder:
    """A folder in the temporary one, closed to others. What a killed run leaves, the next one removes.

    Short, for the path of a Unix socket may have 107 characters. While its owner lives, its lock is held.
    """

    def __init__(self, owner: pwd.struct_passwd | None = None) -> None:
        """`owner`: who runs the server, when that is not who runs this."""
        base = _base(reachable_for_others=owner is not None)
        sweep(base)
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
        self._lock = os.open(self.path / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        if owner is not None:
            os.chown(self.path, owner.pw_uid, owner.pw_gid)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def sweep(base: Path) -> None:
    """Remove what runs that were killed have left in `base`."""
    for path in base.glob(f"{PREFIX}*"):
        try:
            if path.stat().st_uid != os.getuid() and os.getuid() != 0:
                continue
            if time.time() - path.stat().st_mtime > YOUNG and not _is_held(path / LOCK):
                shutil.rmtree(path, ignore_errors=True)
        except OSError:
            continue  # another run has removed it in between


def _is_held(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _base(*, reachable_for_others: bool) -> Path:
    chosen = Path(tempfile.gettempdir()).resolve()
    if reachable_for_others and not all(part.stat().st_mode & stat.S_IXOTH for part in (chosen, *chosen.parents)):
        return Path("/tmp")
    return chosen
