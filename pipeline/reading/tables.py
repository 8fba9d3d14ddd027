"""Where are the ruled tables of an upright page, and what are their cells?

A table is what lines across and down enclose. Lines of scans are faint, broken and a little askew; so a line counts
where most of it is seen, and where a row's wall is not seen at all the walls of the other rows stand for it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box
from pipeline.reading.line_finding import Stats, Strip, strip_of
from pipeline.reading.protocol import Pixels
from pipeline.reading.table_lines import Lines, find_lines

Mask = NDArray[np.uint8]
Sides = NDArray[np.bool_]
LEAST_COLUMNS, LEAST_ROWS = 2, 1
LEAST_SHARE = 0.25
"""A table is at least so wide, as a share of the page: a stamp's frame is none."""
SEEN = 0.55
"""A side of a cell counts where so much of it is seen."""
TOUCHED, WHOLE = 0.6, 0.85
"""A side reaches from corner to corner, or nearly all of it is seen; a line of text does neither."""
USUAL, HINTED = 0.5, 0.12
"""A wall that stands in so many of a table's rows stands in all of them, where at least a hint of it is seen."""
APART = 1.9
"""Between two lines of a table there is a line of text: of what is nearer than so many `NEAR` the stronger counts."""
NEAR = 0.9
"""Lines nearer to each other than so many heights of a lower-case letter are one."""
MOST_CELLS = 4000
LEAST_WALL, OPEN = 2.5, 1.6
"""In text heights: a wall's length, and how far from its end a line across closes it."""
REGULAR, LEAST_DASHED = 0.9, 20
"""Of the sides that a table of dashed lines may have so many are seen: lines of text make none so regular."""
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
    """Where no table is ruled with lines, one may be with dots or dashes; lines of both where there are both."""
    lines, dashed = find_lines(grey, text_height), find_lines(grey, text_height, dashed=True)
    tables = _tables(lines, text_height)
    more = _tables(dashed, text_height, regular=REGULAR)
    beside = [one for one in more if not any(_touch(one[0], other[0]) for other in tables)]
    if not tables or not beside:
        return (lines, tables) if tables else (dashed, more)
    return dashed, sorted((*_again(dashed, tables, text_height), *beside), key=lambda one: one[0][1])


def _again(lines: Lines, tables: Sequence[tuple[Box, list[Box]]], text_height: float) -> list[tuple[Box, list[Box]]]:
    """The same tables in the masks of other lines, which are levelled a little otherwise."""
    found = [one for one in _tables(lines, text_height) if any(_touch(one[0], box) for box, _ in tables)]
    return found if len(found) == len(tables) else []


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def tables_within(lines: Lines, text_height: float) -> tuple[RuledTable, ...]:
    """The tables of lines that are known already."""
    return tuple(_on_page(lines, box, cells) for box, cells in _tables(lines, text_height))


def _on_page(lines: Lines, box: Box, cells: Sequence[Box]) -> RuledTable:
    return RuledTable(box=lines.on_page(box), cells=tuple(map(lines.on_page, cells)))


def _tables(lines: Lines, text_height: float, *, regular: float = 0.0) -> list[tuple[Box, list[Box]]]:
    """Box and cells of each table, in pixels of the masks, from the top."""
    found = [(box, _cells(lines, box, text_height, regular)) for box in _regions(lines, text_height)]
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
    return boxes


def _cells(lines: Lines, box: Box, text_height: float, regular: float) -> list[Box]:
    x0, y0, x1, y1 = box
    down = lines.down[y0:y1, x0:x1]
    across = _closed(lines.across[y0:y1, x0:x1], down, text_height)
    near = max(NEAR * text_height, 3.0)
    rows = _places(across.sum(axis=1) / 255.0, near, 0.08 * (x1 - x0))
    columns = _places(down.sum(axis=0) / 255.0, near, max(1.2 * text_height, 0.02 * (y1 - y0)))
    if len(rows) <= LEAST_ROWS or len(columns) <= LEAST_COLUMNS or len(rows) * len(columns) > MOST_CELLS:
        return []
    floors, _ = _sides(across, rows, columns, near)
    rows = [row for row, seen in zip(rows, floors, strict=True) if seen.any()]
    standing, _ = _sides(down.T, columns, rows, near)
    rows = _enclosed(rows, standing)
    if len(rows) <= LEAST_ROWS:
        return []
    floors = _as_usual(*(sides.T for sides in _sides(across, rows, columns, near))).T
    walls = _as_usual(*(sides.T for sides in _sides(down.T, columns, rows, near)))
    if regular and (min(float(walls.mean()), float(floors.mean())) < regular or walls.size < LEAST_DASHED):
        return []
    merged = [_box(cell, columns, rows) for cell in _merged(walls, floors)]
    return [(left + x0, top + y0, right + x0, bottom + y0) for left, top, right, bottom in merged]


