"""In which form is a paper handed in: text PDF, scan, scan inside a PDF, photo?"""

from __future__ import annotations

import io
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.reporting_set.camera import EASY, HARD, Conditions, photographed
from benchmarks.reporting_set.raster import pages
from benchmarks.reporting_set.scanner import scanned

Pixels = NDArray[np.uint8]

MEDIA = {
    "text_pdf": 12,
    "scan300_colour": 8,
    "scan300_grey": 6,
    "scan200_colour": 8,
    "scan200_grey": 6,
    "scan150_colour": 6,
    "scan150_grey": 5,
    "scan_pdf": 9,
    "scan_pdf_huge": 4,
    "photo": 18,
    "hard_photo": 11,
    "photo_sideways": 7,
}
"""Weights of the media among genuine papers."""

LARGEST = 4_700_000
"""Bytes that an honest file may have: under the contract's 5 MiB."""

PHOTO_DPI = 230


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """A file as it is uploaded: its bytes and the ending of its name."""

    content: bytes
    ending: str


def jpeg(pixels: Pixels, quality: int) -> bytes:
    """Return pixels as a JPEG that is small enough to be uploaded."""
    while True:
        _, coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if coded.size <= LARGEST or quality <= 40:
            return coded.tobytes()
        quality -= 10


def _dpi(medium: str, rng: Random) -> int:
    return int(medium[4:7]) if medium[4:7].isdigit() else rng.choice((200, 300))


def scan_of(pdf: bytes, medium: str, rng: Random) -> Pixels:
    """Return a paper's first page as scanned."""
    dpi = _dpi(medium, rng)
    grey = medium.endswith("grey") or (medium.startswith("scan_pdf") and rng.random() < 0.35)
    return scanned(pages(pdf, dpi)[0], rng, dpi=dpi, grey=grey)


def conditions(medium: str) -> Conditions:
    """Return how hard a photo of this medium is."""
    return HARD if medium == "hard_photo" else EASY


def photo_of(pdf: bytes, medium: str, rng: Random) -> Pixels:
    """Return a paper's first page as photographed, upright."""
    return photographed(pages(pdf, PHOTO_DPI)[0], rng, conditions(medium))


def in_pdf(picture: bytes, size: tuple[float, float], count: int = 1) -> bytes:
    """Return a JPEG as the whole page of a PDF whose page claims a size in points."""
    stored = io.BytesIO()
    rl_config.useA85 = 0
    canvas = Canvas(stored, invariant=1, pagesize=size)
    for _ in range(count):
        canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return stored.getvalue()


def _scan_pdf(scan: Pixels, medium: str, rng: Random) -> bytes:
    high, wide = scan.shape[:2]
    widest = 2835.0 * rng.uniform(1.0, 1.3) if medium == "scan_pdf_huge" else (842.0 if wide > high else 595.0)
    return in_pdf(jpeg(scan, rng.randint(75, 90)), (widest, widest * high / wide))


def _sideways(photo: Pixels, rng: Random) -> bytes:
    """Turn a photo in its pixels, or store it turned with the EXIF mark that says how to hold it."""
    quality = rng.randint(*EASY.quality)
    if rng.random() < 0.55:
        way = rng.choice((cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE, cv2.ROTATE_180))
        return jpeg(np.asarray(cv2.rotate(photo, way), np.uint8), quality)
    way, mark = rng.choice(((cv2.ROTATE_90_CLOCKWISE, 8), (cv2.ROTATE_90_COUNTERCLOCKWISE, 6), (cv2.ROTATE_180, 3)))
    stored = io.BytesIO()
    turned = Image.fromarray(cv2.cvtColor(cv2.rotate(photo, way), cv2.COLOR_BGR2RGB))
    exif = turned.getexif()
    exif[0x0112] = mark
    turned.save(stored, "JPEG", quality=quality, exif=exif)
    return stored.getvalue()


def handed_in(pdf: bytes, medium: str, rng: Random) -> HandedIn:
    """Return a drawn paper in one of MEDIA."""
    if medium == "text_pdf":
        return HandedIn(content=pdf, ending="pdf")
    if medium.startswith("scan"):
        scan = scan_of(pdf, medium, rng)
        if medium.startswith("scan_pdf"):
            return HandedIn(content=_scan_pdf(scan, medium, rng), ending="pdf")
        return stored_scan(scan, medium, rng)
    photo = photo_of(pdf, medium, rng)
    if medium == "photo_sideways":
        return HandedIn(content=_sideways(photo, rng), ending="jpg")
    return HandedIn(content=jpeg(photo, rng.randint(*conditions(medium).quality)), ending="jpg")


def stored_scan(scan: Pixels, medium: str, rng: Random) -> HandedIn:
    """Return a scan as the scanner's program stores it: JPEG, or PNG for small grey ones."""
    if medium == "scan150_grey" and rng.random() < 0.5:
        _, coded = cv2.imencode(".png", scan)
        if coded.size <= LARGEST:
            return HandedIn(content=coded.tobytes(), ending="png")
    return HandedIn(content=jpeg(scan, rng.randint(78, 93)), ending="jpg")
