"""Which blocks is a paper put together from?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from reportlab.pdfgen.canvas import Canvas

from benchmarks.reporting_set import words
from benchmarks.reporting_set.sheet_style import Colour
from benchmarks.reporting_set.words import Run

RULE: Colour = (0.35, 0.35, 0.4)


class Block(Protocol):
    """Something that stands in a column. Lengths are points; `grow` is its share of spare height below it."""

    @property
    def grow(self) -> float: ...

    def height(self, width: float) -> float:
        """Return the height it takes in a column of a width."""
        ...

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        """Draw it below `top`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Words:
    """A paragraph."""

    runs: tuple[Run, ...]
    align: str = "centre"
    leading: float = 1.22
    grow: float = 1.0
    indent: float = 0.0

    def height(self, width: float) -> float:
        lines = words.broken(self.runs, width - self.indent)
        return sum(words.line_height(line, self.leading) for line in lines)

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        lines = words.broken(self.runs, width - self.indent)
        words.set_lines(
            canvas, lines, x + self.indent, top, width - self.indent, align=self.align, leading=self.leading
        )


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """A value written on a ruled line, with a small caption under it where the form has one."""

    value: Run
    caption: Run | None = None
    label: Run | None = None
    align: str = "centre"
    grow: float = 1.0

    def _side(self) -> float:
        return 0.0 if self.label is None else self.label.width(self.label.text) + self.label.width("  ")

    def _lines(self, width: float) -> list[list[words.Piece]]:
        return words.broken((self.value,), width - self._side())

    def height(self, width: float) -> float:
        below = 0.0 if self.caption is None else self.caption.size * 1.15
        return sum(words.line_height(line, 1.3) for line in self._lines(width)) + below + 1.5

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        side, y = self._side(), top
        for number, line in enumerate(self._lines(width)):
            high = words.line_height(line, 1.3)
            if number == 0 and self.label is not None:
                words.set_line(canvas, [(self.label, self.label.text)], x, y - high * 0.78)
            words.set_lines(canvas, [line], x + side, y, width - side, align=self.align, leading=1.3)
            y -= high
            canvas.setStrokeColorRGB(*RULE)
            canvas.setLineWidth(0.5)
            canvas.line(x + side, y + 0.2, x + width, y + 0.2)
        if self.caption is not None:
            words.set_lines(
                canvas,
                [[(self.caption, self.caption.text)]],
                x + side,
                y - 0.5,
                width - side,
                align="centre",
                leading=1.1,
            )


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two short texts on one line, at its left and right ends."""

    left: Run
    right: Run
    grow: float = 1.0

    def height(self, width: float) -> float:
        return max(self.left.size, self.right.size) * 1.3

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        baseline = top - self.height(width) * 0.78
        words.set_line(canvas, [(self.left, self.left.text)], x, baseline)
        end = x + width - self.right.width(self.right.text)
        words.set_line(canvas, [(self.right, self.right.text)], end, baseline)


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table with ruled cells; `shares` are the columns' parts of the width."""

    rows: tuple[tuple[Run, ...], ...]
    shares: tuple[float, ...]
    grow: float = 1.0
    pad: float = 3.0
    align: str = "left"

    def _row_height(self, row: tuple[Run, ...], width: float) -> float:
        heights = []
        for run, share in zip(row, self.shares, strict=True):
            lines = words.broken((run,), width * share - 2 * self.pad)
            heights.append(sum(words.line_height(line, 1.2) for line in lines))
        return max(heights) + 2 * self.pad

    def height(self, width: float) -> float:
        return sum(self._row_height(row, width) for row in self.rows)

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        y = top
        canvas.setStrokeColorRGB(*RULE)
        canvas.setLineWidth(0.6)
        for row in self.rows:
            high = self._row_height(row, width)
            left = x
            for run, share in zip(row, self.shares, strict=True):
                wide = width * share
                canvas.rect(left, y - high, wide, high, stroke=1, fill=0)
                lines = words.broken((run,), wide - 2 * self.pad)
                words.set_lines(
                    canvas, lines, left + self.pad, y - self.pad, wide - 2 * self.pad, align=self.align, leading=1.2
                )
                left += wide
            y -= high


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Empty height in points; grows more willingly than text."""

    size: float
    grow: float = 2.0

    def height(self, width: float) -> float:
        return self.size

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        return


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Two stacks of blocks side by side; `share` is the left one's part of the width."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    share: float = 0.5
    between: float = 10.0
    grow: float = 1.0

    def height(self, width: float) -> float:
        wide = width - self.between
        return max(
            sum(block.height(wide * self.share) for block in self.left),
            sum(block.height(wide * (1 - self.share)) for block in self.right),
        )

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        wide = width - self.between
        for blocks, start, room in (
            (self.left, x, wide * self.share),
            (self.right, x + wide * self.share + self.between, wide * (1 - self.share)),
        ):
            y = top
            for block in blocks:
                block.draw(canvas, start, y, room)
                y -= block.height(room)
