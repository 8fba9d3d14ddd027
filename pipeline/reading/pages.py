"""What are the pages of an upload, in pixels? (the one way from bytes to pictures)"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.bundle import FORMAT as FILES
from pipeline.bundle import BundleBroken, unpacked
from pipeline.reading import decode, pdf_render, word_pages
from pipeline.reading.decode import PictureUnreadable
from pipeline.reading.file_type import identify
from pipeline.reading.pdf_opened import PageUnreadable
from pipeline.reading.protocol import Pixels
from pipeline.reading.word_archive import WordUnreadable

KEPT = 2
MOST_PAGES = 1000
"""Of one file among several: no kind has so many, and a file may say anything."""
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


@dataclass(frozen=True, kw_only=True)
class FilePart:
    """One of the files of an upload, whose pages in the document are `first`, `first` + 1 and so on."""

    data: bytes = field(repr=False)
    file_format: str
    number: int = 1
    """From 1."""
    first: int = 1
    count: int | None = None
    """Of its pages, one of what cannot be opened; None for the one file of an upload: all are its."""

    def has(self, number: int) -> bool:
        return self.count is None or self.first <= number < self.first + self.count

    def page_in_file(self, number: int) -> int:
        """Which of its own pages the document's page is."""
        return number - self.first + 1

    def page_in_document(self, own: int) -> int:
        return own + self.first - 1


def shown_as(data: bytes, file_format: str) -> str:
    """As what the pages of these bytes are shown: a Word file may have been drawn as a PDF by the time it gets here."""
    return "pdf" if file_format in WORD and data.startswith(PDF) else file_format


def page_count(data: bytes, file_format: str, noted: int) -> int:
    """How many pages there are; `noted` is what the file says. Raises one of `UNREADABLE`."""
    if file_format not in WORD:
        return noted
    shown = shown_as(data, file_format)
    return pdf_render.page_count(data) if shown == "pdf" else word_pages.page_count(data) if shown == "docx" else noted


def files_of(data: bytes, file_format: str) -> tuple[FilePart, ...]:
    """The files of an upload, in their order: of one file itself, as it is. Raises one of `UNREADABLE`."""
    return _bundled(data) if file_format == FILES else (FilePart(data=data, file_format=file_format),)


def file_of_page(data: bytes, file_format: str, number: int) -> FilePart:
    """In which file page `number` of the document (from 1) is. Raises one of `UNREADABLE`."""
    if file_format != FILES:
        return FilePart(data=data, file_format=file_format)
    found = next((part for part in _bundled(data) if part.has(number)), None)
    if found is None:
        raise PictureUnreadable(f"the files have no page {number}")
    return found


@lru_cache(maxsize=1)
def _bundled(data: bytes) -> tuple[FilePart, ...]:
    try:
        members = unpacked(data)
    except BundleBroken:
        raise PictureUnreadable("the files are not packed as they were taken in") from None
    parts: list[FilePart] = []
    first = 1
    for number, member in enumerate(members, start=1):
        file_format = identify(member.content).format if member.content else ""
        count = _pages_of_pdf(member.content) if file_format == "pdf" else 1
        parts.append(FilePart(data=member.content, file_format=file_format, number=number, first=first, count=count))
        first += count
    return tuple(parts)


def _pages_of_pdf(data: bytes) -> int:
    try:
        return min(max(pdf_render.page_count(data), 1), MOST_PAGES)
    except PageUnreadable:
        return 1


def forget_pages() -> None:
    """What was decoded of the last document."""
    _decoded.cache_clear()
    _bundled.cache_clear()


def source_page(data: bytes, file_format: str, number: int) -> SourcePage:
    """Decode page `number` (from 1) of a PDF, JPEG or PNG, or of several files.

    EXIF or the page's rotation is already applied. The last few are kept, for several stages look at one
    page: do not write into them. Raises one of `UNREADABLE`.
    """
    part = file_of_page(data, file_format, number)
    return _decoded(part.data, part.file_format, part.page_in_file(number))


@lru_cache(maxsize=KEPT)
def _decoded(data: bytes, file_format: str, number: int) -> SourcePage:
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
