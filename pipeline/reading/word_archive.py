"""Which parts has a DOCX's archive, and is it honest about them? (what its directory says is a claim)"""

from __future__ import annotations

import copy
import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator

from pipeline.case import Unreadable

MAX_ENTRIES = 2000
MAX_UNPACKED = 100 * 1024 * 1024
"""Bytes that all entries together may unpack to."""
MAX_RATIO = 200
RATIO_FROM = 1024 * 1024
"""Entries smaller than this when unpacked may be packed as tightly as they like."""
LONGEST_NAME = 255
CHUNK = 256 * 1024
LOCAL_HEAD = 30
UNDER_PASSWORD = 0x1

FAULTS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, ValueError, KeyError, IndexError, EOFError,
    OSError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What `zipfile` raises on broken archives; `RuntimeError` stands for an entry under a password."""


class WordUnreadable(Unreadable):
    """The file cannot be opened as what it is: the document is at fault."""


class WordEncrypted(Exception):
    """The file cannot be opened without a password."""


class Archive:
    """The parts of a DOCX by their names in lower case, each unpacked once and counted.

    Raises `WordUnreadable`, `WordEncrypted`.
    """

    def __init__(self, content: bytes) -> None:
        self._left = MAX_UNPACKED
        self._size = len(content)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except FAULTS as error:
            raise _unreadable(error) from error
        self._entries = self._checked(self._archive.infolist())

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Each part's name and bytes. Raises `WordUnreadable`."""
        for name, entry in self._entries.items():
            yield name, self._unpacked(entry)

    def _checked(self, entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        if len(entries) > MAX_ENTRIES:
            raise WordUnreadable("the archive has too many entries")
        if any(entry.flag_bits & UNDER_PASSWORD for entry in entries):
            raise WordEncrypted("a password is needed")
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise WordUnreadable("the archive unpacks to more than is allowed")
        end = 0
        for entry in sorted(entries, key=lambda one: one.header_offset):
            if entry.header_offset < end:
                raise WordUnreadable("entries of the archive overlap")
            end = entry.header_offset + LOCAL_HEAD + entry.compress_size
            if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
                raise WordUnreadable("an entry of the archive is packed too tightly to be honest")
        named: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = _safe_name(entry)
            if name in named:
                raise WordUnreadable("two entries of the archive have one name")
            named[name] = entry
        return named

    def _unpacked(self, entry: zipfile.ZipInfo) -> bytes:
        """To the packed data's own end: the length and the checksum that are claimed must be those found there."""
        unbelieved = copy.copy(entry)
        unbelieved.file_size = MAX_UNPACKED + 1
        unpacked = bytearray()
        try:
            with self._archive.open(unbelieved) as part:
                while chunk := part.read(CHUNK):
                    unpacked += chunk
                    self._left -= len(chunk)
                    if self._left < 0 or len(unpacked) > entry.file_size:
                        raise WordUnreadable("an entry unpacks to more than it says")
        except FAULTS as error:
            raise _unreadable(error) from error
        if len(unpacked) != entry.file_size:
            raise WordUnreadable("an entry unpacks to less than it says")
        return bytes(unpacked)


def _safe_name(entry: zipfile.ZipInfo) -> str:
    """The name that programs go by, in lower case. Raises `WordUnreadable` for one that leads out or deceives."""
    name = entry.orig_filename.replace("\\", "/")
    steps = name.removesuffix("/").split("/")
    deceives = any(unicodedata.category(symbol) in ("Cc", "Cf", "Cs", "Zl", "Zp") for symbol in name)
    if deceives or len(name) > LONGEST_NAME or ":" in name or any(step in ("", ".", "..") for step in steps):
        raise WordUnreadable("an entry has a name that no program gives")
    return name.lower()


def _unreadable(error: Exception) -> WordUnreadable:
    return WordUnreadable(f"the archive cannot be read: {type(error).__name__}")
