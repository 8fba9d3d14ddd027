"""What are the pages of an upload, in pixels? (the one way from bytes to pictures)"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline.reading import decode, pdf_render, word_pages
from pipeline.reading.decode import PictureUnreadable
from pipeline.reading.pdf_opened import PageUnreadable
from pipeline.reading.protocol import Pixels
from pipeline.reading.word_archive import WordUnreadable

KEPT = 2
PICTURES = ("jpeg", "png")
WORD = ("doc", "docx")
PDF = b"%PDF-"
UNREADABLE = (PictureUnreadable, PageUnreadable, WordUnreadable)
"""What `source_page` raises when the document is at fault."""


@dataclass(frozen=True, kw_only=True)
class SourcePage:
    """BGR pixels of a page before it is set upright; `is_drawn` when no camera or scanner saw it."""

    pixels: Pixels
    is_drawn: bool


def shown_as(data: bytes, file_format: str) -> str:
    """As what the pages of these bytes are shown: a Word file may have been drawn as a PDF by the time it gets here."""
    return "pdf" if file_format in WORD and data.startswith(PDF) else file_format


def page_count(data: bytes, file_format: str, noted: int) -> int:
    """How many pages there are; `noted` is what the file says. Raises one of `UNREADABLE`."""
    if file_format not in WORD:
        return noted
    shown = shown_as(data, file_format)
    return pdf_render.page_count(data) if shown == "pdf" else word_pages.page_count(data) if shown == "docx" else noted


@lru_cache(maxsize=KEPT)
def source_page(data: bytes, file_format: str, number: int) -> SourcePage:
    """Decode page `number` (from 1) of a PDF, JPEG or PNG; EXIF or the page's rotation is already applied.

    Raises one of `UNREADABLE`. The last few are kept, for several stages look at one page: do not write into them.
    """
    if shown_as(data, file_format) == "pdf":
        page = pdf_render.page_pixels(data, number - 1)
        return SourcePage(pixels=page.pixels, is_drawn=not page.is_image)
    if file_format in PICTURES and number == 1:
        return SourcePage(pixels=decode.picture_pixels(data), is_drawn=False)
    if file_format == "docx" and number <= word_pages.page_count(data):
        return SourcePage(pixels=word_pages.drawn(data, number), is_drawn=True)
    raise PictureUnreadable(f"a file of format {file_format} has no page {number} that can be shown")


def source_shape(data: bytes, number: int) -> tuple[int, int, bool]:
    """Width and height of `source_page`'s pixels of a PDF's page (from 1), and whether no camera or scanner saw it.

    Nothing is drawn. Raises one of `UNREADABLE`.
    """
    width, height, is_image = pdf_render.page_shape(data, number - 1)
    return width, height, not is_image
