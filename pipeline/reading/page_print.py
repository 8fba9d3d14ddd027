"""Is this page the same picture as another one, whatever its size, compression, crop and small turn?

A page is known by where its ink stands in a frame that its own ink sets: coarse cells give the keys by which it is
looked up, fine cells of its text alone are laid over those of a page that has a key in common. Two papers on one
blank are alike in what the blank prints, and differ in every name, number and date: `benchmarks/results/duplicates.md`.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

from pipeline.case import Box
from pipeline.reading.cleanup import reading_grey
from pipeline.reading.print_keys import BANDS, BITS, FLIPPED, packed
from pipeline.reading.protocol import Floats, Pixels

SIDE = 1024
"""Pixels of the longer side of the picture that is looked at."""
PAPER_BELOW = 40
"""Grey levels under white that are no ink yet."""
EDGE = 0.01
"""The frame leaves out this share of the ink on each side: specks and shadows at the edge do not move it much."""
COARSE, FINE, IN_CELL = 32, 64, 8
AROUND = 0.02
"""Of the frame: so much more around it is kept of the text."""
WIDE = 3.0
"""Cells over which the ground is levelled: only how ink changes from place to place tells pages apart."""
MOVED = 0.012
"""Of the frame's side: so far its sides are moved in a look-up, one by one and in pairs."""
LEVELS = 15
COARSE_BLUR, FINE_BLUR, SOFT = 2.0, 0.8, 0.6
STEPS = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 50, 1e-4)
LEFT_OVER = 0.6
"""So much of a page must lie on the other once they are laid together."""
MOVES = ((0, 0, 0, 0), *(
    tuple(sign * MOVED * side for side in sides)
    for sign in (1, -1)
    for sides in ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1), (1, 1, 0, 0), (0, 0, 1, 1))
))  # fmt: skip

Frame = tuple[float, float, float, float]
"""x0, x1, y0, y1 in pixels."""


class PagePicture:
    """The ink of an upright page and its frame."""

    def __init__(self, picture: Pixels, words: Sequence[Box]) -> None:
        """`picture`: BGR preview; `words`: boxes of what was read on it, in its pixels. Raises `NoInk`."""
        scale = min(SIDE / max(picture.shape[:2]), 1.0)
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        self._ink = 255 - reading_grey(np.asarray(small, np.uint8)).astype(np.float32)
        self._ink[self._ink < PAPER_BELOW] = 0
        if not self._ink.any():
            raise NoInk
        self._words = [tuple(side * scale for side in box) for box in words]
        self._frame = (*_span(self._ink.sum(axis=0)), *_span(self._ink.sum(axis=1)))

    def probes(self) -> str:
        """For `filed_under` and `looked_under`: its own frame first, then frames with sides moved a little."""
        bands = [sides for move in MOVES for sides in _directions() @ self._coarse(move)]
        return packed(("".join("1" if side > 0 else "0" for side in each), _least_sure(each)) for each in bands)

    def body(self) -> str:
        """The fine cells of the text, for `likeness`."""
        text = np.zeros_like(self._ink)
        for x0, y0, x1, y1 in self._words:
            rows, columns = slice(max(int(y0) - 1, 0), int(y1) + 2), slice(max(int(x0) - 1, 0), int(x1) + 2)
            text[rows, columns] = self._ink[rows, columns]
        cells = _cells(text, self._frame, FINE, (-AROUND, AROUND, -AROUND, AROUND))
        return base64.b64encode(zlib.compress(np.round(cells * LEVELS).astype(np.uint8).tobytes(), 9)).decode()

    def _coarse(self, move: Sequence[float]) -> Floats:
        return _levelled(_cells(self._ink, self._frame, COARSE, move)).ravel()


class NoInk(ValueError):
    """The page is empty: it is like every other empty page."""


def likeness(one: str, other: str) -> float:
    """How alike two bodies are once one is laid on the other: 1 the same text in the same places, 0 nothing alike."""
    a, b = _cells_of(one), _cells_of(other)
    warp = np.eye(3, dtype=np.float32)
    for blur in (COARSE_BLUR, FINE_BLUR):
        first, second = (cv2.GaussianBlur(each, (0, 0), blur) for each in (a, b))
        try:
            _, warp = cv2.findTransformECC(first, second, warp, cv2.MOTION_HOMOGRAPHY, STEPS, None, 5)
        except cv2.error:  # they have nothing in common by which they could be laid together
            break
    size, way = (FINE, FINE), cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpPerspective(cv2.GaussianBlur(b, (0, 0), SOFT), warp, size, flags=way)
    both = cv2.warpPerspective(np.ones_like(b), warp, size, flags=way) > 0.99
    if both.mean() < LEFT_OVER:
        return 0.0
    x, y = _levelled(cv2.GaussianBlur(a, (0, 0), SOFT))[both], _levelled(laid)[both]
    return float(x @ y / max(float(np.linalg.norm(x) * np.linalg.norm(y)), 1e-9))


def _span(ink: Floats) -> tuple[float, float]:
    """Where a profile's ink begins and ends, but for `EDGE` of it."""
    share = np.cumsum(ink) / ink.sum()
    place = np.arange(len(ink)) + 1.0
    low, high = np.interp(EDGE, share, place), np.interp(1 - EDGE, share, place)
    return float(low), float(max(high, low + 1.0))


def _cells(ink: Floats, frame: Frame, count: int, move: Sequence[float]) -> Floats:
    """`count` x `count` cells of a frame whose sides are moved by shares of it: the root of the share of ink."""
    wide, high = frame[1] - frame[0], frame[3] - frame[2]
    x0, x1 = frame[0] + move[0] * wide, frame[1] + move[1] * wide
    y0, y1 = frame[2] + move[2] * high, frame[3] + move[3] * high
    side = count * IN_CELL
    across, down = side / (x1 - x0), side / (y1 - y0)
    place = np.array([[across, 0, -x0 * across], [0, down, -y0 * down]], np.float32)
    large = cv2.warpAffine(ink, place, (side, side), flags=cv2.INTER_LINEAR, borderValue=0)
    return np.asarray(np.sqrt(cv2.resize(large, (count, count), interpolation=cv2.INTER_AREA) / 255), np.float32)


def _levelled(cells: Floats) -> Floats:
    """What stands out from its surroundings, of length 1."""
    level = cells - cv2.GaussianBlur(cells, (0, 0), WIDE)
    level = level - level.mean()
    return np.asarray(level / max(float(np.linalg.norm(level)), 1e-9), np.float32)


@lru_cache(maxsize=1)
def _directions() -> Floats:
    """`BANDS` x `BITS` fixed directions among coarse cells, of +1 and -1: they must never change."""
    wanted = BANDS * BITS * COARSE * COARSE
    bits = np.unpackbits(np.frombuffer(hashlib.shake_256(b"podlinnik page print 1").digest(wanted // 8), np.uint8))
    return (bits.astype(np.float32) * 2 - 1).reshape(BANDS, BITS, COARSE * COARSE)


def _least_sure(sides: Floats) -> list[int]:
    return [int(place) for place in np.argsort(np.abs(sides))[:FLIPPED]]


def _cells_of(body: str) -> Floats:
    unpacked = zlib.decompressobj().decompress(base64.b64decode(body), FINE * FINE)
    cells = np.frombuffer(unpacked, np.uint8).reshape(FINE, FINE)
    return np.asarray(cells / LEVELS, np.float32)
