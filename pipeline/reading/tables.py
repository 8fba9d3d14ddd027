"""Where are the ruled tables of an upright page, and what are their cells?

A table is what lines across and down enclose. Lines of scans are faint, broken and a little askew; so a line counts
where most of it is seen, and where a row's wall is not seen at all the walls of the other rows stand for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box
from pipeline.reading.line_finding import Stats, Strip, strip_of
from pipeline.reading.protocol import Pixels
from pipeline.reading.table_cells import NEAR, cells_within, parted
from pipeline.reading.table_lines import Lines, find_lines

Mask = NDArray[np.uint8]
LEAST_SHARE = 0.25
"""A table is at least so wide, as a share of the page: a stamp's frame is none."""
SHRINK = 4
"""Where tables lie is seen on a smaller page."""
LINE = 2.0
"""From one line of a cell to the next, at least, in text heights."""
LEAST_SIGN = 0.7
"""A lone sign in a cell is so many text heights high: a dash is none."""


@dataclass(frozen=True, kw_only=True)
class RuledTable:
    """The cells of one table, row by row from the left, and its box; merged cells are one."""

    box: Box
    cells: tuple[Box, ...]


def find_tables(grey: Pixels, text_height: float) -> tuple[RuledTable, ...]:
    """Ruled tables of a grey page, dark on white, from the top; `text_height` of lower-case letters, in pixels."""
    lines, tables = _found(grey, text_height)
    return tuple(_on_page(lines, box, cells) for box, cells in tables)


def find_tables_and_rules(grey: Pixels, text_height: float) -> tuple[tuple[RuledTable, ...], Mask]:
    """The same, and a mask of the lines that their cells' sides are drawn with."""
    lines, tables = _found(grey, text_height)
    sides = np.zeros_like(lines.across)
    wide = 2 * int(max(NEAR * text_height, 3)) + 1
    for _, cells in tables:
        for x0, y0, x1, y1 in cells:
            cv2.rectangle(sides, (x0, y0), (x1, y1), (255,), wide)
    drawn = cv2.bitwise_and(sides, cv2.bitwise_or(lines.across, lines.down))
    rules = cv2.dilate(lines.mask_on_page(np.asarray(drawn, np.uint8)), np.ones((3, 3), np.uint8))
    return tuple(_on_page(lines, box, cells) for box, cells in tables), np.asarray(rules, np.uint8)


def without(grey: Pixels, rules: Mask) -> Pixels:
    """The page without these lines: what touches its letters is read as a letter."""
    bare = grey.copy()
    bare[rules > 0] = 255
    return bare


def _found(grey: Pixels, text_height: float) -> tuple[Lines, list[tuple[Box, list[Box]]]]:
    lines = find_lines(grey, text_height)
    return lines, _tables(lines, lines.text_height)


def tables_within(lines: Lines, text_height: float) -> tuple[RuledTable, ...]:
    """The tables of lines that are known already."""
    return tuple(_on_page(lines, box, cells) for box, cells in _tables(lines, text_height))


def _on_page(lines: Lines, box: Box, cells: Sequence[Box]) -> RuledTable:
    return RuledTable(box=lines.on_page(box), cells=tuple(map(lines.on_page, cells)))


def _tables(lines: Lines, text_height: float) -> list[tuple[Box, list[Box]]]:
    """Box and cells of each table, in pixels of the masks, from the top."""
    regions = [part for box in _regions(lines, text_height) for part in parted(lines, box, text_height)]
    found = [(box, cells_within(lines, box, text_height)) for box in regions]
    tables = [(box, cells) for box, cells in found if cells]
    inner = [one for one in tables if not any(other is not one and _holds(one[0], other[0]) for other in tables)]
    return sorted(inner, key=lambda one: one[0][1])


def _holds(box: Box, other: Box) -> bool:
    """What has a table inside is none: the table that the paper lies on has edges, too."""
    return box[0] <= other[0] and box[1] <= other[1] and other[2] <= box[2] and other[3] <= box[3]


def cell_strips(pieces: Stats, strips: Sequence[Strip], cells: Sequence[Box], text_height: float) -> tuple[Strip, ...]:
    """What stands alone in a line of a cell, a figure or a cross: elsewhere on a page so little is dirt."""
    boxes = [strip.box for strip in strips]
    found: dict[tuple[int, int], list[int]] = {}
    for index, (x, y, width, height, _) in enumerate(pieces.tolist()):
        box = (x, y, x + width, y + height)
        if height < LEAST_SIGN * text_height or _home(box, boxes) is not None:
            continue
        home = _home(box, cells)
        if home is not None:
            line = round((y + height / 2) / (LINE * text_height))
            found.setdefault((home, line), []).append(index)
    return tuple(strip_of(pieces[members]) for members in found.values())


def _home(box: Box, cells: Sequence[Box]) -> int | None:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return next((at for at, (x0, y0, x1, y1) in enumerate(cells) if x0 <= x < x1 and y0 <= y < y1), None)


def _regions(lines: Lines, text_height: float) -> list[Box]:
    """Where lines across and down touch: one box a table."""
    across, down = (
        cv2.dilate(mask, np.ones((SHRINK, SHRINK)))[::SHRINK, ::SHRINK] for mask in (lines.across, lines.down)
    )
    reach = int(max(NEAR * text_height / SHRINK, 1) + 2) | 1
    both = cv2.dilate(cv2.bitwise_or(across, down), np.ones((reach, reach), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(both, connectivity=8)
    has_across, has_down = (set(np.unique(labels[mask > 0]).tolist()) for mask in (across, down))
    boxes = []
    for label, (x, y, width, height, _) in enumerate(stats.tolist()):
        if label and label in has_across and label in has_down and width > LEAST_SHARE * both.shape[1]:
            x0, y0, x1, y1 = (SHRINK * place for place in (x - 1, y - 1, x + width + 1, y + height + 1))
            boxes.append((max(x0, 0), max(y0, 0), min(x1, lines.across.shape[1]), min(y1, lines.across.shape[0])))
    return _joined(boxes)


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that lie over each other as one: a table whose lines are broken right through is one table."""
    whole: list[Box] = []
    for box in sorted(boxes):
        for other in [one for one in whole if _touch(one, box)]:
            whole.remove(other)
            box = (min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3]))
        whole.append(box)
    return whole


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
