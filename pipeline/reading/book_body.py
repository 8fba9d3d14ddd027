"""Where on a page of a labour book does writing begin, and which ink there is no rule?

Under the table's head runs a row with the columns' numbers, 1 to 4, each alone in the middle of its column: whatever
the blank, the body begins below it.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.book_columns import Columns
from pipeline.reading.book_rules import ridges
from pipeline.reading.line_finding import Stats, letter_pieces
from pipeline.reading.protocol import Pixels

LONG = 0.4
"""Shares of the page's side along the rule: the tops of a line's letters look like one over a shorter way."""
SEEN, PLAIN = 0.8, 24.0
"""Of a rule, over that length, and by how many grey levels; what is fainter is white in the cleaned grey anyway."""
LOOKED = (0.1, 0.42)
"""The head takes shares of the table between these."""
CENTRED, NARROW = 0.22, 0.3
"""A column's number stands so near to its middle, and takes no more of it, in widths of the column."""
AGREEING = 3
"""So many of the four numbers must stand in one row."""
SAME_ROW = 0.6
INK = 150
CROSSED = 2
"""Pixels above and below a rule where the ink of a letter that crosses it is seen."""


USUAL_HEAD = 0.19
AGREED = 0.015
"""Heads of one book's pages differ by no more of the table."""


def body_tops(found: Sequence[float | None]) -> list[float]:
    """Where bodies begin on the pages of one book, as shares of their tables, from what was found on each of them.

    One blank was printed for all of them: a page whose row of numbers was not found has it where the others do.
    """
    known = [share for share in found if share is not None]
    usual = float(np.median(known)) if known else USUAL_HEAD
    return [usual if share is None or abs(share - usual) > AGREED else share for share in found]


def body_top(bare: Pixels, columns: Columns, text_height: float) -> float | None:
    """The foot of the row of numbers on a page without its rules, as a share of the table; None where there is none."""
    foot = _row_of_numbers(letter_pieces(bare, text_height), columns)
    return None if foot is None else (foot - columns.top) / (columns.bottom - columns.top)


def without_rules(reading: Pixels, columns: Columns) -> Pixels:
    """The cleaned grey with its rules white, letters that cross them kept."""
    bare = reading.copy()
    across = _long(ridges(reading, upright=False, darker=PLAIN), upright=False)
    dark = (reading < INK).astype(np.uint8)
    through = np.roll(dark, CROSSED + 1, 0) & np.roll(dark, -CROSSED - 1, 0)
    bare[(across > 0) & (through == 0)] = 255
    bare[_long(ridges(reading, upright=True, darker=PLAIN), upright=True) > 0] = 255
    for rule in columns.edges:
        ends = [(round(rule.across(y)), y) for y in (0, bare.shape[0])]
        cv2.line(bare, ends[0], ends[1], (255,), 5)
    return bare


def _long(seen: NDArray[np.bool_], *, upright: bool) -> Pixels:
    """The map of ridges where they go on for long."""
    length = max(round(LONG * seen.shape[0 if upright else 1]), 30)
    window = (1, length) if upright else (length, 1)
    beside = np.ones((1, 3) if upright else (3, 1), np.uint8)
    marks = cv2.dilate(seen.astype(np.uint8), beside)
    share = cv2.blur(marks.astype(np.float32), window)
    along = np.ones((length, 1) if upright else (1, length), np.uint8)
    long = cv2.dilate((share > SEEN).astype(np.uint8), along) & marks
    return np.asarray(cv2.dilate(long, beside), np.uint8)


def _row_of_numbers(pieces: Stats, columns: Columns) -> int | None:
    """The foot of the row in which lone figures stand in the middle of the columns."""
    top, bottom = (columns.top + share * (columns.bottom - columns.top) for share in LOOKED)
    near = pieces[(pieces[:, 1] > top) & (pieces[:, 1] < bottom)]
    rows = [row for piece in near if (row := _as_numbers(piece, near, columns)) is not None]
    return min(rows, default=None)


def _as_numbers(piece: NDArray[np.int32], pieces: Stats, columns: Columns) -> int | None:
    """The foot of this piece's row, where enough columns have nothing but a figure in their middle."""
    middle, height = piece[1] + piece[3] / 2, float(piece[3])
    row = pieces[np.abs(pieces[:, 1] + pieces[:, 3] / 2 - middle) < SAME_ROW * height]
    groups = ((0, 0), (1, columns.dates), (columns.dates + 1,) * 2, (columns.dates + 2,) * 2)
    alone = [_alone(row, columns.span(first, last, middle)) for first, last in groups]
    if sum(one is True for one in alone) < AGREEING or any(one is False for one in alone):
        return None
    return int((row[:, 1] + row[:, 3]).max()) + 2


def _alone(row: Stats, span: tuple[float, float]) -> bool | None:
    """True: one figure stands in the middle; False: something else stands there; None: nothing does."""
    x0, x1 = span
    middles = row[:, 0] + row[:, 2] / 2
    inside = row[(middles > x0) & (middles < x1)]
    if not len(inside):
        return None
    left, right = inside[:, 0].min(), (inside[:, 0] + inside[:, 2]).max()
    centred = abs((left + right) / 2 - (x0 + x1) / 2) < CENTRED * (x1 - x0)
    return bool(centred and right - left < NARROW * (x1 - x0))
