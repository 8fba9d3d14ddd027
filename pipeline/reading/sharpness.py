"""How wide are the edges of a picture's strokes, and how noisy is its paper?"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.protocol import Pixels

SAMPLES = 48
"""Letters looked at, spread over the page."""
EDGE_OF_SIGMA = 2.56
"""An edge blurred by a Gaussian rises from a tenth to nine tenths within 2.56 standard deviations."""


def edge_width(grey: Pixels, boxes: NDArray[np.float64]) -> tuple[float, float]:
    """Width in pixels in which strokes go from paper to ink, and their contrast in grey levels: medians over `boxes`.

    `boxes` are x, y, width, height of letters in `grey`. For each, the contrast within its box is divided by the
    steepest slope there: both shrink alike when a thin stroke is blurred, so that the width stays honest. Of the
    two directions the worse one counts: a shaken picture is sharp along the movement. (0, 0) without boxes.
    """
    if len(boxes) == 0:
        return 0.0, 0.0
    chosen = boxes[np.linspace(0, len(boxes) - 1, min(SAMPLES, len(boxes))).round().astype(int)]
    found = [edge for edge in (_edge(grey, *map(float, box)) for box in chosen) if edge is not None]
    if not found:
        return 0.0, 0.0
    across, down, contrast = np.median(np.array(found), axis=0)
    return EDGE_OF_SIGMA * max(float(across), float(down)) / math.sqrt(2 * math.pi), float(contrast)


def _edge(grey: Pixels, x: float, y: float, width: float, height: float) -> tuple[float, float, float] | None:
    """Contrast over slope in both directions, and contrast; None where there is nothing to measure."""
    reach = 0.35 * max(width, height) + 1
    crop = grey[
        max(0, int(y - reach)) : int(y + height + reach) + 1, max(0, int(x - reach)) : int(x + width + reach) + 1
    ]
    if min(crop.shape[:2]) < 4:
        return None
    piece = crop.astype(np.float32)
    low, high = _quantiles(piece, 5, 80)
    # The mean of two rows (columns) keeps single noisy pixels from passing for a steep edge.
    across = np.abs(piece[:-1, 2:] - piece[:-1, :-2] + piece[1:, 2:] - piece[1:, :-2])
    down = np.abs(piece[2:, :-1] - piece[:-2, :-1] + piece[2:, 1:] - piece[:-2, 1:])
    slopes = [_quantiles(slope, 95)[0] / 4 for slope in (across, down)]
    if high <= low or min(slopes) <= 0:
        return None
    return (high - low) / slopes[0], (high - low) / slopes[1], high - low


def _quantiles(values: NDArray[np.float32], *hundredths: int) -> list[float]:
    flat = np.sort(values, axis=None)
    return [float(flat[len(flat) * hundredth // 100]) for hundredth in hundredths]


def noise_level(grey: Pixels) -> float:
    """Standard deviation of the paper's noise in grey levels, from a dozen bands across the picture.

    The median of absolute differences to a small blur (Immerkær's idea): edges are outliers to it.
    """
    if min(grey.shape) < 16:
        return 0.0
    bands = [grey[top : top + 16] for top in range(0, grey.shape[0] - 15, max(16, grey.shape[0] // 12))]
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    answer = np.concatenate([np.abs(cv2.filter2D(band, cv2.CV_16S, mask))[1:-1:2, ::3].ravel() for band in bands])
    return float(np.median(answer)) / (0.6745 * 6)
