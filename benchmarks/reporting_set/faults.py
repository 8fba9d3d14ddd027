"""Which files are at fault as files, whatever they show?"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from random import Random

import cv2
import numpy as np
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from benchmarks.reporting_set.media import HandedIn, in_pdf, jpeg, scan_of


def _empty(pdf: bytes, rng: Random) -> HandedIn:
    return HandedIn(content=b"", ending="pdf")


def _mistyped(pdf: bytes, rng: Random) -> HandedIn:
    return HandedIn(content=jpeg(scan_of(pdf, "scan150_colour", rng), 80), ending="pdf")


def _not_allowed(pdf: bytes, rng: Random) -> HandedIn:
    stored = io.BytesIO()
    Image.fromarray(cv2.cvtColor(scan_of(pdf, "scan150_colour", rng), cv2.COLOR_BGR2RGB)).save(stored, "GIF")
    return HandedIn(content=stored.getvalue(), ending="gif")


def _cut_pdf(pdf: bytes, rng: Random) -> HandedIn:
    return HandedIn(content=pdf[: len(pdf) // 3], ending="pdf")


def _cut_jpeg(pdf: bytes, rng: Random) -> HandedIn:
    whole = jpeg(scan_of(pdf, "scan150_colour", rng), 80)
    return HandedIn(content=whole[: len(whole) // 3], ending="jpg")


def _written(writer: PdfWriter) -> bytes:
    stored = io.BytesIO()
    writer.write(stored)
    return stored.getvalue()


def _encrypted(pdf: bytes, rng: Random) -> HandedIn:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt("сезам", algorithm="RC4-128")
    return HandedIn(content=_written(writer), ending="pdf")


def _script(pdf: bytes, rng: Random) -> HandedIn:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    action = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert('hello');"),
        }
    )
    writer.root_object[NameObject("/OpenAction")] = action
    return HandedIn(content=_written(writer), ending="pdf")


def _attachment(pdf: bytes, rng: Random) -> HandedIn:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.add_attachment("notes.bin", bytes(range(256)))
    return HandedIn(content=_written(writer), ending="pdf")


def _too_large(pdf: bytes, rng: Random) -> HandedIn:
    scan = scan_of(pdf, "scan300_colour", rng)
    noise = np.random.default_rng(rng.getrandbits(32)).integers(-6, 7, scan.shape, dtype=np.int16)
    _, coded = cv2.imencode(".png", np.clip(scan + noise, 0, 255).astype(np.uint8), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return HandedIn(content=coded.tobytes(), ending="png")


def _many_pages(pdf: bytes, rng: Random) -> HandedIn:
    scan = jpeg(scan_of(pdf, "scan150_grey", rng), 40)
    return HandedIn(content=in_pdf(scan, (595, 842), count=150), ending="pdf")


def _chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def _giant(pdf: bytes, rng: Random) -> HandedIn:
    """Return a few kilobytes that unpack to a picture of 24000 x 24000 pixels."""
    side = 24000
    header = side.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes(side * (side // 8 + 1)), 9)
    content = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    return HandedIn(content=content, ending="png")


FAULTS: dict[str, tuple[Callable[[bytes, Random], HandedIn], tuple[str, ...]]] = {
    "file_empty": (_empty, ("FILE_EMPTY",)),
    "file_mistyped": (_mistyped, ("FILE_TYPE_MISMATCH",)),
    "file_not_allowed": (_not_allowed, ("FILE_TYPE_NOT_ALLOWED",)),
    "file_cut_pdf": (_cut_pdf, ("FILE_CORRUPT",)),
    "file_cut_jpeg": (_cut_jpeg, ("FILE_CORRUPT",)),
    "file_encrypted": (_encrypted, ("FILE_ENCRYPTED",)),
    "file_script": (_script, ("FILE_ACTIVE_CONTENT",)),
    "file_attachment": (_attachment, ("FILE_ACTIVE_CONTENT",)),
    "file_too_large": (_too_large, ("FILE_TOO_LARGE",)),
    "file_many_pages": (_many_pages, ("PAGE_COUNT_EXCEEDED",)),
    "file_giant": (_giant, ("PAGE_TOO_LARGE",)),
}
"""What is wrong with the file, and which reason codes say so."""
