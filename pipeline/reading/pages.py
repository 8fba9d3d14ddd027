"""What are the pages of an upload, in pixels? (the one way from bytes to pictures)"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline.reading import decode, pdf_render
from pipeline.reading.decode import PictureUnreadable
from pipeline.reading.pdf_render import PageUnreadable
from pipeline.reading.protocol import Pixels

KEPT = 2
PICTURES = ("jpeg", "png")
UNREADABLE = (PictureUnreadable, PageUnreadable)
"""What `source_page` raises when the document is at fault."""


@dataclass(frozen=True, kw_only=True)
class SourcePage:
    """BGR pixels of a page before it is set upright; `is_drawn` when no camera or scanner saw it."""

    pixels: Pixels
    is_drawn: bool


@lru_cache(maxsize=KEPT)
def source_page(data: bytes, file_format: str, number: int) -> SourcePage:
    """Decode page `number` (from 1) of a PDF, JPEG or PNG; EXIF or the page's rotation is already applied.

    Raises one of `UNREADABLE`. The last few are kept, for several stages look at one page: do not write into them.
    """
    if file_format == "pdf":
        page = pdf_render.page_pixels(data, number - 1)
        return SourcePage(pixels=page.pixels, is_drawn=not page.is_image)
    if file_format in PICTURES and number == 1:
        return SourcePage(pixels=decode.picture_pixels(data), is_drawn=False)
    raise PictureUnreadable(f"a file of format {file_format} has no page {number} that can be shown")
