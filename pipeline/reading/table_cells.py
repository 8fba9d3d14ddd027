"""Which cells do lines across and down enclose? (also faint and broken lines; merged cells are one)"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box
from pipeline.reading.table_lines import Lines, Mask

Sides = NDArray[np.bool_]
LEAST_COLUMNS, LEAST_ROWS = 2, 1
SEEN = 0.55
"""A side of a cell counts where so much of it is seen."""
TOUCHED, WHOLE = 0.6, 0.85
"""A side reaches from corner to corner, or nearly all of it is seen; a line of text does neither."""
USUAL, HINTED = 0.5, 0.3
"""A wall that stands in so many of a table's rows stands in all of them, where at least a hint of it is seen."""
NEAR = 0.9
"""Lines nearer to each other than so many heights of a lower-case letter are one."""
APART = (1.9, 3.0)
"""Between two lines across there is a line of text, between two walls some letters: of what is nearer than so many
`NEAR` the stronger counts."""
SEVERAL, MOST, STREAK = 2, 0.7, 8.0
"""A line among others is a side of so many cells, a wall of such a share of the rows, and goes on over a table's end by
fewer text heights."""
MOST_CELLS = 4000
LEAST_WALL, OPEN = 2.5, 1.6
"""In text heights: a wall's length, and how far from its end a line across closes it."""


def parted(lines: Lines, box: Box, text_height: float) -> list[Box]:
    """The box cut where no wall stands between two lines across, or one alone: a streak joins two tables."""
    rows, columns = _frame(lines, box, text_height)
    x0, y0, x1, y1 = box
    standing = _sides(lines.down[y0:y1, x0:x1].T, columns, rows, max(NEAR * text_height, 3.0))
    cuts = [at for at in range(len(rows) - 1) if standing[:, at].sum() <= 1 < LEAST_COLUMNS < len(columns)]
    tops = [y0, *(y0 + rows[at + 1] - int(OPEN * text_height) for at in cuts)]
    bottoms = [*(y0 + rows[at] + int(OPEN * text_height) for at in cuts), y1]
    return [(x0, max(top, y0), x1, bottom) for top, bottom in zip(tops, bottoms, strict=True) if bottom > top]


def _frame(lines: Lines, box: Box, text_height: float) -> tuple[list[int], list[int]]:
    """Where lines run across and down in a box, from its corner."""
    x0, y0, x1, y1 = box
    near = max(NEAR * text_height, 3.0)
    across, down = lines.across[y0:y1, x0:x1], lines.down[y0:y1, x0:x1]
    return (
        _places(across.sum(axis=1) / 255.0, near, 0.08 * (x1 - x0), APART[0] * near),
        _places(down.sum(axis=0) / 255.0, near, max(1.2 * text_height, 0.02 * (y1 - y0)), APART[1] * near),
    )


def cells_within(lines: Lines, box: Box, text_height: float) -> list[Box]:
    x0, y0, x1, y1 = box
    down = lines.down[y0:y1, x0:x1]
    across = _closed(lines.across[y0:y1, x0:x1], down, text_height)
    near = max(NEAR * text_height, 3.0)
    rows, columns = _frame(Lines(across=across, down=down), (0, 0, x1 - x0, y1 - y0), text_height)
    if len(rows) <= LEAST_ROWS or len(columns) <= LEAST_COLUMNS or len(rows) * len(columns) > MOST_CELLS:
        return []
    rows = _several(rows, _sides(across, rows, columns, near))
    rows = _enclosed(rows, _sides(down.T, columns, rows, near))
    if len(rows) <= LEAST_ROWS:
        return []
    ends = (y0 + rows[0], y0 + rows[-1])
    streaks = [at for at in columns if _is_streak(lines.down, x0 + at, ends, text_height)]
    if streaks:
        down = _without(down, streaks, near)
        _, columns = _frame(Lines(across=across, down=down), (0, 0, x1 - x0, y1 - y0), text_height)
    faint = lines.faint or (lines.across, lines.down)
    pale = (faint[0][y0:y1, x0:x1], faint[1][y0:y1, x0:x1].T)
    columns = _standing(columns, _sides(down.T, columns, rows, near), _hints(pale[1], columns, rows, near))
    if len(columns) <= LEAST_COLUMNS:
        return []
    floors = _as_usual(_sides(across, rows, columns, near).T, _hints(pale[0], rows, columns, near).T).T
    walls = _as_usual(_sides(down.T, columns, rows, near).T, _hints(pale[1], columns, rows, near).T)
    merged = [_box(cell, columns, rows) for cell in _merged(walls, floors)]
    return [(left + x0, top + y0, right + x0, bottom + y0) for left, top, right, bottom in merged]


