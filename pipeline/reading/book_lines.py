"""Which lines are written in a labour book's table, and where in each column?

Lines are found by ink, not by the blank's own rules: who types does not keep to them, and who writes does so roughly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.reading.book_columns import Columns
from pipeline.reading.line_finding import Letters, Strip, find_letters, strip_of
from pipeline.reading.protocol import Pixels

Column = str
"""`number`, `date`, `text`, `basis`."""

INSET = 2
"""Pixels beside a rule that belong to it."""
LOW = 0.62
"""Ink lower than this share of the lower-case letters is no line: dirt, dots, remains of a rule."""
SAME_LINE = 0.62
"""Strips belong to one line while their middles differ by less than this share of a capital."""
SPILL = 0.02
"""A seal and the last line may reach beyond the table's foot, by this share of its height."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A stretch of ink in one column: of the date the column's part is counted from 0."""

    column: Column
    part: int
    strip: Strip
    pieces: int
    """Connected pieces of ink that it is made of."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """One written line: its spots from left to right, and from where to where it reaches, in pixels of the part."""

    spots: tuple[Spot, ...]
    top: int
    bottom: int

    def of(self, column: Column) -> tuple[Spot, ...]:
        return tuple(spot for spot in self.spots if spot.column == column)


def straightened(picture: Pixels, columns: Columns) -> Pixels:
    """The part with the table's rules upright."""
    rule = columns.edges[0]
    height, width = picture.shape[:2]
    moved = np.array([[1, -rule.slant, rule.slant * rule.middle], [0, 1, 0]], np.float32)
    return np.asarray(
        cv2.warpAffine(picture, moved, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )


def written_lines(straight: Pixels, columns: Columns, top: int, text_height: float) -> list[Written]:
    """Lines from the top of a part whose rules are upright and white."""
    spots = [
        spot
        for index, (column, part) in enumerate(named(columns))
        for spot in _spots(straight, columns, index, column, part, top, text_height)
    ]
    usual = _usual_capital(spots) or 1.3 * text_height
    lines: list[list[Spot]] = []
    for spot in sorted(spots, key=_middle):
        if lines and _middle(spot) - float(np.mean([_middle(one) for one in lines[-1]])) < SAME_LINE * usual:
            lines[-1].append(spot)
        else:
            lines.append([spot])
    return [_written(line) for line in lines]


def named(columns: Columns) -> list[tuple[Column, int]]:
    """Names of the columns from the left, and the part of each."""
    return [("number", 0), *(("date", part) for part in range(columns.dates)), ("text", 0), ("basis", 0)]


def _spots(
    straight: Pixels, columns: Columns, index: int, column: Column, part: int, top: int, text_height: float
) -> list[Spot]:
    x0, x1 = round(columns.edges[index].at) + INSET, round(columns.edges[index + 1].at) - INSET
    bottom = min(columns.bottom + round(SPILL * (columns.bottom - columns.top)), straight.shape[0])
    if x1 - x0 < 6 or bottom - top < 6:
        return []
    cell = np.ascontiguousarray(straight[top:bottom, x0:x1])
    letters = find_letters(cell, text_height)
    return [
        Spot(column=column, part=part, strip=_moved(strip, x0, top), pieces=count)
        for strip, count in _strips(letters, text_height)
    ]


def _strips(letters: Letters, text_height: float) -> list[tuple[Strip, int]]:
    """Every stretch high enough to be a letter, single figures too."""
    found = []
    for owner in np.unique(letters.owners):
        group = letters.pieces[letters.owners == owner]
        height = int((group[:, 1] + group[:, 3]).max() - group[:, 1].min())
        if height >= LOW * text_height:
            found.append((strip_of(group), len(group)))
    return found


def _moved(strip: Strip, x: int, y: int) -> Strip:
    x0, y0, x1, y1 = strip.box
    return Strip(box=(x0 + x, y0 + y, x1 + x, y1 + y), baseline=strip.baseline + y, capital=strip.capital)


def _usual_capital(spots: Sequence[Spot]) -> float | None:
    heights = [spot.strip.capital for spot in spots if spot.column == "text" and spot.pieces > 3]
    return float(np.median(heights)) if heights else None


def _middle(spot: Spot) -> float:
    return spot.strip.baseline - spot.strip.capital / 2


def _written(spots: Sequence[Spot]) -> Written:
    ordered = sorted(spots, key=lambda spot: spot.strip.box[0])
    return Written(
        spots=tuple(ordered),
        top=min(spot.strip.box[1] for spot in spots),
        bottom=max(spot.strip.box[3] for spot in spots),
    )
