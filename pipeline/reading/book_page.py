"""What stands in the tables of a labour book's pages? (both halves of a spread, line by line, before any meaning)"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.case import Box, Page
from pipeline.case.book import BookLine, BookPage
from pipeline.case.employment import Cell
from pipeline.reading.book_body import body_top, body_tops, without_rules
from pipeline.reading.book_cells import figures_of, words_of
from pipeline.reading.book_columns import Columns, agreed, candidates_of
from pipeline.reading.book_hand import Sample, typed_lines
from pipeline.reading.book_lines import straightened, written_lines
from pipeline.reading.book_numbers import printed_number
from pipeline.reading.book_rules import down
from pipeline.reading.cleanup import levelled, reading_grey
from pipeline.reading.protocol import Engine, Pixels

LANDSCAPE = 1.1
"""A picture so many times as wide as high shows both pages of a spread."""
USUAL_TEXT_HEIGHT = 12.0


@dataclass(frozen=True, kw_only=True, eq=False)
class _Half:
    """A page of the book as it lies in a page of the file: `left` is where it begins there. `grey` is cleaned."""

    page: int
    part: int
    left: int
    grey: Pixels
    text_height: float
    candidates: list[tuple[float, Columns]]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Part:
    """The same with its columns known, its rules upright and white; `top`: where its body begins, if that was found."""

    half: _Half
    straight: Pixels
    columns: Columns
    top: float | None


def read_book(pages: Sequence[Page], preview: Callable[[Page], Pixels], engine: Engine) -> tuple[BookPage, ...]:
    """Every table of a labour book on these pages, in the order of the file. Raises `RetryLater`."""
    halves = [half for page in pages for half in _halves(page, preview(page))]
    columns = agreed([(half.candidates, half.grey.shape[1]) for half in halves])
    parts = [_part(half, own) for half, own in zip(halves, columns, strict=True) if own is not None]
    tops = body_tops([part.top for part in parts])
    return tuple(_read(part, top, engine) for part, top in zip(parts, tops, strict=True))


def _halves(page: Page, picture: Pixels) -> list[_Half]:
    """Those on which there may be a table."""
    level = levelled(picture)
    light = level if level.ndim == 2 else np.asarray(cv2.cvtColor(level, cv2.COLOR_BGR2GRAY), np.uint8)
    reading = reading_grey(picture)
    middle = page.width // 2
    spans = [(0, middle), (middle, page.width)] if page.width > LANDSCAPE * page.height else [(0, page.width)]
    found = []
    for number, (x0, x1) in enumerate(spans):
        rules = down(np.ascontiguousarray(light[:, x0:x1]))
        candidates = candidates_of(rules, x1 - x0, page.height)
        if candidates:
            grey = np.ascontiguousarray(reading[:, x0:x1])
            height = page.text_height or USUAL_TEXT_HEIGHT
            half = _Half(page=page.number, part=number, left=x0, grey=grey, text_height=height, candidates=candidates)
            found.append(half)
    return found


def _part(half: _Half, columns: Columns) -> _Part:
    bare = without_rules(half.grey, columns)
    return _Part(
        half=half, straight=straightened(bare, columns), columns=columns, top=body_top(bare, columns, half.text_height)
    )


def _read(part: _Part, top: float, engine: Engine) -> BookPage:
    columns, straight = part.columns, part.straight
    body = round(columns.top + top * (columns.bottom - columns.top))
    lines = written_lines(straight, columns, body, part.half.text_height)
    words = words_of(straight, lines, engine)
    samples = [
        Sample(box=cell.box, capital=line.of(column)[0].strip.capital, confidence=cell.confidence, line=index)
        for index, (line, row) in enumerate(zip(lines, words, strict=True))
        for column, cell in row.items()
        if cell.box
    ]
    typed = typed_lines(straight, samples, len(lines), part.half.text_height)
    made = []
    for line, row, by_machine in zip(lines, words, typed, strict=True):
        cells = {**figures_of(straight, line, engine), **row}
        box = (round(columns.edges[0].at), line.top, round(columns.edges[-1].at), line.bottom)
        made.append(
            BookLine(
                box=_on_page(box, part), hand="typed" if by_machine else "handwritten",
                cells=tuple(_moved(cells[name], part) for name in ("number", "date", "text", "basis") if name in cells),
            )
        )  # fmt: skip
    number, sure = printed_number(straight, columns, part.half.text_height, engine)
    return BookPage(
        page=part.half.page, part=part.half.part, printed=number, printed_confidence=sure, lines=tuple(made),
        box=_on_page(columns.box(), part),
    )  # fmt: skip


def _moved(cell: Cell, part: _Part) -> Cell:
    return cell if cell.box is None else cell.model_copy(update={"box": _on_page(cell.box, part)})


def _on_page(box: Box, part: _Part) -> Box:
    """From the straightened part to the page's preview."""
    rule = part.columns.edges[0]
    aside = part.half.left + rule.slant * ((box[1] + box[3]) / 2 - rule.middle)
    return round(box[0] + aside), box[1], round(box[2] + aside), box[3]
