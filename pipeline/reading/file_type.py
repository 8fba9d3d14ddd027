"""What is a file, judged by its content and not by its name?"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import re
import tempfile
import zipfile
from pathlib import PurePath

import magic

from pipeline.case import Record

JUNK_BEFORE_PDF = 1024
"""Readers accept a PDF whose `%PDF-` starts within the first KiB (ISO 32000-1, implementation note 13)."""

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

ENDINGS = {
    "pdf": "pdf",
    "jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "jfif": "jpeg",
    "png": "png",
    "doc": "doc", "dot": "doc",
    "docx": "docx",
}  # fmt: skip

OTHER_ENDINGS = frozenset(
    "gif tif tiff bmp dib webp heic heif avif svg psd raw dng ico djvu djv jp2 mpo eps ps xps "
    "txt htm html xhtml xml json csv md rtf odt ods odp xls xlsx xlsm ppt pptx docm dotm dotx pages numbers key "
    "zip rar 7z gz tgz tar bz2 xz iso dmg apk jar exe dll msi bat cmd com scr ps1 vbs js sh py php lnk "
    "mp3 mp4 mov avi mkv wav ogg webm 3gp p7s sig p7m eml msg".split()
)
"""Endings that name another type of file. Anything else after a dot («скан от 28.06.2019») is part of the name."""

SIGNATURES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"BM", "bmp"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"{\\rtf", "rtf"),
    (b"#!/", "script"),
    (b"#! /", "script"),
    (b"<?php", "script"),
    (b"%!PS", "postscript"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML = re.compile(rb"<\s*(!doctype\s+html|html|head|body|script|iframe|svg)\b", re.IGNORECASE)
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


class ContentType(Record):
    """What the bytes are: our format where we know it, else a short name of the foreign one (`gif`, `zip`, `text`)."""

    format: str
    media_type: str

    @property
    def is_known(self) -> bool:
        """True when it is one of the formats that some kind of document may have."""
        return self.format in MEDIA_TYPES


def identify(content: bytes) -> ContentType:
    """Say what non-empty `content` is. Signatures decide where they can, libmagic names the rest."""
    found = _by_signature(content)
    hint = "" if found in MEDIA_TYPES else _hint(content)
    if found is None:
        found = _by_hint(hint)
    return ContentType(format=found, media_type=MEDIA_TYPES.get(found) or hint or "application/octet-stream")


def claimed_format(name: str) -> str | None:
    """Say what the ending of `name` claims: a format of ours, `other`, or None where it claims nothing."""
    ending = PurePath(name.strip().rstrip(".")).suffix.lower().lstrip(".")
    if ending in ENDINGS:
        return ENDINGS[ending]
    return "other" if ending in OTHER_ENDINGS else None


def magic_version() -> int:
    """Version of libmagic, e.g. 544 for 5.44."""
    return int(magic.version())  # type: ignore[no-untyped-call]


def _by_signature(content: bytes) -> str | None:
    head = content[:JUNK_BEFORE_PDF]
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in HEIF_BRANDS else "video"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(OLE):
        return "doc" if _is_word_container(content) else "ole"
    for signature, name in SIGNATURES:
        # Two letters are no proof: bytes of junk before a PDF may be `BM` or `MZ` too.
        if head.startswith(signature) and not (len(signature) == 2 and b"%PDF-" in head):
            return "docx" if name == "zip" and _is_docx(content) else name
    start = head.find(b"%PDF-")
    if start > 0 and not HTML.search(head[:start]):
        return "pdf"
    return "html" if HTML.search(head) else None


def _is_docx(content: bytes) -> bool:
    """By the central directory: libmagic calls a DOCX whose entries stand in another order a plain ZIP."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(entry.filename.replace("\\", "/") == "word/document.xml" for entry in archive.filelist)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return b"word/document.xml" in content


def _is_word_container(content: bytes) -> bool:
    names = ("WordDocument", "EncryptedPackage")  # the second: a DOCX under a password is an OLE container
    return any(name.encode("utf-16-le") in content for name in names)


def _by_hint(hint: str) -> str:
    if hint.startswith("text/"):
        return "text"
    return hint.rpartition("/")[2].removeprefix("x-") or "octet-stream"


@functools.cache
def _recogniser() -> magic.Magic:
    return magic.Magic(mime=True)


def _hint(content: bytes) -> str:
    """Ask libmagic through an open file: 5.46 and 5.47 do not know ZIP and MP4 in a buffer.

    The file has no name, so that nothing is left behind whatever happens.
    """
    with _nameless_file() as file:
        file.write(content)
        file.flush()
        file.seek(0)
        try:
            return str(_recogniser().from_descriptor(file.fileno()))
        except magic.MagicException:
            return ""


def _nameless_file() -> io.BufferedRandom:
    with contextlib.suppress(AttributeError, PermissionError):  # Linux only, and refused to a process within walls
        return os.fdopen(os.memfd_create("content", os.MFD_CLOEXEC), "w+b")
    return tempfile.TemporaryFile()
