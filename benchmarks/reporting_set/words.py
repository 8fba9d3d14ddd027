"""How is a run of words broken into lines and set on a page?"""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from benchmarks.reporting_set.sheet_style import Colour


@dataclass(frozen=True, kw_only=True)
class Run:
    """Words of one face, size (points) and colour; `spacing` is extra room between letters in points."""

    text: str
    face: str
    size: float
    colour: Colour
    spacing: float = 0.0

    def width(self, text: str) -> float:
        """Return the width of a part of this run in points."""
        return float(stringWidth(text, self.face, self.size)) + self.spacing * len(text)


Piece = tuple[Run, str]


def broken(runs: tuple[Run, ...], width: float) -> list[list[Piece]]:
    """Break runs into lines no wider than `width` points; a line break in a text ends the line."""
    lines: list[list[Piece]] = [[]]
    used = 0.0
    for run in runs:
        for number, part in enumerate(run.text.split("\n")):
            if number:
                lines.append([])
                used = 0.0
            for word in part.split():
                room = run.width(word) + (run.width(" ") if lines[-1] else 0.0)
                if lines[-1] and used + room > width:
                    lines.append([])
                    used, room = 0.0, run.width(word)
                lines[-1].append((run, word))
                used += room
    return [line for line in lines if line]


def merged(line: list[Piece]) -> list[Piece]:
    """Join neighbouring words of one run, so that the text layer holds phrases and not single words."""
    joined: list[Piece] = []
    for run, word in line:
        if joined and joined[-1][0] is run:
            joined[-1] = (run, f"{joined[-1][1]} {word}")
        else:
            joined.append((run, word))
    return joined


def line_width(line: list[Piece]) -> float:
    """Return the width of a broken line in points."""
    pieces = merged(line)
    spaces = sum(run.width(" ") for run, _ in pieces[1:])
    return sum(run.width(text) for run, text in pieces) + spaces


def line_height(line: list[Piece], leading: float) -> float:
    """Return the height of a broken line in points."""
    return max(run.size for run, _ in line) * leading


def set_line(canvas: Canvas, line: list[Piece], x: float, baseline: float) -> None:
    """Write a line with its left end at x."""
    for number, (run, text) in enumerate(merged(line)):
        if number:
            x += run.width(" ")
        canvas.setFillColorRGB(*run.colour)
        canvas.setFont(run.face, run.size)
        canvas.drawString(x, baseline, text, charSpace=run.spacing)
        x += run.width(text)


def set_lines(
    canvas: Canvas, lines: list[list[Piece]], x: float, top: float, width: float, *, align: str, leading: float
) -> float:
    """Write lines below `top`, aligned «left», «centre» or «right»; return their height."""
    y = top
    for line in lines:
        height = line_height(line, leading)
        free = width - line_width(line)
        shift = {"left": 0.0, "centre": free / 2, "right": free}[align]
        set_line(canvas, line, x + shift, y - height * 0.78)
        y -= height
    return top - y
