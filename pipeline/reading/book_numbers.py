"""Which number is printed at the edge of a labour book's page?"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.reading.book_columns import Columns
from pipeline.reading.line_finding import find_letters, strip_of
from pipeline.reading.looks import DIGITS, FIRST, MARGIN, ways
from pipeline.reading.protocol import Engine, Pixels

HIGHEST = 60
"""No book has so many pages."""
FIGURE = (0.7, 3.2)
"""Heights of its figures, in heights of lower-case letters."""
SURE = 0.95
MOST = 3
"""Stretches of ink that are looked at under the table, and over it."""


def printed_number(straight: Pixels, columns: Columns, text_height: float, engine: Engine) -> tuple[int | None, float]:
    """The number under the table, else over it, and how sure it is; (None, 0) where none is. Raises `RetryLater`."""
    below = min(columns.bottom + round(0.6 * text_height), straight.shape[0])
    for first, last in ((below, straight.shape[0]), (0, max(columns.top - round(text_height), 0))):
        for strip in _lone_figures(straight, first, last, text_height):
            found = _read(straight, strip, engine)
            if found is not None:
                return found, SURE
    return None, 0.0


def _lone_figures(straight: Pixels, first: int, last: int, text_height: float) -> list[tuple[int, int, int, int]]:
    """Boxes of one or two letters that stand alone, those nearest to the page's edge first."""
    if last - first < 1.2 * text_height:
        return []
    letters = find_letters(np.ascontiguousarray(straight[first:last]), text_height)
    boxes = []
    for owner in np.unique(letters.owners):
        group = letters.pieces[letters.owners == owner]
        box = strip_of(group).box
        high = box[3] - box[1]
        if len(group) <= 2 and FIGURE[0] * text_height < high < FIGURE[1] * text_height and box[2] - box[0] < 2 * high:
            boxes.append((box[0], box[1] + first, box[2], box[3] + first))
    edge = straight.shape[0] if first else 0
    return sorted(boxes, key=lambda box: abs((box[1] + box[3]) / 2 - edge))[:MOST]


def _read(straight: Pixels, box: tuple[int, int, int, int], engine: Engine) -> int | None:
    x0, y0, x1, y1 = box
    pad = max(round(MARGIN * (y1 - y0)), 2)
    cut = straight[max(y0 - 1, 0) : y1 + 1, max(x0 - 1, 0) : x1 + 1]
    crop = np.asarray(cv2.copyMakeBorder(cut, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(255,)), np.uint8)
    seen = {
        "".join(filter(str.isdigit, look.text))
        for _, way in ways(crop, FIRST)
        for look in engine.read_spots([way], language="eng", allowed=DIGITS)
    }
    if len(seen) != 1:
        return None
    text = seen.pop()
    return int(text) if text and 0 < int(text) < HIGHEST else None
