"""What is printed under the words of a blank: security lines, rosettes, frames?

Patterns are level lines of smooth fields (not drawn curves), inked with a rainbow across the sheet.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.floating[Any]]
DPI = 170

_PAPERS = ((252, 249, 240), (246, 250, 252), (253, 246, 246), (247, 251, 244), (255, 254, 250), (248, 245, 252))
_INK_PAIRS = (
    ((150, 190, 225), (225, 170, 185)),
    ((190, 215, 160), (235, 205, 140)),
    ((240, 185, 150), (180, 200, 230)),
    ((205, 180, 225), (165, 215, 210)),
    ((170, 205, 235), (200, 225, 175)),
    ((230, 190, 200), (235, 215, 165)),
)


@dataclass(frozen=True, kw_only=True)
class Backdrop:
    """Which pattern, its colours and how strong it is (0 to 1)."""

    pattern: int
    paper: tuple[int, int, int]
    inks: tuple[tuple[int, int, int], tuple[int, int, int]]
    strength: float
    framed: int


def draw_one(rng: Random, plain: float = 0.1) -> Backdrop:
    """Draw a backdrop; `plain` is the share of blanks without security lines."""
    return Backdrop(
        pattern=-1 if rng.random() < plain else rng.randrange(7),
        paper=rng.choice(_PAPERS),
        inks=rng.choice(_INK_PAIRS),
        strength=rng.uniform(0.45, 0.95),
        framed=rng.randrange(4),
    )


PLAIN = Backdrop(pattern=-1, paper=(255, 255, 255), inks=_INK_PAIRS[0], strength=0.0, framed=0)
"""Office paper."""


def _lines(phase: Floats, sharp: float = 3.0) -> Floats:
    """Return 0 to 1: one where the phase is a whole number, falling off quickly."""
    wave: Floats = 0.5 + 0.5 * np.cos(2 * np.pi * phase)
    power: Floats = wave**sharp
    return power


def _both(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.maximum(one, other))


def _rosette(x: Floats, y: Floats, cx: float, cy: float, size: float, petals: int) -> Floats:
    dx, dy = x - cx, y - cy
    radius, angle = np.hypot(dx, dy) / size, np.arctan2(dy, dx)
    phase = radius * 13 + 0.9 * np.sin(petals * angle) + 0.6 * np.sin((petals * 2 + 1) * angle + radius * 7)
    inside = np.clip((1.0 - radius) * 9, 0, 1)
    return np.asarray(_lines(phase, 2.5) * inside, np.float32)


def _waves(x: Floats, y: Floats, pattern: int) -> Floats:
    if pattern == 0:
        one = _lines(y / 2.3 + 1.1 * np.sin(x / 9) + 0.5 * np.sin(x / 3.7 + y / 25))
        return _both(one, 0.8 * _lines(y / 2.3 - 1.1 * np.sin(x / 9 + 1.2) - 0.4 * np.sin(x / 4.1)))
    if pattern == 1:
        return _both(
            _lines((x + y) / 3.1 + 0.8 * np.sin((x - y) / 11)), _lines((x - y) / 3.1 + 0.8 * np.sin((x + y) / 13))
        )
    if pattern == 2:
        return _lines(np.hypot(x - 60, y + 30) / 2.0 + 0.7 * np.sin(np.hypot(x - 220, y - 190) / 6))
    if pattern == 3:
        scale = 0.5 * np.sin(x / 5.2) * np.sin(y / 5.2)
        return _lines(scale * 6 + x / 40, 2.0) * 0.6
    if pattern == 4:
        return _both(_lines(x / 2.6 + 1.3 * np.sin(y / 8)), 0.7 * _lines(y / 14 + 0.3 * np.sin(x / 5), 10.0))
    if pattern == 5:
        return _lines(y / 1.9 + 2.2 * np.exp(-((x - 150) ** 2) / 3600) * np.cos(y / 15) + 0.35 * np.sin(x / 2.8))
    return _lines(x / 17 + 0.4 * np.sin(y / 6), 16.0) + _lines(y / 17 + 0.4 * np.sin(x / 6), 16.0)


@lru_cache(maxsize=48)
def _field(pattern: int, width: int, height: int) -> Floats:
    """Return a pattern's strength per pixel for a sheet of width x height millimetres."""
    wide, high = round(width / 25.4 * DPI), round(height / 25.4 * DPI)
    x, y = np.meshgrid(np.linspace(0, width, wide, dtype=np.float32), np.linspace(0, height, high, dtype=np.float32))
    field = _waves(x, y, pattern).astype(np.float32)
    if pattern in (0, 2, 4):
        for share in (0.27, 0.73) if width > height else (0.5,):
            rose = _rosette(x, y, width * share, height * 0.5, min(width, height) * 0.3, 5 + pattern * 2)
            field = np.maximum(field * 0.75, rose)
    return np.clip(field, 0, 1)


def _frame(field: Floats, way: int) -> Floats:
    """Add a border of lines near the edge; way 0 is none."""
    if way == 0:
        return field
    framed = field.copy()
    unit = DPI / 25.4
    for inset, thick in ((7.0, 0.5), (9.5, 0.25)) if way == 1 else ((6.0, 1.2), (8.0, 0.3), (10.0, 0.3))[: way + 1]:
        a, b = round(inset * unit), max(1, round(thick * unit))
        for edge in (
            np.s_[a : a + b, a:-a],
            np.s_[-a - b : -a, a:-a],
            np.s_[a:-a, a : a + b],
            np.s_[a:-a, -a - b : -a],
        ):
            framed[edge] = 1.6
    return framed


def jpeg(backdrop: Backdrop, width: int, height: int) -> io.BytesIO:
    """Return the printed sheet without words as a JPEG at DPI."""
    if backdrop.pattern < 0:
        wide, high = round(width / 25.4 * DPI), round(height / 25.4 * DPI)
        field = np.zeros((high, wide), np.float32)
    else:
        field = _field(backdrop.pattern, width, height)
    field = np.clip(_frame(field, backdrop.framed) * max(backdrop.strength, 0.4 if backdrop.framed else 0.0), 0, 1.2)
    across = np.linspace(0, 1, field.shape[1], dtype=np.float32)[None, :, None]
    ink = np.array(backdrop.inks[0], np.float32) * (1 - across) + np.array(backdrop.inks[1], np.float32) * across
    paper = np.array(backdrop.paper, np.float32)
    picture = paper + (ink - paper) * field[..., None]
    stored = io.BytesIO()
    Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).save(stored, "JPEG", quality=88)
    stored.seek(0)
    return stored
