"""What stands on the pages of an upload? (pages one by one: a text layer where it is good, else pixels)"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.case import Page
from pipeline.reading import homography as geometry
from pipeline.reading.cleanup import reading_grey
from pipeline.reading.ink import flattened, letters, small_grey
from pipeline.reading.layer_claim import Shown, is_seen, page_of, preview_size
from pipeline.reading.page_reading import read_page
from pipeline.reading.pages import UNREADABLE, SourcePage, source_page
from pipeline.reading.protocol import Engine, Pixels
from pipeline.reading.text_layer import read_layer

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
    """The page from its layer where that is text and is what is seen; a scan's layer is its scanner's guess."""
    if file_format != "pdf" or not source.is_drawn:
        return read_page(source, number, engine)
    height, width = source.pixels.shape[:2]
    shown_width, shown_height, scale = preview_size(width, height)
    layer = read_layer(data, number - 1, shown_width, shown_height)
    if layer is not None and layer.is_text:
        picture = geometry.warped(source.pixels, geometry.scaling(scale), shown_width, shown_height)
        shown = Shown(width=shown_width, height=shown_height, scale=scale, grey=reading_grey(picture))
        if is_seen(layer, shown, engine):
            return page_of(layer, shown, number)
    return read_page(source, number, engine).model_copy(update={"layer_differs": layer is not None})


def is_blank(pixels: Pixels) -> bool:
    """True when there is surely no ink: nothing like letters, and next to nothing darker than the paper around it."""
    grey, _ = small_grey(pixels, BLANK_SIDE)
    dark = float((flattened(grey) < DARK_LEVEL).mean())
    return dark < BLANK_DARK_SHARE or (dark < 10 * BLANK_DARK_SHARE and len(letters(grey).boxes) <= BLANK_LETTERS)
