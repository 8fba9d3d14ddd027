"""How is a ruled table drawn over as many pages as it takes? (merged cells, wrapped text, rows cut in two)"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from samples.canvas import BLACK, POINT, Colour, Curves, Operation, Sheet, Text, filled, width_of, wrapped
from samples.fonts import Face


@dataclass(frozen=True, kw_only=True)
class HeadCell:
    """A cell of the head: the columns and rows that it spans, from 0."""

    text: str
    columns: tuple[int, int]
    rows: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a table looks. Lengths in millimetres, sizes in points."""

    face: Face
    size: float
    head_size: float
    pad: float = 0.8
    leading: float = 1.2
    line: float = 0.2
    colour: Colour = BLACK
    text_colour: Colour = BLACK
    shaded: Colour | None = None
    centred: frozenset[int] = frozenset()
    middle: bool = False
    """Text in the middle of its cell's height, not at its top."""
    repeat: Sequence[str] = ("numbers",)
    """What a new page begins with: the whole `head`, its row of `numbers`, or nothing."""
    cut_rows: bool = False
    """A row may begin on one page and end on the next."""


@dataclass(kw_only=True)
class Pen:
    """Where drawing goes on: a page's operations, its height, and those that are full."""

    rng: random.Random
    width: float
    height: float
    margins: tuple[float, float, float, float]
    """Left, top, right, bottom."""
    y: float = 0.0
    operations: list[Operation] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)

    def turn(self) -> None:
        """Begin a new page."""
        self.sheets.append(Sheet(width=self.width, height=self.height, operations=tuple(self.operations)))
        self.operations = []
        self.y = self.margins[1]

    @property
    def room(self) -> float:
        return self.height - self.margins[3] - self.y


def draw_table(
    pen: Pen,
    look: Look,
    widths: Sequence[float],
    head: Sequence[HeadCell],
    rows: Sequence[Sequence[str]],
    *,
    numbered: bool = True,
) -> None:
    """Draw the head, its row of numbers, and the rows, on as many pages as they take."""
    _head(pen, look, widths, head, numbered=numbered)
    for row in rows:
        lines = [_wrapped(text, wide, look) for text, wide in zip(row, widths, strict=True)]
        while lines:
            most = _lines_that_fit(pen, look)
            tall = max(map(len, lines))
            if tall <= most:
                _row(pen, look, widths, lines)
                break
            if look.cut_rows and most >= 2 and tall - most >= 1:
                _row(pen, look, widths, [cell[:most] for cell in lines])
                lines = [cell[most:] for cell in lines]
            pen.turn()
            if "head" in look.repeat:
                _head(pen, look, widths, head, numbered=numbered)
            elif "numbers" in look.repeat and numbered:
                _row(pen, look, widths, [[str(place)] for place in range(1, len(widths) + 1)], centred=True)


def _lines_that_fit(pen: Pen, look: Look) -> int:
    return int((pen.room - 2 * look.pad) / (look.size * POINT * look.leading))


def _wrapped(text: str, wide: float, look: Look) -> list[str]:
    room, lines = wide - 2 * look.pad, []
    for line in wrapped(text, room, look.face, look.size):
        while line and width_of(line, look.face, look.size) > room:
            kept = len(line) - 1
            while kept > 1 and width_of(line[:kept], look.face, look.size) > room:
                kept -= 1
            lines.append(line[:kept])
            line = line[kept:]
        lines.append(line)
    return lines


def _row(
    pen: Pen, look: Look, widths: Sequence[float], lines: Sequence[Sequence[str]], *, centred: bool = False
) -> None:
    step = look.size * POINT * look.leading
    tall = max(1, *map(len, lines)) * step + 2 * look.pad
    x = pen.margins[0]
    for place, (cell, wide) in enumerate(zip(lines, widths, strict=True)):
        across = centred or place in look.centred
        _cell(pen, look, (x, pen.y, x + wide, pen.y + tall), cell, look.size, across=across, middle=look.middle)
        x += wide
    pen.y += tall


def _head(pen: Pen, look: Look, widths: Sequence[float], head: Sequence[HeadCell], *, numbered: bool) -> None:
    step = look.head_size * POINT * look.leading
    depth = max(cell.rows[1] for cell in head)
    edges = [pen.margins[0] + sum(widths[:place]) for place in range(len(widths) + 1)]
    tall = [step + 2 * look.pad] * depth
    for cell in sorted(head, key=lambda one: one.rows[1] - one.rows[0]):
        wide = edges[cell.columns[1]] - edges[cell.columns[0]] - 2 * look.pad
        need = len(wrapped(cell.text, wide, look.face, look.head_size)) * step + 2 * look.pad
        spare = need - sum(tall[cell.rows[0] : cell.rows[1]])
        if spare > 0:
            tall[cell.rows[1] - 1] += spare
    if sum(tall) + 20 > pen.room:
        pen.turn()
    for cell in head:
        top = pen.y + sum(tall[: cell.rows[0]])
        box = (edges[cell.columns[0]], top, edges[cell.columns[1]], top + sum(tall[cell.rows[0] : cell.rows[1]]))
        if look.shaded:
            pen.operations.append(filled(*box, look.shaded))
        lines = wrapped(cell.text, box[2] - box[0] - 2 * look.pad, look.face, look.head_size)
        _cell(pen, look, box, lines, look.head_size, across=True, middle=True)
    pen.y += sum(tall)
    if numbered:
        _row(pen, look, widths, [[str(place)] for place in range(1, len(widths) + 1)], centred=True)


def _cell(
    pen: Pen,
    look: Look,
    box: tuple[float, float, float, float],
    lines: Sequence[str],
    size: float,
    *,
    across: bool,
    middle: bool,
) -> None:
    x0, y0, x1, y1 = box
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]], dtype=np.float64)
    pen.operations.append(Curves(lines=(corners,), colour=look.colour, width=look.line))
    step = size * POINT * look.leading
    y = y0 + look.pad + (max(0.0, (y1 - y0 - 2 * look.pad - len(lines) * step) / 2) if middle else 0.0)
    for line in lines:
        y += step
        if line:
            x = (x0 + x1) / 2 if across else x0 + look.pad
            align = "centre" if across else "left"
            base = y - 0.25 * step
            pen.operations.append(
                Text(x=x, y=base, text=line, face=look.face, size=size, colour=look.text_colour, align=align)
            )
