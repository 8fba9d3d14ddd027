"""What does a DOC or DOCX carry besides text: macros, embedded files, links that load by themselves?"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from pipeline.case import Record

MAX_ENTRIES = 2000
MAX_UNPACKED = 100 * 1024 * 1024
"""Bytes that all entries together may unpack to."""
MAX_RATIO = 200
RATIO_FROM = 1024 * 1024
"""Entries smaller than this when unpacked may be packed as tightly as they like."""
MAX_PART = 20 * 1024 * 1024

EMBEDDED = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|embeddings/.+|activex/.+|.+\.(exe|dll|js|vbs|bat|cmd|ps1))$")
RELATION = re.compile(rb"<[^<>]*TargetMode\s*=\s*[\"']External[\"'][^<>]*>", re.IGNORECASE)
HARMLESS_RELATION = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.IGNORECASE)
FIELD_CODE = re.compile(rb"<w:instrText[^>]*>[^<]*\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE)\b")
PAGES = re.compile(rb"<Pages>(\d{1,5})</Pages>")

FAULTS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, ValueError, KeyError, IndexError, EOFError,
    OSError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What `zipfile` raises on broken archives; `RuntimeError` stands for an entry under a password."""

OLE_MACROS = ("_VBA_PROJECT", "VBA", "Macros", "_VBA_PROJECT_CUR")
OLE_EMBEDDED = ("ObjectPool", "\x01Ole10Native", "Package")
OLE_ENCRYPTED = ("EncryptedPackage", "EncryptionInfo")
WORD_MAGIC = 0xA5EC
ENCRYPTED_FLAG = 0x0100


class WordUnreadable(Exception):
    """The file cannot be opened as what it is: the document is at fault."""


class WordEncrypted(Exception):
    """The file cannot be opened without a password."""


class WordStructure(Record):
    page_count: int = 1
    """As the program that wrote the file noted; 1 where it did not."""
    active: tuple[str, ...] = ()


def examine_docx(content: bytes) -> WordStructure:
    """Look through the archive's directory and its small XML parts. Raises `WordUnreadable`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            active, pages = set(), 1
            for entry in entries:
                name = entry.filename.replace("\\", "/").lower()
                if EMBEDDED.search(name):
                    active.add("macro" if "vba" in name else "embedded file")
                elif name.endswith(".rels") or name == "word/document.xml":
                    active |= _active_in(_part(archive, entry))
                elif name == "docprops/app.xml":
                    noted = PAGES.search(_part(archive, entry))
                    pages = max(1, int(noted[1])) if noted else 1
            return WordStructure(page_count=pages, active=tuple(sorted(active)))
    except FAULTS as error:
        raise WordUnreadable(f"the archive cannot be read: {type(error).__name__}") from error


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise WordUnreadable("the archive has too many entries")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise WordUnreadable("the archive unpacks to more than is allowed")
    for entry in entries:
        if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            raise WordUnreadable("an entry of the archive is packed too tightly to be honest")


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The entry's bytes, never more than `MAX_PART`: the directory's sizes are a claim."""
    with archive.open(entry) as part:
        data = part.read(MAX_PART + 1)
    if len(data) > MAX_PART:
        raise WordUnreadable("a part of the document is too large")
    return data


def _active_in(part: bytes) -> set[str]:
    loads = any(not HARMLESS_RELATION.search(relation) for relation in RELATION.findall(part))
    return ({"external link"} if loads else set()) | ({"field that loads"} if FIELD_CODE.search(part) else set())


def examine_doc(content: bytes) -> WordStructure:
    """Look through the directory of an OLE container. Raises `WordUnreadable`, `WordEncrypted`."""
    names = _ole_names(content)
    if any(name in names for name in OLE_ENCRYPTED):
        raise WordEncrypted("a password is needed")
    if "WordDocument" not in names:
        raise WordUnreadable("the container holds no Word document")
    # The text stream usually starts in the sector behind the header: its flags say whether it is encrypted.
    magic, flags = struct.unpack_from("<H8xH", content.ljust(524, b"\0"), 512)
    if magic == WORD_MAGIC and flags & ENCRYPTED_FLAG:
        raise WordEncrypted("a password is needed")
    active = {"macro" for name in OLE_MACROS if name in names} | {"embedded file" for n in OLE_EMBEDDED if n in names}
    return WordStructure(active=tuple(sorted(active)))


def _ole_names(content: bytes) -> frozenset[str]:
    """Names of the container's streams and storages.

    Directory entries stand at multiples of 128 bytes; reading all such places needs no chain of sectors, which
    a hostile file could make endless. Raises `WordUnreadable` when there is no root.
    """
    names = set()
    for position in range(512, len(content) - 127, 128):
        (length,) = struct.unpack_from("<H", content, position + 64)
        if 4 <= length <= 64 and length % 2 == 0 and content[position + 66] in (1, 2, 5):
            name = content[position : position + length]
            if name.endswith(b"\0\0"):
                names.add(name[:-2].decode("utf-16-le", "replace"))
    if "Root Entry" not in names:
        raise WordUnreadable("the container has no directory")
    return frozenset(names)
