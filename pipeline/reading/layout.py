"""In which order are stretches of text read: which half of a spread, which line, which place in it?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from pipeline.case import Box

MIN_SIDE_STRIPS = 3
LANDSCAPE = 1.1
MIDDLE = (0.38, 0.62)
CROSSING = 0.04
"""A gutter may be crossed by so much of the text (a seal's letters, a stray mark)."""
GUTTER = 0.015
"""A gutter is at least this wide, as a share of the page."""
SAME_ROW = 0.5
JOIN_GAP = 3.0
"""Stretches of one row belong to one line up to a gap of so many of their heights."""


def gutter(boxes: Sequence[Box], width: int, height: int) -> int | None:
    """The x at which a spread parts into its halves; None for a single sheet."""
    if width < LANDSCAPE * height or len(boxes) < 2 * MIN_SIDE_STRIPS:
        return None
    low, high = int(MIDDLE[0] * width), int(MIDDLE[1] * width)
    crossing = np.zeros(width + 1)
    for x0, _, x1, _ in boxes:
        crossing[max(x0, 0) : min(x1, width)] += x1 - x0
    allowed = CROSSING * sum(x1 - x0 for x0, _, x1, _ in boxes)
    free = crossing[low:high] <= max(float(crossing[low:high].min()), 0.0)
    if float(crossing[low:high].min()) > allowed:
        return None
    start, end = _longest_run(free)
    middle = low + (start + end) // 2
    left = sum((x0 + x1) / 2 < middle for x0, _, x1, _ in boxes)
    enough = MIN_SIDE_STRIPS <= left <= len(boxes) - MIN_SIDE_STRIPS
    return middle if enough and end - start >= GUTTER * width else None


def _longest_run(free: np.ndarray) -> tuple[int, int]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], free.astype(np.int8), [0]))))
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    return max(runs, key=lambda run: run[1] - run[0])


def column_of(box: Box, middle: int | None) -> int:
    return 0 if middle is None or (box[0] + box[2]) / 2 < middle else 1


def rows(boxes: Sequence[Box]) -> list[list[int]]:
    """Indices of boxes, row by row from the top, each row from the left; one row may hold several lines."""
    found: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda place: boxes[place][1] + boxes[place][3]):
        home = next((row for row in reversed(found[-4:]) if _share_a_row(boxes[row[-1]], boxes[index])), None)
        if home is None:
            found.append([index])
        else:
            home.append(index)
    return [sorted(row, key=lambda place: boxes[place][0]) for row in found]


def _share_a_row(one: Box, other: Box) -> bool:
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    apart = one[2] <= other[0] + 2 or other[2] <= one[0] + 2
    return apart and overlap >= SAME_ROW * min(one[3] - one[1], other[3] - other[1])


def lines(boxes: Sequence[Box], width: int, height: int) -> list[tuple[int, list[int]]]:
    """Column and indices of each line in reading order: the left half of a spread first, then from the top."""
    middle = gutter(boxes, width, height)
    ordered: list[tuple[int, list[int]]] = []
    for column in (0, 1):
        members = [place for place, box in enumerate(boxes) if column_of(box, middle) == column]
        for row in rows([boxes[place] for place in members]):
            ordered += [(column, part) for part in _parted([members[place] for place in row], boxes)]
    return ordered


def _parted(row: list[int], boxes: Sequence[Box]) -> list[list[int]]:
    parts = [[row[0]]]
    for before, after in pairwise(row):
        height = max(boxes[before][3] - boxes[before][1], boxes[after][3] - boxes[after][1])
        if boxes[after][0] - boxes[before][2] <= JOIN_GAP * height:
            parts[-1].append(after)
        else:
            parts.append([after])
    return parts
