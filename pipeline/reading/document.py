"""What stands on the pages of an upload? (pages one by one: a text layer where it is good, else pixels)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipeline.case import Box, Page, Word
from pipeline.reading import homography as geometry
from pipeline.reading import word_pages
from pipeline.reading.cleanup import reading_grey
from pipeline.reading.ink import flattened, letters, small_grey
from pipeline.reading.layer_claim import Shown, is_seen, page_of, preview_size
from pipeline.reading.page_reading import USUAL_TEXT_HEIGHT, read_page
from pipeline.reading.pages import UNREADABLE, FilePart, SourcePage, file_of_page, source_page
from pipeline.reading.pdf_rules import ruled_lines
from pipeline.reading.pdf_signs import Place, word_places
from pipeline.reading.protocol import Engine, Pixels
from pipeline.reading.tables import find_tables, tables_within
from pipeline.reading.text_layer import Layer, read_layer

BLANK_SIDE = 800
BLANK_LETTERS = 3
BLANK_DARK_SHARE = 0.0004
DARK_LEVEL = 200
CELL_EDGE, INKED, CELL_INK = 6, 60, 0.002
"""Pixels at a cell's sides that may be its lines; grey levels by which ink is darker; a word's share of its cell."""


@dataclass(frozen=True, kw_only=True)
class DocumentText:
    """Pages that could be shown; numbers of those that could not, and of those with no ink at all."""

    pages: tuple[Page, ...]
    unreadable: tuple[int, ...] = ()
    blank: frozenset[int] = frozenset()


def read_document(data: bytes, file_format: str, count: int, engine: Engine, *, tables: bool = False) -> DocumentText:
    """Read the first `count` pages, with `tables` cell by cell where they are ruled.

    Raises `RetryLater` when the engine could not.
    """
    pages: list[Page] = []
    unreadable: list[int] = []
    blank: set[int] = set()
    for number in range(1, count + 1):
        try:
            part, source = file_of_page(data, file_format, number), source_page(data, file_format, number)
        except UNREADABLE:
            unreadable.append(number)
            continue
        page = _page_of(part, number, source, engine, tables=tables)
        pages.append(page)
        if not page.lines and is_blank(source.pixels):
            blank.add(number)
    return DocumentText(pages=tuple(pages), unreadable=tuple(unreadable), blank=frozenset(blank))


def _page_of(part: FilePart, number: int, source: SourcePage, engine: Engine, *, tables: bool) -> Page:
    """The page, which has a number of its own in its file, under the document's `number`."""
    page = _page(part.data, part.file_format, part.page_in_file(number), source, engine, tables=tables)
    return page if page.number == number else page.model_copy(update={"number": number})


def _page(data: bytes, file_format: str, number: int, source: SourcePage, engine: Engine, *, tables: bool) -> Page:
    """The page from its layer where that is text and is what is seen; a scan's layer is its scanner's guess."""
    if file_format == "docx":
        return word_pages.page_of(data, number)
    if file_format != "pdf" or not source.is_drawn:
        return read_page(source, number, engine, tables=tables)
    height, width = source.pixels.shape[:2]
    shown_width, shown_height, scale = preview_size(width, height)
    layer = read_layer(data, number - 1, shown_width, shown_height, level=tables)
    if layer is not None and layer.is_text and tables:
        ruled, tells_all = _ruled_page(data, number, source, layer)
        if ruled is not None and tells_all:
            return ruled
        layer = layer if ruled is None else replace(layer, is_text=False)
    if layer is not None and layer.is_text:
        picture = geometry.warped(source.pixels, geometry.scaling(scale), shown_width, shown_height)
        shown = Shown(width=shown_width, height=shown_height, scale=scale, grey=reading_grey(picture))
        if is_seen(layer, shown, engine):
            page = in_place(page_of(layer, shown, number), word_places(data, number - 1))
            return page.model_copy(update={"tables": drawn_tables(data, shown, page)}) if tables else page
    page = read_page(source, number, engine, tables=tables)
    return page.model_copy(update={"layer_differs": layer is not None})


