"""How is a ZIP written whose every file can be checked, by us and by `sha256sum -c`?

`SHA256SUMS`, the last file, names the hash of each other one. Who keeps the hash of that list elsewhere (the command
prints it, the audit log has it) knows that nothing was changed at all.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

SUMS = "SHA256SUMS"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""When a file of the ZIP says that it was changed: the same content makes the same ZIP."""
CHUNK = 1 << 20
MOST_FILES, MOST_BYTES = 1_000_000, 1 << 40
LINE = re.compile(r"([0-9a-f]{64})  (.+)")


class NotSealed(ValueError):
    """The ZIP is not as it was written; the message says where."""


class Sealed:
    """A ZIP that is being written, file by file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._sums: list[str] = []
        self.digest = ""
        """SHA-256 of the list of hashes, once it is written."""

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """`name` holds nothing of a person: it is seen without opening anything."""
        self._sums.append(f"{self._write(name, chunks)}  {name}\n")

    def seal(self) -> None:
        self.digest = self._write(SUMS, [line.encode() for line in self._sums])

    def _write(self, name: str, chunks: Iterable[bytes]) -> str:
        info = zipfile.ZipInfo(name, EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        digest = hashlib.sha256()
        with self._archive.open(info, "w", force_zip64=True) as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
        return digest.hexdigest()


@contextmanager
def sealing(path: Path) -> Iterator[Sealed]:
    """The file is there when it is whole, and its owner alone may read it. Raises `OSError`."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                sealed = Sealed(archive)
                yield sealed
                sealed.seal()
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def check(path: Path) -> tuple[int, str]:
    """How many files there are, and the hash of their list. Raises `NotSealed`, `OSError`."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _checked(archive)
    except zipfile.BadZipFile as error:
        raise NotSealed(f"it is no whole ZIP: {error}") from None


def _checked(archive: zipfile.ZipFile) -> tuple[int, str]:
    names = archive.namelist()
    if len(names) != len(set(names)) or len(names) > MOST_FILES:
        raise NotSealed("a name stands in it twice")
    if SUMS not in names:
        raise NotSealed(f"there is no {SUMS} in it")
    sums = dict(_lines(archive))
    for name in names:
        if name != SUMS and name not in sums:
            raise NotSealed(f"{name}: was added")
    for name, expected in sums.items():
        if name not in names:
            raise NotSealed(f"{name}: is missing")
        if _hash(archive, name) != expected:
            raise NotSealed(f"{name}: was changed")
    return len(sums), _hash(archive, SUMS)


def _lines(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    with archive.open(SUMS) as file:
        for number, raw in enumerate(file, start=1):
            found = LINE.fullmatch(raw.decode("utf-8", "replace").rstrip("\n"))
            if found is None or not _is_plain(found[2]):
                raise NotSealed(f"{SUMS}: line {number} is none")
            yield found[2], found[1]


def _is_plain(name: str) -> bool:
    """Leads nowhere but into the folder that the ZIP is unpacked into."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _hash(archive: zipfile.ZipFile, name: str) -> str:
    digest, left = hashlib.sha256(), MOST_BYTES
    with archive.open(name) as file:
        for chunk in _chunks(file):
            left -= len(chunk)
            if left < 0:
                raise NotSealed(f"{name}: is too large")
            digest.update(chunk)
    return digest.hexdigest()


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(CHUNK), b"")
