"""Which pieces of ink stand in rows as letters do? (whatever the alphabet, upright or on their side)"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.protocol import Pixels

Boxes = NDArray[np.int32]
"""N x 4: x, y, width, height."""

LETTER_HEIGHT = (3, 0.06)
"""Least height in pixels, greatest as a share of the picture's longer side."""
MAX_WIDTH_TO_HEIGHT = 2.5
FILL = (0.12, 0.95)
"""Share of its box that a letter's ink covers; rules and frames are near 1 or near 0."""
LONGEST_WORD, WORD_FILL = 30.0, 0.3
GAP, LEVEL, ALIKE = 1.3, 0.55, 1.9
"""Neighbours in a row: gap and shift across it in heights of the higher one, and how different heights may be."""
SURELY_UPRIGHT = 0.6
"""When so many of all pieces of ink stand in upright rows, nobody asks whether they lie."""
MIN_ROW = 3
"""Letters in a row, at least."""


@dataclass(frozen=True, kw_only=True)
class LetterRows:
    """Letters in rows: `boxes`, the `row` number of each (both N), and whether rows run down the picture."""

    boxes: Boxes
    row: NDArray[np.int32]
    sideways: bool
    words: Boxes
    """Longer pieces of ink that may be letters run together: by blur, or by a pen."""

    @property
    def heights(self) -> NDArray[np.int32]:
        """Heights as read: across the row."""
        return self.boxes[:, 2] if self.sideways else self.boxes[:, 3]

    def only(self, keep: NDArray[np.bool_], words: NDArray[np.bool_]) -> LetterRows:
        """The letters where `keep` is true, and the `words` that are true."""
        row = self.row[keep]
        return replace(self, boxes=self.boxes[keep], row=row, words=self.words[words])

    @property
    def count(self) -> int:
        return len(self.boxes)

    @property
    def word_letters(self) -> NDArray[np.float64]:
        """How many letters each run-together word may hold, by its shape."""
        along, across = self.word_sizes
        return along / np.maximum(across, 1)

    @property
    def weight(self) -> float:
        """Letters, run together or not."""
        return self.count + float(self.word_letters.sum())

    @property
    def word_sizes(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Lengths along the row and heights across it of the run-together words."""
        return (self.words[:, 3], self.words[:, 2]) if self.sideways else (self.words[:, 2], self.words[:, 3])


def find_rows(flat: Pixels, below: float) -> LetterRows:
    """Rows of letters in a picture whose paper is 255 everywhere; ink is what is darker than `below`."""
    dark = (flat < below).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8, ltype=cv2.CV_32S)
    stats = stats[1:]
    largest = LETTER_HEIGHT[1] * max(flat.shape[:2])
    upright = _rows(stats, largest, sideways=False)
    if upright.count >= SURELY_UPRIGHT * len(stats):
        return upright
    lying = _rows(stats, largest, sideways=True)
    return lying if lying.weight > 1.2 * upright.weight else upright


def _rows(stats: Boxes, largest: float, *, sideways: bool) -> LetterRows:
    along, across, area = (
        (stats[:, 3], stats[:, 2], stats[:, 4]) if sideways else (stats[:, 2], stats[:, 3], stats[:, 4])
    )
    fill = area / np.maximum(along * across, 1)
    sized = (across >= LETTER_HEIGHT[0]) & (across <= largest) & (area >= 5) & (fill <= FILL[1])
    letter = sized & (along <= MAX_WIDTH_TO_HEIGHT * across) & (fill >= FILL[0])
    word = sized & (along > MAX_WIDTH_TO_HEIGHT * across) & (along <= LONGEST_WORD * across) & (fill >= WORD_FILL)
    either = letter | word
    row, members = _chained(np.asarray(stats[either][:, :4], np.int32), sideways=sideways)
    boxes, is_word = np.asarray(stats[either][:, :4], np.int32), word[either]
    # A word alone in its row is an ornament of a frame or a stain more often than it is a word.
    keep = ~is_word & (members >= MIN_ROW)
    words = boxes[is_word & (members >= 2)]
    return LetterRows(boxes=boxes[keep], row=row[keep], sideways=sideways, words=words)


def _chained(boxes: Boxes, *, sideways: bool) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Number of each piece's row, and how many pieces stand in that row.

    Two passes over bands shifted by a half, so that no row is cut.
    """
    if len(boxes) == 0:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    start, size, level, height = _turned(boxes, sideways)
    typical = float(np.median(height))
    parent = np.arange(len(boxes))
    for shift in (0.0, 0.5):
        band = np.floor(level / (2.5 * typical) + shift)
        order = np.lexsort((start, band))
        for step in (1, 2):  # the next but one: a dot or an accent may stand between two letters
            left, right = order[:-step], order[step:]
            higher = np.maximum(height[left], height[right])
            near = (band[left] == band[right]) & (start[right] - start[left] - size[left] <= GAP * higher)
            near &= np.abs(level[left] - level[right]) <= LEVEL * higher
            near &= higher <= ALIKE * np.minimum(height[left], height[right])
            for a, b in zip(left[near].tolist(), right[near].tolist(), strict=True):
                parent[_root(parent, a)] = _root(parent, b)
    roots = np.array([_root(parent, index) for index in range(len(boxes))], np.int32)
    _, row, counts = np.unique(roots, return_inverse=True, return_counts=True)
    return np.asarray(row, np.int32), np.asarray(counts[row], np.int32)


def _turned(boxes: Boxes, sideways: bool) -> tuple[NDArray[np.float64], ...]:
    """Start and size along the row, middle and height across it."""
    x, y, width, height = boxes.T.astype(np.float64)
    return (y, height, x + width / 2, width) if sideways else (x, width, y + height / 2, height)


def _root(parent: NDArray[np.int64], index: int) -> int:
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = int(parent[index])
    return index