def _ruled_page(data: bytes, number: int, source: SourcePage, layer: Layer) -> tuple[Page | None, bool]:
    """A page whose tables are ruled with lines that it draws, None without any; and whether no cell shows what the
    layer has not. Each deciding cell is looked at later: no sample of lines needs to be."""
    height, width = source.pixels.shape[:2]
    shown_width, shown_height, scale = preview_size(width, height)
    lines = ruled_lines(data, number - 1, shown_width, shown_height)
    page = page_of(layer, Shown(width=shown_width, height=shown_height, scale=scale, grey=source.pixels), number)
    ruled = tables_within(lines, page.text_height or USUAL_TEXT_HEIGHT) if lines else ()
    if not ruled:
        return None, False
    page = page if layer.in_place else in_place(page, word_places(data, number - 1))
    tells_all = not any(_shows_more(source.pixels, 1 / scale, table.cells, page) for table in ruled)
    return page.model_copy(update={"tables": tuple(table.cells for table in ruled)}), tells_all


def _shows_more(pixels: Pixels, scale: float, cells: Sequence[Box], page: Page) -> bool:
    """True where a cell that is empty by the layer has ink in it; `pixels` are `scale` times those of the page."""
    middles = [
        ((word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2) for line in page.lines for word in line.words
    ]
    for x0, y0, x1, y1 in cells:
        if any(x0 <= x < x1 and y0 <= y < y1 for x, y in middles):
            continue
        sides = (y0 + CELL_EDGE, y1 - CELL_EDGE, x0 + CELL_EDGE, x1 - CELL_EDGE)
        top, bottom, left, right = (max(round(side * scale), 0) for side in sides)
        if top >= bottom or left >= right:
            continue
        inside = cv2.cvtColor(pixels[top:bottom, left:right], cv2.COLOR_BGR2GRAY)
        if inside.size and float((inside < float(np.median(inside)) - INKED).mean()) > CELL_INK:
            return True
    return False


def drawn_tables(data: bytes, shown: Shown, page: Page) -> tuple[tuple[Box, ...], ...]:
    """The cells of the tables of a page with a text layer: by the lines that it draws, or by those that are seen where
    it draws none (in letters that stand close together lines are seen, too)."""
    text_height = page.text_height or USUAL_TEXT_HEIGHT
    lines = ruled_lines(data, page.number - 1, page.width, page.height)
    tables = tables_within(lines, text_height) if lines else find_tables(shown.grey, text_height)
    return tuple(table.cells for table in tables)


def in_place(page: Page, places: Sequence[tuple[str, Place]]) -> Page:
    """The page with its words' sides where they are drawn: of words spelled alike the nearest."""
    by_text: dict[str, list[Box]] = {}
    for text, (x0, y0, x1, y1) in places:
        box = (round(x0 * page.width), round(y0 * page.height), round(x1 * page.width), round(y1 * page.height))
        by_text.setdefault(text, []).append(box)
    lines = tuple(
        line.model_copy(update={"words": tuple(_in_place(word, by_text.get(word.text, [])) for word in line.words)})
        for line in page.lines
    )
    return page.model_copy(update={"lines": lines})


def _in_place(word: Word, boxes: Sequence[Box]) -> Word:
    x0, y0, _, y1 = word.box
    near = [box for box in boxes if min(box[3], y1) - max(box[1], y0) > 0]
    if not near:
        return word
    nearest = min(near, key=lambda box: abs(box[0] - x0))
    return word.model_copy(update={"box": (nearest[0], y0, max(nearest[2], nearest[0] + 1), y1)})


def is_blank(pixels: Pixels) -> bool:
    """True when there is surely no ink: nothing like letters, and next to nothing darker than the paper around it."""
    grey, _ = small_grey(pixels, BLANK_SIDE)
    dark = float((flattened(grey) < DARK_LEVEL).mean())
    return dark < BLANK_DARK_SHARE or (dark < 10 * BLANK_DARK_SHARE and len(letters(grey).boxes) <= BLANK_LETTERS)
