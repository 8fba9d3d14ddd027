"""Where is the text of a page's picture, and how high are its letters? (for measuring, before anything is read)"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.ink import paper_light, small_grey
from pipeline.reading.letter_rows import Boxes, LetterRows, find_rows
from pipeline.reading.protocol import Pixels

LOOK_SIDE = 1400
"""Longer side of the picture in which letters are sought: A4 at 120 dpi, where the smallest captions are 4 px high."""
FEW_LETTERS = 12
"""Fewer letters than this tell nothing about a page's text."""
INK_BELOW = 204
"""Ink is darker than this, where paper is 255: guilloche is not."""
FAINT_BELOW = 232
DARK_GROUND = 0.35
"""What lies on a ground darker than this share of the picture's light parts lies beside the paper."""
LIKE_PAPER, LIKE_INK = 0.7, 0.6
"""Run-together words are believed where paper and ink are much like those of the single letters."""
FAINT_INK = 0.4
"""Ink less deep than this share of the deepest is a pattern, not a letter."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """A small look at the page: `grey` as it is, `light` of the paper, `flat` with the paper at 255; its scale."""

    grey: Pixels
    light: Pixels
    flat: Pixels
    scale: float


def look_at(grey: Pixels, long_side: int) -> Look:
    small, scale = small_grey(grey, long_side)
    light = paper_light(small)
    flat = np.asarray(cv2.divide(small, cv2.max(light, 1), scale=255), np.uint8)
    return Look(grey=small, light=light, flat=flat, scale=scale)


def sought_rows(look: Look) -> LetterRows:
    """Rows of letters; where there are next to none, a second look for faint ones in a smoothed picture."""
    rows = _on_paper(find_rows(look.flat, INK_BELOW), look)
    if rows.count >= 2 * FEW_LETTERS:
        return rows
    faint = _on_paper(find_rows(cv2.GaussianBlur(look.flat, (0, 0), 1.0), FAINT_BELOW), look)
    return faint if faint.count > rows.count else rows


def _on_paper(rows: LetterRows, look: Look) -> LetterRows:
    """Without what stands on something much darker than the paper, or is much fainter than most: a table's grain."""
    deepest = cv2.erode(look.grey, np.ones((7, 7), np.uint8))
    light, depth = _light_and_depth(rows.boxes, look, deepest)
    word_light, word_depth = _light_and_depth(rows.words, look, deepest)
    ground = DARK_GROUND * float(np.percentile(look.light[::8, ::8], 95))
    depths = np.concatenate([depth[light >= ground], np.repeat(word_depth, 3)[np.repeat(word_light, 3) >= ground]])
    least = FAINT_INK * float(np.percentile(depths, 80)) if len(depths) else 0.0
    letters = (light >= ground) & (depth >= least)
    if letters.sum() >= 2 * FEW_LETTERS:  # enough to know how light this paper and how deep this ink is
        ground = LIKE_PAPER * float(np.median(light[letters]))
        least = LIKE_INK * float(np.median(depth[letters]))
    return rows.only(letters, (word_light >= ground) & (word_depth >= least))


def _light_and_depth(boxes: Boxes, look: Look, deepest: Pixels) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Light of the paper at each box's middle, and how much darker the ink there is."""
    x, y = boxes[:, 0] + boxes[:, 2] // 2, boxes[:, 1] + boxes[:, 3] // 2
    light = look.light[y, x].astype(np.float64)
    return light, light - deepest[y, x]


def strokes(rows: LetterRows) -> NDArray[np.float64]:
    """Boxes (x, y, width, height) to look at for edges: letters, and pieces of run-together words by their length."""
    along, across = rows.word_sizes
    counts = np.maximum(1, (along / np.maximum(across, 1)).astype(int))
    place = np.concatenate([(np.arange(count) + 0.5) / count for count in counts]) if len(counts) else np.zeros(0)
    words = np.repeat(rows.words.astype(np.float64), counts, axis=0)
    start, size = (1, 3) if rows.sideways else (0, 2)
    side = np.repeat(across.astype(np.float64), counts)
    words[:, start] += words[:, size] * place - side / 2
    words[:, size] = side
    both = np.concatenate([rows.boxes.astype(np.float64), words])
    return both[np.argsort(both[:, 1], kind="stable")]


def text_height(rows: LetterRows, edge: float = 0.0) -> float:
    """Height of the letters that carry the text: the median with each letter counted by its height.

    Small captions under the lines outnumber what is filled in; they must not speak for the page. Where most
    letters run together, the words' height less what their edges of width `edge` add to it.
    """
    merged = rows.word_letters
    if merged.sum() <= rows.count:
        return _weighted_median(rows.heights.astype(np.float64), rows.heights.astype(np.float64))
    height = _weighted_median(rows.word_sizes[1].astype(np.float64), merged)
    return max(height - 0.66 * edge, 0.3 * height)


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])
