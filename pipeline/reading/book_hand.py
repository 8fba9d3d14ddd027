"""Was a line typed, or written by hand?

A machine sets a letter the same each time, a hand never does: most of a typed line's letters have a twin somewhere on
the page. That, and how surely the line was read, are weighed over a line and its neighbours, since who writes goes on
for a while. The weights were fitted to drawn books (`benchmarks/results/books.md`), where hands are script typefaces
bent at random: real hands are less regular still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.reading.line_finding import letter_pieces
from pipeline.reading.protocol import Floats, Pixels

SIDE = 16
"""Pixels to which a letter is scaled to be compared."""
LIKE, SIZE_OFF = 0.9, 0.08
"""Twins correlate so much and differ in width and height by no more than this share (or a pixel)."""
TALL = 0.36
"""Of a capital: what is lower is a dot or a dash."""
WEIGHTS = (2.75, 5.4, -3.5)
"""Of the line's confidence, of its share of letters with a twin, and what is added: log-odds of its being typed."""
AROUND = (3.0, 2.0, 1.0, 0.5)
"""How much a line's own evidence counts, that of its neighbours, of theirs, and so on."""
SURELY_TYPED, ON_TYPED_PAGE = 0.6, -0.3
"""Mean log-odds from which a line counts as typed; on a page that is plainly typed a pen or a seal may spoil some."""
TYPED_PAGE = 1.5
"""The median line of a plainly typed page has at least this."""
FEW = 4
"""Lines with fewer letters say nothing."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What is known of one stretch of a line: its box, its capitals' height, how surely it was read (0 to 1)."""

    box: tuple[int, int, int, int]
    capital: float
    confidence: float
    line: int


def typed_lines(straight: Pixels, samples: Sequence[Sample], count: int, text_height: float) -> list[bool]:
    """For each of `count` lines of a part whether it was typed; one that says nothing goes with its neighbours."""
    boxes, owners = _letters(straight, samples, text_height)
    twinned = twins(straight, boxes)
    odds: list[list[float]] = [[] for _ in range(count)]
    for index, sample in enumerate(samples):
        own = owners == index
        if own.sum() >= FEW:
            sure, alike, added = WEIGHTS
            odds[sample.line].append(sure * sample.confidence + alike * float(twinned[own].mean()) + added)
    known = [value for values in odds for value in values]
    plain = bool(known) and float(np.median(known)) >= TYPED_PAGE
    return [_around(odds, line) >= (ON_TYPED_PAGE if plain else SURELY_TYPED) for line in range(count)]


def _around(odds: Sequence[Sequence[float]], line: int) -> float:
    """The mean of the evidence of a line and its neighbours; 0 where there is none."""
    total = weight = 0.0
    for other in range(max(line - len(AROUND) + 1, 0), min(line + len(AROUND), len(odds))):
        share = AROUND[abs(other - line)]
        total += share * sum(odds[other])
        weight += share * len(odds[other])
    return total / weight if weight else 0.0


def _letters(straight: Pixels, samples: Sequence[Sample], text_height: float) -> tuple[np.ndarray, np.ndarray]:
    boxes: list[tuple[int, int, int, int]] = []
    owners: list[int] = []
    for index, sample in enumerate(samples):
        x0, y0, x1, y1 = sample.box
        for x, y, width, height, _ in letter_pieces(np.ascontiguousarray(straight[y0:y1, x0:x1]), text_height).tolist():
            if height > TALL * sample.capital and width >= 3:
                boxes.append((x0 + x, y0 + y, width, height))
                owners.append(index)
    return np.array(boxes, np.int32).reshape(-1, 4), np.array(owners, np.int32)


def twins(grey: Pixels, boxes: np.ndarray) -> np.ndarray:
    """For each letter whether another of the same size looks just like it."""
    if not len(boxes):
        return np.zeros(0, bool)
    patches = np.stack([_patch(grey, *box) for box in boxes.tolist()])
    alike = patches @ patches.T
    for side in (2, 3):
        size = boxes[:, side].astype(np.float32)
        allowed = np.maximum(1.01, SIZE_OFF * size)
        alike[np.abs(size[:, None] - size[None]) > allowed[:, None]] = 0
    np.fill_diagonal(alike, 0)
    return np.asarray(alike.max(axis=1) > LIKE)


def _patch(grey: Pixels, x: int, y: int, width: int, height: int) -> Floats:
    cut = cv2.resize(grey[y : y + height, x : x + width], (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    flat = cut.astype(np.float32).ravel()
    flat -= flat.mean()
    return np.asarray(flat / max(float(np.linalg.norm(flat)), 1e-3), np.float32)
