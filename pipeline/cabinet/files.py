"""Where are the uploads' bytes kept?

A file is called by the hash of its bytes: the same bytes are kept once, nothing of a person is in a name, and what
was lost or changed on the disk shows. With master keys each file is sealed under a key of its own, which lies with it
(`pipeline.cabinet.sealing.envelope`); files from before are read as they are, until a rotation seals them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from pipeline.cabinet.file_store import (
    FileChanged,
    FileLocked,
    FileLost,
    FileMissing,
    FileStore,
    FileTooLarge,
    Rewrapped,
    Standing,
    Stored,
    Taken,
    opened,
    standing_of,
)
from pipeline.cabinet.sealing import envelope
from pipeline.cabinet.sealing.cipher import SealBroken, new_key
from pipeline.cabinet.sealing.envelope import HEAD_SIZE, SLOT, SLOTS
from pipeline.cabinet.sealing.master import MasterKeys, UnknownMaster

__all__ = ["FileChanged", "FileLocked", "FileLost", "FileMissing", "FileStore", "FileTooLarge", "FolderStore", "Stored"]
UNFINISHED = ".incoming-"


class FolderStore:
    """Files in a folder, that several machines may share."""

    def __init__(self, folder: Path, masters: MasterKeys | None = None) -> None:
        self._folder = folder
        self._masters = masters

    def keep(self, chunks: Iterable[bytes], *, limit: int) -> Stored:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._incoming() as (file, name):
            stored = self._write(file, chunks, limit)
            path = path_in(self._folder, stored.sha256)
            path.parent.mkdir(exist_ok=True, mode=0o700)
            name.replace(path)
            _sync_folder(path.parent)
        return stored

    def read(self, sha256: str) -> bytes:
        try:
            raw = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise FileMissing(f"the file {sha256} is not in the store") from None
        head = envelope.unpacked(raw)
        return opened(head, memoryview(raw)[HEAD_SIZE:] if head else b"", raw, sha256, self._masters)

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

    def standing(self, sha256: str) -> Standing:
        try:
            with self._path(sha256).open("rb") as file:
                head, length = envelope.unpacked(file.read(HEAD_SIZE)), file.seek(0, os.SEEK_END)
        except FileNotFoundError:
            raise FileMissing(f"the file {sha256} is not in the store") from None
        return standing_of(head, length - (HEAD_SIZE if head else 0), sha256)

    def rewrap(self, sha256: str) -> Rewrapped:
        if self._masters is None:
            raise FileLocked("there are no master keys")
        try:
            with self._path(sha256).open("r+b") as file:
                done = _rewrap_in_place(file, sha256, self._masters)
        except FileNotFoundError:
            return "gone"
        return done or self._seal_open(sha256)

    def fault(self) -> str | None:
        """The folder is made with the first file: until then whatever it will be in counts."""
        there = next((each for each in (self._folder, *self._folder.absolute().parents) if each.exists()), self._folder)
        return None if there.is_dir() and os.access(there, os.W_OK | os.X_OK) else "cannot be written"

    @contextlib.contextmanager
    def _incoming(self) -> Iterator[tuple[BinaryIO, Path]]:
        """A new file, which is gone afterwards unless it got another name."""
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file, Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def _write(self, file: BinaryIO, chunks: Iterable[bytes], limit: int) -> Stored:
        """The content, sealed where there are keys, on the disk when it returns."""
        taken = Taken(limit)
        if self._masters is None:
            file.writelines(taken.through(chunks))
        else:
            key = new_key()
            file.write(bytes(HEAD_SIZE))  # the hash that the key is wrapped for is known at the end
            file.writelines(envelope.sealed(key, taken.through(chunks)))
            file.seek(0)
            file.write(envelope.packed(envelope.new_head(key, taken.stored.sha256, taken.size, self._masters)))
        file.flush()
        os.fsync(file.fileno())
        return taken.stored

    def _seal_open(self, sha256: str) -> Rewrapped:
        """As old as it was: sealing is not keeping. Whoever removed it meanwhile has removed it."""
        path = self._path(sha256)
        try:
            content, times = self.read(sha256), path.stat()
        except (FileMissing, FileNotFoundError):
            return "gone"
        with self._incoming() as (file, name):
            self._write(file, [content], len(content))
            os.utime(name, ns=(times.st_atime_ns, times.st_mtime_ns))
            if not path.exists():
                return "gone"
            name.replace(path)
            _sync_folder(path.parent)
        return "sealed"

    def _path(self, sha256: str) -> Path:
        return path_in(self._folder, sha256)


def path_in(folder: Path, sha256: str) -> Path:
    """Raises `ValueError` for what is no SHA-256."""
    check_name(sha256)
    return folder / sha256[:2] / sha256


def check_name(sha256: str) -> None:
    """Raises `ValueError` for what is no SHA-256: nothing else may name a file."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256")


def _rewrap_in_place(file: BinaryIO, sha256: str, masters: MasterKeys) -> Rewrapped | None:
    """None for a file that lies open, or that none of the keys opens.

    The new key is on the disk before the old one is overwritten: a machine that stops in between loses none.
    """
    times, head = os.fstat(file.fileno()), envelope.unpacked(file.read(HEAD_SIZE))
    if head is None:
        return None
    try:
        good = envelope.place_of_key(head, sha256, masters)
        fresh = envelope.rewrapped(head, sha256, masters)
    except (UnknownMaster, SealBroken):
        return None
    goes, stays = head.keys[good], head.keys[1 - good]
    is_current = [goes is not None and goes.master == masters.current, stays is None]
    if all(is_current):
        return "current"
    _write_at(file, SLOTS[1 - good], envelope.packed_key(fresh))
    _write_at(file, SLOTS[good], bytes(SLOT.size))
    os.utime(file.fileno(), ns=(times.st_atime_ns, times.st_mtime_ns))  # wrapping anew is not keeping
    return "rewrapped"


def _write_at(file: BinaryIO, place: int, raw: bytes) -> None:
    file.seek(place)
    file.write(raw)
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # some network file systems cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
