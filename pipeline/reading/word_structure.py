"""What does a DOC or DOCX carry besides text: macros, embedded files, links that load by themselves?"""

from __future__ import annotations

import re
import struct

from pipeline.case import Record
from pipeline.reading.word_archive import Archive, WordEncrypted, WordUnreadable
from pipeline.reading.word_xml import Seen, XmlUnreadable

MAX_XML = 32 * 1024 * 1024
"""Bytes of all XML parts together: a book of a thousand pages has as many."""
MAIN_PART = "word/document.xml"
EMBEDDED = re.compile(
    r"(^|/)(vbaproject[^/]*|vbadata[^/]*|embeddings/.+|activex/.+"
    r"|.+\.(exe|dll|js|jse|vbs|vbe|wsf|bat|cmd|ps1|hta|lnk|scr|jar|com|msi|docm|dotm|xlsm|htm|html|mht|mhtml))$"
)

OLE_MACROS = ("_VBA_PROJECT", "VBA", "Macros", "_VBA_PROJECT_CUR")
OLE_EMBEDDED = ("ObjectPool", "\x01Ole10Native", "Package")
OLE_ENCRYPTED = ("EncryptedPackage", "EncryptionInfo")
OLE_FIELD = re.compile(rb"\x13\0?(?:[ \"]\0?)*(?:" + b"|".join(
    b"".join(letter.encode() + rb"\0?" for letter in code) for code in ("DDE", "INCLUDETEXT", "INCLUDEPICTURE", "LINK ")
) + rb")", re.IGNORECASE)  # fmt: skip
"""Code of a field that loads, behind the sign that begins a field, in letters of one byte or of two."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = (OLE, b"PK\x03\x04", b"MZ", b"\x7fELF")
"""How containers, archives and programs begin: no picture or font of a document does."""
WORD_MAGIC = 0xA5EC
ENCRYPTED_FLAG = 0x0100


class WordStructure(Record):
    page_count: int = 1
    """As the program that wrote the file noted; 1 where it did not."""
    active: tuple[str, ...] = ()


def examine_docx(content: bytes) -> WordStructure:
    """Unpack each part once, within limits, and look through those of XML. Raises `WordUnreadable`, `WordEncrypted`."""
    seen, left, names = Seen(), MAX_XML, set()
    for name, part in Archive(content).parts():
        names.add(name)
        if EMBEDDED.search(name):
            seen.active.add("macro" if "vba" in name else "embedded file")
        elif part.startswith(FOREIGN):  # whatever it is called
            seen.active.add("embedded file")
        elif name.endswith((".xml", ".rels")):
            left -= len(part)
            if left < 0:
                raise WordUnreadable("the document's text is too large")
            try:
                seen.look_through(part)
            except XmlUnreadable as error:
                raise WordUnreadable(str(error)) from error
    if MAIN_PART not in names:
        raise WordUnreadable("the archive holds no Word document")
    return WordStructure(page_count=seen.pages, active=tuple(sorted(seen.active)))


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
    if OLE_FIELD.search(content):
        active.add("field that loads")
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
