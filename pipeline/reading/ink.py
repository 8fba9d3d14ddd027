"""Which pixels of a page are text-like ink? (on a small picture, for geometry)"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.protocol import Pixels

MAX_LETTER_SHARE = 0.06
"""Higher than this share of the longer side, or twice as wide, a connected piece of ink is no letter, nor several."""
MIN_LETTER_PX = 3
DARKER_BY = 0.80
"""Ink is darker than this share of the paper around it: guilloche and stains are not."""


@dataclass(frozen=True, kw_only=True)
class Ink:
    """Letter-like components: `mask` is 255 where they are, `boxes` are their x, y, width, height (N x 4)."""

    mask: Pixels
    boxes: NDArray[np.int32]


def shrunk(image: Pixels, long_side: int) -> tuple[Pixels, float]:
    """Copy at most `long_side` long, and its scale."""
    scale = min(long_side / max(image.shape[:2]), 1.0)
    if scale == 1.0:
        return image, 1.0
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8), scale


def small_grey(image: Pixels, long_side: int) -> tuple[Pixels, float]:
    """Grey copy at most `long_side` long, and its scale."""
    small, scale = shrunk(image, long_side)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY) if small.ndim == 3 else small, np.uint8), scale


def paper_light(grey: Pixels) -> Pixels:
    """The light of the paper at each pixel, ink taken away: bright local values, smoothed."""
    height, width = grey.shape[:2]
    factor = max(height, width) / 160
    tiny = cv2.resize(
        grey, (max(round(width / factor), 1), max(round(height / factor), 1)), interpolation=cv2.INTER_AREA
    )
    light = cv2.medianBlur(cv2.dilate(tiny, np.ones((5, 5), np.uint8)), 7)
    smooth = cv2.GaussianBlur(light, (0, 0), 3)
    return np.asarray(cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def flattened(grey: Pixels) -> Pixels:
    """Grey with the paper's light divided out: paper is about 255 everywhere."""
    return np.asarray(cv2.divide(grey, cv2.max(paper_light(grey), 1), scale=255), np.uint8)


def letters(grey: Pixels) -> Ink:
    """Letter-like ink of a small grey picture."""
    flat = flattened(grey)
    dark = (flat < _threshold(flat)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    largest = MAX_LETTER_SHARE * max(grey.shape[:2])
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    keep = (np.minimum(width, height) >= 1) & (np.maximum(width, height) >= MIN_LETTER_PX)
    keep &= (height <= largest) & (width <= largest * 2) & (area >= 0.08 * width * height) & (area >= 4)
    keep[0] = False
    mask = (keep[labels] * np.uint8(255)).astype(np.uint8) if count > 1 else np.zeros_like(dark)
    return Ink(mask=mask, boxes=np.asarray(stats[keep][:, :4], np.int32))


def _threshold(flat: Pixels) -> float:
    """Between ink and paper (Otsu), never so light that a guilloche counts as ink."""
    otsu, _ = cv2.threshold(flat, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return float(min(max(otsu, 90.0), 255 * DARKER_BY))
