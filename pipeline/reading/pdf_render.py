"""What does a page of a PDF look like? (pypdfium2)"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipeline.reading.pdf_opened import FAULTS, PageUnreadable, opened, opened_page
from pipeline.reading.protocol import Pixels

RENDER_LONG_SIDE = 2340
"""A4 at 200 dpi: what a page of text is rendered at, whatever size it claims to have."""
MAX_LONG_SIDE = 4000
MIN_LONG_SIDE = 300
COVERED = 0.6
"""Images that cover this much of a page are the page: it is a scan, shown at the resolution of its pictures."""
MANY_IMAGES = 64
MANY_TEXTS = 2000
WITH_TEXT = (pdfium_c.FPDF_PAGEOBJ_TEXT, pdfium_c.FPDF_PAGEOBJ_FORM)
INVISIBLE = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)


@dataclass(frozen=True, kw_only=True)
class PdfPage:
    """BGR pixels of a page as a viewer shows it; `is_image` when pictures cover it: a scan or a photo."""

    pixels: Pixels
    is_image: bool


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """How a page is to be drawn: pixels of its longer side."""

    long_side: int
    is_image: bool


def page_count(data: bytes) -> int:
    """Number of pages. Raises `PageUnreadable`."""
    return len(opened(data))


def page_shape(data: bytes, index: int) -> tuple[int, int, bool]:
    """Width and height of what `page_pixels` draws, and whether pictures cover it; nothing is drawn.

    Raises `PageUnreadable`.
    """
    try:
        page = opened_page(data, index)
        drawing, (width, height) = _drawing(page), page.get_size()
        scale = _scale(page, drawing.long_side)
        return math.ceil(width * scale), math.ceil(height * scale), drawing.is_image
    except FAULTS as error:
        raise PageUnreadable(f"page {index + 1} of the PDF cannot be shown") from error


def page_pixels(data: bytes, index: int) -> PdfPage:
    """Draw the page: one that pictures cover at their own resolution, any other at 200 dpi of A4.

    The page's claimed size decides nothing. Raises `PageUnreadable`.
    """
    try:
        page = opened_page(data, index)
        drawing = _drawing(page)
        return PdfPage(pixels=_drawn(page, drawing.long_side), is_image=drawing.is_image)
    except (*FAULTS, MemoryError) as error:
        raise PageUnreadable(f"page {index + 1} of the PDF cannot be shown") from error


def page_grey(data: bytes, index: int) -> Pixels:
    """As `page_pixels`, in grey: in less than half of the time. Raises `PageUnreadable`."""
    try:
        page = opened_page(data, index)
        scale = _scale(page, _drawing(page).long_side)
        bitmap = page.render(scale=scale, may_draw_forms=False, force_bitmap_format=pdfium_c.FPDFBitmap_Gray)
        try:
            return np.array(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, -1)[:, : bitmap.width]
        finally:
            bitmap.close()
    except (*FAULTS, MemoryError) as error:
        raise PageUnreadable(f"page {index + 1} of the PDF cannot be shown") from error


def text_only_page(data: bytes, index: int) -> bytes | None:
    """A PDF of this page with nothing but its text; None when it has none or cannot be taken out.

    What reads text layers chews for a second on a vector guilloche, and on what is packed to choke it for ever.
    """
    alone = pdfium.PdfDocument.new()
    try:
        alone.import_pages(opened(data), [index])
        page = alone[0]
        if not page.get_textpage().get_text_range().strip():
            return None
        drawings = [one for one in page.get_objects(max_depth=1) if one.type not in WITH_TEXT]
        for drawing in drawings:
            page.remove_obj(drawing)
        page.gen_content()
        packed = io.BytesIO()
        alone.save(packed)
        return packed.getvalue()
    except FAULTS:
        return None
    finally:
        alone.close()


def page_objects(data: bytes, index: int, kind: int) -> tuple[Iterable[Any], tuple[float, float]]:
    """What the page draws, of one kind, one by one, and its size in points; nothing of one that is turned or faulty."""
    try:
        page = opened_page(data, index)
        shown = () if page.get_rotation() else page.get_objects(filter=(kind,), max_depth=2)
        return shown, page.get_size()
    except FAULTS:
        return (), (1.0, 1.0)


def _drawing(page: Any) -> Drawing:
    width, height = page.get_size()
    if page.get_rotation() in (90, 270):
        width, height = height, width
    found = page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=3)
    images = [image for _, image in zip(range(MANY_IMAGES), found, strict=False)]
    shares = [_share(image, width, height) for image in images]
    if not images or sum(shares) < COVERED:
        return Drawing(long_side=RENDER_LONG_SIDE, is_image=False)
    large = [image for image, share in zip(images, shares, strict=True) if share >= max(shares) / 2]
    resolution = max(_resolution(image) for image in large)
    least = RENDER_LONG_SIDE if _shows_text(page) else MIN_LONG_SIDE
    own = round(max(width, height) * resolution)
    return Drawing(long_side=min(max(own, least), MAX_LONG_SIDE), is_image=least == MIN_LONG_SIDE)


def _shows_text(page: Any) -> bool:
    """True when text is drawn on the picture; a recogniser's own layer under a scan is invisible."""
    texts = page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_TEXT,), max_depth=3)
    modes = (pdfium_c.FPDFTextObj_GetTextRenderMode(text.raw) for text in texts)
    return any(mode not in INVISIBLE for _, mode in zip(range(MANY_TEXTS), modes, strict=False))


def _share(image: Any, width: float, height: float) -> float:
    """Share of the page that the image covers; the media box may start anywhere, so that only its size counts."""
    left, bottom, right, top = image.get_bounds()
    return float(min(right - left, width) * min(top - bottom, height) / max(width * height, 1.0))


def _resolution(image: Any) -> float:
    """Pixels of the image for one unit of the page."""
    left, bottom, right, top = image.get_bounds()
    pixels = max(image.get_px_size())
    return float(pixels / max(right - left, top - bottom, 1e-3))


def _scale(page: Any, long_side: int) -> float:
    return float(long_side / max(*page.get_size(), 1e-3))


def _drawn(page: Any, long_side: int) -> Pixels:
    bitmap = page.render(scale=_scale(page, long_side), may_draw_forms=False)
    try:
        pixels = bitmap.to_numpy()
        if pixels.ndim == 2 or pixels.shape[2] == 1:
            return np.repeat(pixels.reshape(pixels.shape[0], -1, 1), 3, axis=2)
        return np.ascontiguousarray(pixels[:, :, :3])
    finally:
        bitmap.close()