def _several(places: Sequence[int], seen: Sides) -> list[int]:
    """Lines without those that are a side of one cell alone, in the midst of the others: a row of letters is."""
    least = [min(SEVERAL, seen.shape[1] - 1) if 0 < at < len(places) - 1 else 1 for at in range(len(places))]
    return [place for place, sides, few in zip(places, seen, least, strict=True) if sides.sum() >= max(few, 1)]


def _standing(columns: Sequence[int], seen: Sides, hinted: Sides) -> list[int]:
    """Walls that are seen in several rows and, of four and more, hinted at in most: letters under letters are not."""
    rows = seen.shape[1]
    least, most = min(SEVERAL, rows - 1), MOST * rows if rows > 2 * SEVERAL - 1 else 0.0
    both = (seen | hinted).sum(axis=1)
    inner = range(1, len(columns) - 1)
    fails = {at for at in inner if seen[at].sum() < max(least, 1) or both[at] < most}
    return [place for at, place in enumerate(columns) if at not in fails and seen[at].any()]


def _without(down: Mask, places: Sequence[int], near: float) -> Mask:
    bare, reach = down.copy(), int(near / 2)
    for place in places:
        bare[:, max(place - reach, 0) : place + reach + 1] = 0
    return bare


def _is_streak(down: Mask, place: int, ends: tuple[int, int], text_height: float) -> bool:
    """A line that goes on far over the table's top or bottom is a scanner's streak, a fold or a page's edge."""
    reach, clear, far = int(text_height / 2), int(OPEN * text_height), int(STREAK * text_height)
    band = down[:, max(place - reach, 0) : place + reach + 1]
    above, below = band[max(ends[0] - far, 0) : max(ends[0] - clear, 0)], band[ends[1] + clear : ends[1] + far]
    return any(len(one) > far / 2 and float((one.max(axis=1) > 0).mean()) > WHOLE for one in (above, below))


def _places(profile: NDArray[np.float64], near: float, least: float, apart: float) -> list[int]:
    """Where lines run, from how much of one is seen in each row of pixels: neighbours are one line."""
    width = max(int(near), 1)
    summed = np.convolve(profile, np.ones(width), mode="same")
    found: list[int] = []
    for place in np.argsort(-summed, kind="stable").tolist():
        if summed[place] < least:
            break
        if all(abs(place - other) > apart for other in found):
            window = slice(max(place - width, 0), place + width + 1)
            weights = profile[window]
            centre = float((np.arange(len(weights)) * weights).sum() / max(float(weights.sum()), 1e-6))
            exact = max(place - width, 0) + round(centre)
            if all(abs(exact - other) > apart for other in found):
                found.append(exact)
    return sorted(found)


def _closed(across: Mask, down: Mask, text_height: float) -> Mask:
    """With a line where most walls end and none is drawn: a row that a page's end cuts is open there."""
    strips = np.array_split(down, max(2 * int(down.shape[1] / text_height), 1), axis=1)
    walls = [np.flatnonzero(strip.any(axis=1)) for strip in strips if strip.any()]
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


def _sides(lines: Mask, places: Sequence[int], across: Sequence[int], near: float) -> Sides:
    """Line by line, for each stretch between two neighbours of the other direction: is it a side?"""
    reach = max(int(near), 2)
    seen = np.zeros((len(places), max(len(across) - 1, 0)), np.bool_)
    for row, place in enumerate(places):
        band = lines[max(place - reach, 0) : place + reach + 1].max(axis=0) > 0
        for stretch, (start, end) in enumerate(itertools.pairwise(across)):
            inner = band[start + 2 : max(end - 1, start + 3)]
            touches = bool(inner[:reach].mean() > TOUCHED and inner[-reach:].mean() > TOUCHED)
            share = float(inner.mean()) if len(inner) else 0.0
            seen[row, stretch] = share >= WHOLE or (touches and share >= SEEN)
    return seen


def _hints(faint: Mask, places: Sequence[int], across: Sequence[int], near: float) -> Sides:
    """For each such stretch: does enough of what may be a line lie in one row of pixels, where the line runs?"""
    reach = max(int(near), 2)
    hinted = np.zeros((len(places), max(len(across) - 1, 0)), np.bool_)
    for row, place in enumerate(places):
        band = cv2.dilate(faint[max(place - reach, 0) : place + reach + 1], np.ones((3, 1), np.uint8)) > 0
        for stretch, (start, end) in enumerate(itertools.pairwise(across)):
            inner = band[:, start + 2 : max(end - 1, start + 3)]
            hinted[row, stretch] = inner.size > 0 and float(inner.mean(axis=1).max()) >= HINTED
    return hinted


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
