"""Where are the uploads' bytes kept?

A file is called by the hash of its bytes: the same bytes are kept once, nothing of a person is in a name, and what
was lost or changed on the disk shows.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

UNFINISHED = ".incoming-"


class FileTooLarge(ValueError):
    """More bytes came than are allowed; nothing was kept."""


class FileLost(LookupError):
    """The store has no such file, or its bytes are not what they were."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    sha256: str
    size: int


class FileStore(Protocol):
    """Keeps bytes by their SHA-256. Raises `OSError` when the medium fails."""

    def keep(self, chunks: Iterable[bytes], *, limit: int) -> Stored:
        """Durable when it returns. Raises `FileTooLarge` as soon as more than `limit` bytes have come."""

    def read(self, sha256: str) -> bytes:
        """Raises `FileLost`."""

    def has(self, sha256: str) -> bool: ...

    def remove(self, sha256: str) -> None:
        """Silent when it is not there."""

    def listed(self, prefix: str) -> Iterator[str]:
        """Hashes that begin with these two digits."""

    def remove_old(self, sha256: str, before: dt.datetime) -> bool:
        """Remove a file that was kept last before `before`; False when it was kept again meanwhile, or is gone."""

    def remove_unfinished(self, before: dt.datetime) -> int:
        """Remove what an intake that was killed has left half written; how many."""


class FolderStore:
    """Files in a folder, that several machines may share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, chunks: Iterable[bytes], *, limit: int) -> Stored:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > limit:
                        raise FileTooLarge(f"more than {limit} bytes")
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            path = self._path(digest.hexdigest())
            path.parent.mkdir(exist_ok=True, mode=0o700)
            Path(name).replace(path)
            _sync_folder(path.parent)
        finally:
            Path(name).unlink(missing_ok=True)
        return Stored(sha256=digest.hexdigest(), size=size)

    def read(self, sha256: str) -> bytes:
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise FileLost(f"the file {sha256} is not in the store") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FileLost(f"the file {sha256} was changed")
        return content

    def has(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def remove(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def listed(self, prefix: str) -> Iterator[str]:
        folder = self._folder / prefix
        if folder.is_dir():
            yield from sorted(path.name for path in folder.iterdir())

    def remove_old(self, sha256: str, before: dt.datetime) -> bool:
        path = self._path(sha256)
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                return True
        return False

    def remove_unfinished(self, before: dt.datetime) -> int:
        """Remove what an intake that was killed has left half written; how many."""
        removed = 0
        for path in self._folder.glob(f"{UNFINISHED}*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    removed += 1
        return removed

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256")
        return self._folder / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # some network file systems cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
