"""What is drawn on a page? (operations in millimetres, from the top left corner; no pixels here)"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from samples.fonts import Face, file_of

Colour = tuple[int, int, int]
Points = NDArray[np.float64]
"""N x 2, millimetres."""

POINT = 25.4 / 72
"""Millimetres in a typographic point."""
BLACK: Colour = (25, 25, 28)


@dataclass(frozen=True, kw_only=True)
class Text:
    """One line of text; y is the baseline, x the left end, middle or right end as `align` says."""

    x: float
    y: float
    text: str
    face: Face
    size: float
    """Points."""
    colour: Colour = BLACK
    align: str = "left"
    spacing: float = 0.0
    """Extra millimetres between letters."""
    upright: bool = False
    """Set up the page (turned a quarter to the left), the end of the baseline at x, y as `align` says."""
    hidden: bool = False
    """In a PDF's text, and nowhere to be seen."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Curves:
    """Thin lines of one colour: rules, frames, guilloche."""

    lines: tuple[Points, ...]
    colour: Colour = BLACK
    width: float = 0.15


@dataclass(frozen=True, kw_only=True, eq=False)
class Fill:
    """A filled polygon."""

    points: Points
    colour: Colour


@dataclass(frozen=True, kw_only=True, eq=False)
class Stamp:
    """A picture with transparency (H x W x 4, RGBA) laid on as ink: it darkens what is below it."""

    x: float
    y: float
    width: float
    height: float
    picture: NDArray[np.uint8]
    opaque: bool = False


Operation = Text | Curves | Fill | Stamp


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One page: its size in millimetres, the colour of its paper, what is drawn on it, in order."""

    width: float
    height: float
    paper: Colour = (255, 255, 255)
    operations: tuple[Operation, ...] = ()

    def with_(self, *more: Operation) -> Sheet:
        return replace(self, operations=(*self.operations, *more))


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper: its pages."""

    sheets: tuple[Sheet, ...] = field(default=())


@functools.cache
def _ruler(face: Face) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file_of(face), 200)


@functools.lru_cache(maxsize=20_000)
def width_of(text: str, face: Face, size: float, spacing: float = 0.0) -> float:
    """Width of a line of text in millimetres at `size` points."""
    return float(_ruler(face).getlength(text)) / 200 * size * POINT + spacing * max(0, len(text) - 1)


def wrapped(text: str, width: float, face: Face, size: float, spacing: float = 0.0) -> list[str]:
    """Break text into lines no wider than `width` millimetres (a longer word stands alone)."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for word in part.split(" "):
            longer = f"{line} {word}" if line else word
            if line and width_of(longer, face, size, spacing) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def rule(x0: float, y0: float, x1: float, y1: float, *, width: float = 0.2, colour: Colour = BLACK) -> Curves:
    """A straight line."""
    return Curves(lines=(np.array([[x0, y0], [x1, y1]], dtype=np.float64),), colour=colour, width=width)


def frame(x0: float, y0: float, x1: float, y1: float, *, width: float = 0.3, colour: Colour = BLACK) -> Curves:
    """A rectangle's outline."""
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]], dtype=np.float64)
    return Curves(lines=(corners,), colour=colour, width=width)


def filled(x0: float, y0: float, x1: float, y1: float, colour: Colour) -> Fill:
    """A filled rectangle."""
    return Fill(points=np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float64), colour=colour)
