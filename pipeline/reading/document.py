"""What stands on the pages of an upload? (pages one by one: a text layer where it is good, else pixels)"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.case import Page
from pipeline.reading.ink import flattened, letters, small_grey
from pipeline.reading.page_reading import read_page
from pipeline.reading.pages import UNREADABLE, SourcePage, source_page
from pipeline.reading.protocol import Engine, Pixels

BLANK_SIDE = 800
BLANK_LETTERS = 3
BLANK_DARK_SHARE = 0.0004
DARK_LEVEL = 200


@dataclass(frozen=True, kw_only=True)
class DocumentText:
    """Pages that could be shown; numbers of those that could not, and of those with no ink at all."""

    pages: tuple[Page, ...]
    unreadable: tuple[int, ...] = ()
    blank: frozenset[int] = frozenset()


def read_document(data: bytes, file_format: str, count: int, engine: Engine) -> DocumentText:
    """Read the first `count` pages. Raises `RetryLater` when the engine could not."""
    pages: list[Page] = []
    unreadable: list[int] = []
    blank: set[int] = set()
    for number in range(1, count + 1):
        try:
            source = source_page(data, file_format, number)
        except UNREADABLE:
            unreadable.append(number)
            continue
        page = _page(data, file_format, number, source, engine)
        pages.append(page)
        if not page.lines and is_blank(source.pixels):
            blank.add(number)
    return DocumentText(pages=tuple(pages), unreadable=tuple(unreadable), blank=frozenset(blank))


def _page(data: bytes, file_format: str, number: int, source: SourcePage, engine: Engine) -> Page:
    return read_page(source, number, engine)


def is_blank(pixels: Pixels) -> bool:
    """True when there is surely no ink: nothing like letters, and next to nothing darker than the paper around it."""
    grey, _ = small_grey(pixels, BLANK_SIDE)
    dark = float((flattened(grey) < DARK_LEVEL).mean())
    return dark < BLANK_DARK_SHARE or (dark < 10 * BLANK_DARK_SHARE and len(letters(grey).boxes) <= BLANK_LETTERS)
