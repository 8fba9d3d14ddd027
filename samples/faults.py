"""How is a file at fault before anybody looks at its picture? (every file fault of the contract)"""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from samples.canvas import Paper
from samples.media import File, jpeg, png, scan
from samples.raster import Pixels
from samples.textpdf import picture_pdf

LIMIT_BYTES = 5_242_880
"""Contract: 5 MiB."""
PAGES_TOO_MANY = 40
A4 = (210.0, 297.0)

Fault = Callable[[random.Random, Pixels], File]
"""(rng, a good scan of the paper at 150 dpi) -> the file."""


def empty(rng: random.Random, pixels: Pixels) -> File:
    return File(content=b"", suffix=rng.choice((".jpg", ".pdf", ".png")))


def too_large(rng: random.Random, pixels: Pixels) -> File:
    """A real picture that is simply too big."""
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, 30, (*pixels.shape[:2], 3))
    big = cv2.resize(np.clip(pixels + noise, 0, 255).astype(np.uint8), None, fx=1.6, fy=1.6)
    content = jpeg(big, 97)
    return File(content=content.ljust(LIMIT_BYTES + rng.randrange(1, 100_000), b"\0"), suffix=".jpg")


def wrong_type(rng: random.Random, pixels: Pixels) -> File:
    """A file of a type that no kind accepts, honestly named."""
    suffix = rng.choice((".gif", ".txt", ".exe", ".tiff", ".zip"))
    if suffix in (".gif", ".tiff"):
        stream = io.BytesIO()
        Image.fromarray(pixels).convert("P" if suffix == ".gif" else "RGB").save(stream, suffix[1:].upper())
        return File(content=stream.getvalue(), suffix=suffix)
    content = {
        ".txt": "Диплом во вложении, спасибо.\n".encode() * 20,
        ".exe": b"MZ\x90\0" + bytes(200) + b"PE\0\0" + bytes(400),
        ".zip": b"PK\x03\x04" + bytes(26) + b"PK\x05\x06" + bytes(18),
    }[suffix]
    return File(content=content, suffix=suffix)


def type_mismatch(rng: random.Random, pixels: Pixels) -> File:
    """Content that is not what the name says."""
    small = cv2.resize(pixels, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.5:
        return File(content=png(small), suffix=".pdf")
    return File(content=picture_pdf([jpeg(pixels, 75)], *A4), suffix=".jpg")


def truncated_jpeg(rng: random.Random, pixels: Pixels) -> File:
    content = jpeg(pixels, 80)
    return File(content=content[: int(len(content) * rng.uniform(0.25, 0.6))], suffix=".jpg")


def corrupt_pdf(rng: random.Random, pixels: Pixels) -> File:
    """A PDF that breaks off, or whose inside is noise."""
    content = picture_pdf([jpeg(pixels, 75)], *A4)
    if rng.random() < 0.5:
        return File(content=content[: int(len(content) * rng.uniform(0.1, 0.4))], suffix=".pdf")
    return File(content=b"%PDF-1.7\n" + rng.randbytes(20_000), suffix=".pdf")


def encrypted_pdf(rng: random.Random, pixels: Pixels) -> File:
    stream = io.BytesIO()
    canvas = Canvas(
        stream,
        invariant=1,
        encrypt=StandardEncryption("reader", ownerPassword="owner", strength=128),
        pagesize=(595, 842),
    )
    canvas.drawImage(ImageReader(Image.fromarray(pixels)), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()
    return File(content=stream.getvalue(), suffix=".pdf")


def _raw_pdf(picture: bytes, width: int, height: int, catalogue: str, more: tuple[bytes, ...] = ()) -> bytes:
    """A PDF of one picture, written object by object, with entries of our choice in its catalogue."""
    content = b"q 595 0 0 842 0 0 cm /I Do Q"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalogue}>>".encode(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
        b"/Filter/DCTDecode/Length %d>>stream\n%s\nendstream" % (width, height, len(picture), picture),
        *more,
    ]
    written, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return written + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        table,
        size,
        len(written),
    )


def _active(pixels: Pixels, catalogue: str, more: tuple[bytes, ...] = ()) -> File:
    content = _raw_pdf(jpeg(pixels, 75), pixels.shape[1], pixels.shape[0], catalogue, more)
    return File(content=content, suffix=".pdf")


def pdf_javascript(rng: random.Random, pixels: Pixels) -> File:
    return _active(
        pixels,
        rng.choice(
            (
                "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
                "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert\\(1\\))>>]>>>>",
            )
        ),
    )


def pdf_launch(rng: random.Random, pixels: Pixels) -> File:
    return _active(pixels, "/OpenAction<</S/Launch/F(calc.exe)>>")


def pdf_embedded_file(rng: random.Random, pixels: Pixels) -> File:
    held = b"hello"
    more = (b"<</Type/EmbeddedFile/Length %d>>stream\n%s\nendstream" % (len(held), held),)
    return _active(
        pixels, "/Names<</EmbeddedFiles<</Names[(a.txt)<</Type/Filespec/F(a.txt)/EF<</F 6 0 R>>>>]>>>>", more
    )


def too_many_pages(rng: random.Random, pixels: Pixels) -> File:
    small = jpeg(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), 60)
    return File(content=picture_pdf([small] * PAGES_TOO_MANY, *A4), suffix=".pdf")


def giant_pixels(rng: random.Random, pixels: Pixels) -> File:
    """A PNG whose header claims 3 600 megapixels; its one chunk of data is tiny."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    side = rng.choice((30_000, 60_000))
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side // 8 + 1) * 64))
    return File(
        content=b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""),
        suffix=".png",
    )


def faults() -> dict[str, tuple[Fault, tuple[str, ...]]]:
    """Each fault of a file and the reason codes that may answer it, the best first."""
    return {
        "file_empty": (empty, ("FILE_EMPTY",)),
        "file_too_large": (too_large, ("FILE_TOO_LARGE",)),
        "file_wrong_type": (wrong_type, ("FILE_TYPE_NOT_ALLOWED",)),
        "file_type_mismatch": (type_mismatch, ("FILE_TYPE_MISMATCH",)),
        "file_truncated_jpeg": (truncated_jpeg, ("FILE_CORRUPT",)),
        "file_corrupt_pdf": (corrupt_pdf, ("FILE_CORRUPT",)),
        "file_encrypted_pdf": (encrypted_pdf, ("FILE_ENCRYPTED",)),
        "file_pdf_javascript": (pdf_javascript, ("FILE_ACTIVE_CONTENT",)),
        "file_pdf_launch": (pdf_launch, ("FILE_ACTIVE_CONTENT",)),
        "file_pdf_embedded_file": (pdf_embedded_file, ("FILE_ACTIVE_CONTENT",)),
        "file_too_many_pages": (too_many_pages, ("PAGE_COUNT_EXCEEDED",)),
        "file_giant_pixels": (giant_pixels, ("PAGE_TOO_LARGE",)),
    }


def hand_in(rng: random.Random, paper: Paper, fault: str) -> File:
    """Make the faulty file of a paper."""
    make, _ = faults()[fault]
    return make(rng, scan(rng, paper.sheets[0], 150))
