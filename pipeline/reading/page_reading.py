"""What stands on one page's picture: how it stands, and its lines in reading order?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.case import Page, TextSource, Word
from pipeline.reading import homography as geometry
from pipeline.reading import layout
from pipeline.reading.cleanup import reading_greys
from pipeline.reading.line_finding import Strip, find_letters, strips_of
from pipeline.reading.line_strips import cut, words_on_page
from pipeline.reading.pages import SourcePage
from pipeline.reading.plausible import reading_quality
from pipeline.reading.protocol import Engine, Pixels
from pipeline.reading.side_text import Run, find_runs, read_runs
from pipeline.reading.tables import RuledTable, cell_strips, find_tables_and_rules, without
from pipeline.reading.tesseract_tables import line_of
from pipeline.reading.upright import Standing, standing

PROBE_STRIPS = 5
"""So many of the widest lines tell whether the page is upside down."""
READS_WELL = 0.55
UNREAD_SIGN = "¤"
USUAL_TEXT_HEIGHT = 12.0


@dataclass(frozen=True, kw_only=True)
class View:
    """A page's cleaned grey picture as it stands, and the stretches of text on it: level, the widest
    first, and on their side."""

    stand: Standing
    grey: Pixels
    strips: tuple[Strip, ...]
    runs: tuple[Run, ...]
    tables: tuple[RuledTable, ...] = ()
    alone: frozenset[Strip] = frozenset()
    """Single signs in cells."""


def read_page(source: SourcePage, number: int, engine: Engine, *, tables: bool = False) -> Page:
    """Set the page upright and read it, with `tables` cell by cell where they are ruled.

    Raises `RetryLater` when the engine could not.
    """
    stand = standing(source.pixels, is_drawn=source.is_drawn)
    grey, pale = reading_greys(geometry.warped(source.pixels, stand.homography, stand.width, stand.height))
    view = _view(stand, grey, pale if tables else None)
    first = _read(view, view.strips[:PROBE_STRIPS], engine)
    if view.strips and not source.is_drawn and _quality(first) < READS_WELL:
        turned = (np.ascontiguousarray(picture[::-1, ::-1]) for picture in (grey, pale))
        over = _view(stand.turned_over(), next(turned), next(turned) if tables else None)
        second = _read(over, over.strips[:PROBE_STRIPS], engine)
        if _quality(second) > _quality(first):
            view, first = over, second
    words = [*first, *_read(view, view.strips[PROBE_STRIPS:], engine)]
    page = _page(view, number, words)
    beside = [line_of(run) for run in read_runs(view.grey, view.runs, engine)]
    return page.model_copy(update={"lines": (*page.lines, *beside)}) if beside else page


def _view(stand: Standing, grey: Pixels, pale: Pixels | None) -> View:
    """`pale`: where tables are sought, for their rules may be too faint to be ink."""
    text_height = stand.text_height or USUAL_TEXT_HEIGHT
    ruled, rules = find_tables_and_rules(pale, text_height) if pale is not None else ((), None)
    if rules is not None:
        grey = without(grey, rules)
    letters = find_letters(grey, text_height, rules)
    runs = () if ruled else find_runs(letters.pieces, letters.company(), grey.shape)  # figures of a column are no text
    strips = [strip for strip in strips_of(letters, text_height) if not any(_within(strip, run) for run in runs)]
    alone = cell_strips(letters.pieces, strips, [cell for table in ruled for cell in table.cells], text_height)
    return View(
        stand=stand, grey=grey, strips=(*strips, *alone), runs=runs, tables=ruled, alone=frozenset(alone)
    )  # fmt: skip


def _within(strip: Strip, run: Run) -> bool:
    x, y = (strip.box[0] + strip.box[2]) / 2, (strip.box[1] + strip.box[3]) / 2
    return run.box[0] <= x <= run.box[2] and run.box[1] <= y <= run.box[3]


def _read(view: View, strips: Sequence[Strip], engine: Engine) -> list[tuple[Word, ...]]:
    """Words of each strip, on the page."""
    cuts = [cut(view.grey, strip) for strip in strips]
    read = engine.read_lines([piece.pixels for piece in cuts])
    return [words_on_page(line, piece, strip) for line, piece, strip in zip(read, cuts, strips, strict=True)]


def _quality(read: Sequence[tuple[Word, ...]]) -> float:
    return reading_quality([line_of(words) for words in read if words])


def _page(view: View, number: int, words: Sequence[tuple[Word, ...]]) -> Page:
    stand = view.stand
    read_all = [read or _unread(strip, view.alone) for strip, read in zip(view.strips, words, strict=True)]
    kept = [(strip, read) for strip, read in zip(view.strips, read_all, strict=True) if _says_something(read)]
    ordered = layout.lines([strip.box for strip, _ in kept], stand.width, stand.height)
    lines = [line_of([word for place in places for word in kept[place][1]], column) for column, places in ordered]
    return Page(
        number=number,
        width=stand.width,
        height=stand.height,
        rotation=stand.rotation,
        transform=geometry.as_matrix(stand.homography),
        source=TextSource.OCR,
        is_photo=stand.is_photo,
        text_height=_lower_case(view.strips),
        lines=tuple(lines),
        tables=tuple(table.cells for table in view.tables),
    )


def _unread(strip: Strip, alone: frozenset[Strip]) -> tuple[Word, ...]:
    """What stands alone in a cell and was not read is told as seen: it may be the cross that cancels a row."""
    return (Word(text=UNREAD_SIGN, confidence=0.0, box=strip.box),) if strip in alone else ()


def _says_something(words: Sequence[Word]) -> bool:
    return any(symbol.isalnum() or symbol == UNREAD_SIGN for word in words for symbol in word.text)


def _lower_case(strips: Sequence[Strip]) -> float | None:
    """Height of lower-case letters: about 0.72 of the capitals, by the median of all strips."""
    return 0.72 * float(np.median([strip.capital for strip in strips])) if strips else None