def _places(profile: NDArray[np.float64], near: float, least: float) -> list[int]:
    """Where lines run, from how much of one is seen in each row of pixels: neighbours are one line."""
    width = max(int(near), 1)
    summed = np.convolve(profile, np.ones(width), mode="same")
    found: list[int] = []
    for place in np.argsort(-summed, kind="stable").tolist():
        if summed[place] < least:
            break
        if all(abs(place - other) > APART * near for other in found):
            window = slice(max(place - width, 0), place + width + 1)
            weights = profile[window]
            centre = float((np.arange(len(weights)) * weights).sum() / max(float(weights.sum()), 1e-6))
            exact = max(place - width, 0) + round(centre)
            if all(abs(exact - other) > APART * near for other in found):
                found.append(exact)
    return sorted(found)


def _closed(across: Mask, down: Mask, text_height: float) -> Mask:
    """With a line where most walls end and none is drawn: a row that a page's end cuts is open there."""
    walls = [np.flatnonzero(column) for column in down.T[:: max(int(text_height / 2), 1)] if column.any()]
    long = [wall for wall in walls if len(wall) > LEAST_WALL * text_height]
    if len(long) <= LEAST_COLUMNS:
        return across
    closed = across.copy()
    for end in (int(np.median([wall[0] for wall in long])), int(np.median([wall[-1] for wall in long]))):
        near = closed[max(end - int(OPEN * text_height), 0) : end + int(OPEN * text_height) + 1]
        if float((near.max(axis=0) > 0).mean()) < SEEN:
            closed[max(end - 1, 0) : end + 2] = 255
    return closed


def _enclosed(rows: Sequence[int], standing: Sides) -> list[int]:
    """Lines across without those over or under which no wall stands: a line of text above the table is none of its."""
    between = [bool(one.any()) for one in standing.T]
    return [row for at, row in enumerate(rows) if (at > 0 and between[at - 1]) or (at < len(between) and between[at])]


def _sides(lines: Mask, places: Sequence[int], across: Sequence[int], near: float) -> tuple[Sides, Sides]:
    """Line by line, for each stretch between two neighbours of the other direction: is it a side, is there a hint?"""
    reach = max(int(near), 2)
    seen = np.zeros((len(places), max(len(across) - 1, 0)), np.bool_)
    hinted = seen.copy()
    for row, place in enumerate(places):
        band = lines[max(place - reach, 0) : place + reach + 1].max(axis=0) > 0
        for stretch, (start, end) in enumerate(itertools.pairwise(across)):
            inner = band[start + 2 : max(end - 1, start + 3)]
            touches = bool(inner[:reach].mean() > TOUCHED and inner[-reach:].mean() > TOUCHED)
            share = float(inner.mean()) if len(inner) else 0.0
            seen[row, stretch] = share >= WHOLE or (touches and share >= SEEN)
            hinted[row, stretch] = share >= HINTED
    return seen, hinted


def _as_usual(walls: Sides, hinted: Sides) -> Sides:
    """Walls (rows x columns' edges): where one stands in most rows, a hint of it is enough in the others.

    The same of floors (columns x rows' edges).
    """
    usual = walls.mean(axis=0) >= USUAL
    return np.asarray(walls | (usual[None, :] & hinted), np.bool_)


def _merged(walls: Sides, floors: Sides) -> list[tuple[int, int, int, int]]:
    """Cells as first and last+1 column and row of the smallest stretches: those with no side between them are one.

    `walls`: rows x edges of columns; `floors`: edges of rows x columns.
    """
    height, width = walls.shape[0], floors.shape[1]
    owner = np.arange(height * width).reshape(height, width)

    def join(one: int, other: int) -> None:
        owner[owner == max(one, other)] = min(one, other)

    for row in range(height):
        for column in range(width):
            if column + 1 < width and not walls[row, column + 1]:
                join(owner[row, column], owner[row, column + 1])
            if row + 1 < height and not floors[row + 1, column]:
                join(owner[row, column], owner[row + 1, column])
    cells = []
    for label in np.unique(owner):
        rows, columns = np.nonzero(owner == label)
        cells.append((int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1))
    return sorted(cells, key=lambda cell: (cell[1], cell[0]))


def _box(cell: tuple[int, int, int, int], columns: Sequence[int], rows: Sequence[int]) -> Box:
    return columns[cell[0]], rows[cell[1]], columns[cell[2]], rows[cell[3]]
