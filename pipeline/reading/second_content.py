"""Does a file carry a second file behind (or before) what it shows? (polyglots)"""

from __future__ import annotations

import re
import struct

MARKUP = re.compile(rb"<\s*(!doctype\s+html|html|script|iframe|body|svg|\?php)", re.IGNORECASE)
PAGE = re.compile(rb"<\s*(!doctype\s+html|html[\s>]|script[\s>]|iframe[\s>]|\?php)", re.IGNORECASE)
"""Among a picture's remarks, where XML may stand (XMP)."""
FOREIGN_STARTS = (b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"#!/")
PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
END_OF_ZIP = b"PK\x05\x06"
NEAR = 64
"""Bytes after the end in which a second file would start; padding may stand before it."""
HEAD = 1024


def second_in_picture(content: bytes, end: int, pixels_at: int = 0) -> str | None:
    """Name what else a JPEG or PNG carries whose own bytes end at `end`; None when nothing that could be opened.

    Its remarks end at `pixels_at`.

    Cameras append a second picture or a film of their own (motion photos): those are harmless and stay unnamed.
    """
    if b"%PDF-" in content[:HEAD] or b"%PDF-" in content[end:]:
        return "pdf"
    if PAGE.search(content, 0, pixels_at):
        return "markup"
    return _archive(content) or _foreign(content[end:])


def second_in_pdf(content: bytes) -> str | None:
    """Name what else a PDF carries behind its last `%%EOF`, or as an archive over the whole file."""
    end = content.rfind(b"%%EOF")
    tail = content[end + 5 :] if end >= 0 else b""
    start = tail.lstrip(b"\r\n\t \0")[:NEAR]
    if any(start.startswith(signature) for signature in PICTURE_STARTS):
        return "picture"
    return _archive(content) or _foreign(tail)


def _foreign(tail: bytes) -> str | None:
    start = tail[: NEAR + 8]
    if any(signature in start for signature in FOREIGN_STARTS) or tail.lstrip(b"\r\n\t \0").startswith(b"MZ"):
        return "program or archive"
    return "markup" if MARKUP.search(tail) else None


def _archive(content: bytes) -> str | None:
    """A ZIP is read from its end: its last record must reach exactly to the end of the file."""
    found = content.rfind(END_OF_ZIP, max(0, len(content) - 66_000))
    if found < 0 or found + 22 > len(content):
        return None
    (comment,) = struct.unpack_from("<H", content, found + 20)
    (entries,) = struct.unpack_from("<H", content, found + 10)
    return "archive" if entries and found + 22 + comment == len(content) else None
