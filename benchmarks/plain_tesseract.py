"""What does plain pytesseract read, as most programs would call it? (full pages at 300 dpi, `rus`, no clean-up)"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytesseract
from PIL import Image, ImageOps

DPI = 300
POINTS = 72
LONG_SIDE = 3508
"""Pixels of the longer side of A4 at 300 dpi: what a photo, which has no resolution of its own, is brought to."""
SECONDS = 120


def plain_text(path: Path, medium: str) -> str:
    """The text of all pages. A scan is enlarged to 300 dpi from the resolution that its medium names.

    Raises `RuntimeError` when the program fails or takes more than two minutes for a page.
    """
    Image.MAX_IMAGE_PIXELS = None
    return "\n".join(
        str(pytesseract.image_to_string(page, lang="rus", timeout=SECONDS)) for page in pages(path, medium)
    )


def pages(path: Path, medium: str) -> Iterator[Image.Image]:
    """Pages as pictures at 300 dpi; a PDF's at the size that it claims, turned as EXIF says."""
    if path.suffix == ".pdf":
        yield from _pdf_pages(path.read_bytes())
        return
    with Image.open(io.BytesIO(path.read_bytes())) as stored:
        picture = ImageOps.exif_transpose(stored).convert("RGB")
    scale = scale_to_300(picture.size, medium)
    size = (round(picture.width * scale), round(picture.height * scale))
    yield picture if size == picture.size else picture.resize(size, Image.Resampling.BICUBIC)


def scale_to_300(size: tuple[int, int], medium: str) -> float:
    """By how much a picture is enlarged: «scan150_grey» twice; a photo so that its longer side is that of A4."""
    dpi = re.search(r"\d{3}", medium)
    return DPI / int(dpi.group()) if dpi else LONG_SIDE / max(size)


def _pdf_pages(data: bytes) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            yield page.render(scale=DPI / POINTS).to_pil().convert("RGB")
    finally:
        document.close()
