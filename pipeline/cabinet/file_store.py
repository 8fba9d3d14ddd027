"""What must a store of files be able to do, and what does it say when it cannot?"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from pipeline.cabinet.sealing import envelope
from pipeline.cabinet.sealing.cipher import SealBroken
from pipeline.cabinet.sealing.envelope import Head
from pipeline.cabinet.sealing.master import MasterKeys, UnknownMaster

Rewrapped = Literal["current", "rewrapped", "sealed", "gone"]
"""What a rotation did to a file: nothing, its key was wrapped anew, it lay open and was sealed, it is not there."""


class FileTooLarge(ValueError):
    """More bytes came than are allowed; nothing was kept."""


class FileLost(LookupError):
    """The store has no such file, or its bytes are not what they were."""


class FileMissing(FileLost):
    """The store has no such file."""


class FileChanged(FileLost):
    """Its bytes are not what they were; or another key has the name of the master key that it was sealed with."""


class FileLocked(OSError):
    """It was sealed with a master key that this installation was not given: nothing is lost, settings are missing."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the store says of a file without reading it: the content's length, who wrapped its key (None: open)."""

    size: int
    master: str | None


class FileStore(Protocol):
    """Keeps bytes by their SHA-256. Raises `OSError` when the medium fails."""

    def keep(self, chunks: Iterable[bytes], *, limit: int) -> Stored:
        """Durable when it returns. Raises `FileTooLarge` as soon as more than `limit` bytes have come."""

    def read(self, sha256: str) -> bytes:
        """Raises `FileMissing`, `FileChanged`, `FileLocked`."""

    def has(self, sha256: str) -> bool: ...

    def remove(self, sha256: str) -> None:
        """With its wrapped key, so that no copy of the bytes opens any more. Silent when it is not there."""

    def listed(self, prefix: str) -> Iterator[str]:
        """Names that begin with these two digits."""

    def remove_old(self, sha256: str, before: dt.datetime) -> bool:
        """Remove a file that was kept last before `before`; False when it was kept again meanwhile, or is gone."""

    def remove_unfinished(self, before: dt.datetime) -> int:
        """Remove what an intake that was killed has left half written; how many."""

    def standing(self, sha256: str) -> Standing:
        """Raises `FileMissing`, `FileChanged`."""

    def rewrap(self, sha256: str) -> Rewrapped:
        """Have the current master key wrap the file's key. Raises `FileChanged`, `FileLocked`."""

    def fault(self) -> str | None:
        """Why nothing can be kept now, in a few words; None where it can."""


class Taken:
    """Counts and hashes what passes through. Raises `FileTooLarge`."""

    def __init__(self, limit: int) -> None:
        self._limit, self._digest = limit, hashlib.sha256()
        self.size = 0

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.size += len(chunk)
            if self.size > self._limit:
                raise FileTooLarge(f"more than {self._limit} bytes")
            self._digest.update(chunk)
            yield chunk

    @property
    def stored(self) -> Stored:
        return Stored(sha256=self._digest.hexdigest(), size=self.size)


def opened(head: Head | None, body: bytes | memoryview, raw: bytes, sha256: str, masters: MasterKeys | None) -> bytes:
    """The content of a file as it lies in a store, of that hash. Raises `FileChanged`, `FileLocked`.

    `raw` is all of it: what came before there were keys may begin as a sealed file does, and is none.
    """
    try:
        content = raw if head is None else _unsealed(head, body, sha256, masters)
    except (FileLocked, FileChanged):
        if envelope.hash_of(raw) != sha256:
            raise
        return raw
    if envelope.hash_of(content) != sha256:
        raise FileChanged(f"the file {sha256} was changed")
    return content


def _unsealed(head: Head, body: bytes | memoryview, sha256: str, masters: MasterKeys | None) -> bytes:
    if masters is None:
        raise FileLocked(f"the file {sha256} is sealed, and PODLINNIK_MASTER_KEYS is not set")
    try:
        return envelope.unsealed(envelope.key_of(head, sha256, masters), head, body)
    except UnknownMaster as error:
        raise FileLocked(f"the file {sha256} is sealed, and {error}") from None
    except SealBroken:
        raise FileChanged(f"the file {sha256} was changed") from None


def standing_of(head: Head | None, length: int, sha256: str) -> Standing:
    """`length`: of the content as it lies there, without the head. Raises `FileChanged`."""
    if head is None:
        return Standing(size=length, master=None)
    if length != envelope.sealed_size(head.size, head.chunk):
        raise FileChanged(f"the file {sha256} was cut, or grew")
    masters = [each.master for each in head.keys if each is not None]
    return Standing(size=head.size, master=" ".join(masters))
