"""Is an entry of a labour book signed and sealed? (a dismissal is, under its last line)"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.case import Box, Line, Page, Presence, Word
from pipeline.reading.marks import combine, find_marks
from pipeline.reading.protocol import PenFinder, Pixels

BELOW = 0.14
"""A seal hangs under the last line by up to so much of the page's height."""
ASIDE = 0.02
"""And reaches so far beyond the table, as a share of the page's width."""


def attested(pictures: Sequence[tuple[Pixels, Page, Box]], pens: PenFinder) -> tuple[bool | None, bool | None]:
    """Signed, sealed: looked for in each stretch (its page's BGR preview, the page, its box); None where unsure."""
    found = combine([find_marks(*_cut(picture, page, box), pens) for picture, page, box in pictures])
    told = {mark.name: {Presence.PRESENT: True, Presence.ABSENT: False}.get(mark.presence) for mark in found}
    return told.get("signature"), told.get("seal")


def _cut(picture: Pixels, page: Page, box: Box) -> tuple[Pixels, Page]:
    """The stretch as a page of its own."""
    aside, below = round(ASIDE * page.width), round(BELOW * page.height)
    x0, x1 = max(box[0] - aside, 0), min(box[2] + aside, page.width)
    y0, y1 = max(box[1] - 4, 0), min(box[3] + below, page.height)
    lines = tuple(line for one in page.lines if (line := _inside(one, (x0, y0, x1, y1))) is not None)
    cut = page.model_copy(update={"width": x1 - x0, "height": y1 - y0, "lines": lines})
    return np.ascontiguousarray(picture[y0:y1, x0:x1]), cut


def _inside(line: Line, box: Box) -> Line | None:
    """The line's words in the box, in its pixels."""
    words = [_moved(word, box) for word in line.words if _has(box, word.box)]
    if not words:
        return None
    boxes = [word.box for word in words]
    around = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    return line.model_copy(update={"words": tuple(words), "box": around, "column": 0})


def _has(box: Box, word: Box) -> bool:
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _moved(word: Word, box: Box) -> Word:
    x0, y0, x1, y1 = word.box
    return word.model_copy(update={"box": (x0 - box[0], y0 - box[1], x1 - box[0], y1 - box[1])})
