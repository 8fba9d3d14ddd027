"""In which direction do the lines of text run, and how far are they from level?"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.reading.protocol import Pixels

COARSE_SIDE = 420
FINE_SIDE = 900
MAX_SKEW = 15.0
"""Degrees to either side that are looked at; beyond it a sheet counts as turned."""


@dataclass(frozen=True, kw_only=True)
class LineDirection:
    """`sideways` when lines run up and down. `angle` in degrees: turn the picture by it, counter-clockwise, to level
    them. `certainty` is how much sharper this direction's profile is than the other's (1 = no difference)."""

    sideways: bool
    angle: float
    certainty: float


def line_direction(mask: Pixels) -> LineDirection:
    """Find the direction in a mask of letters by the sharpness of its projection profiles."""
    coarse = _shrunk(mask, COARSE_SIDE)
    level, upright = _best_angle(coarse, 0.0, MAX_SKEW, 1.0), _best_angle(np.rot90(coarse), 0.0, MAX_SKEW, 1.0)
    sideways = upright[1] > level[1]
    rough = upright if sideways else level
    fine_mask = _shrunk(mask, FINE_SIDE)
    fine = _best_angle(np.rot90(fine_mask) if sideways else fine_mask, rough[0], 0.75, 0.15)
    certainty = max(level[1], upright[1]) / max(min(level[1], upright[1]), 1e-9)
    return LineDirection(sideways=sideways, angle=fine[0], certainty=float(certainty))


def _shrunk(mask: Pixels, long_side: int) -> Pixels:
    scale = long_side / max(mask.shape[:2])
    return np.asarray(cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else mask)


def _best_angle(mask: Pixels, centre: float, reach: float, step: float) -> tuple[float, float]:
    angles = centre + np.arange(-reach, reach + step / 2, step)
    scores = [profile_sharpness(mask, float(angle)) for angle in angles]
    best = int(np.argmax(scores))
    return float(angles[best]), scores[best]


def profile_sharpness(mask: Pixels, angle: float) -> float:
    """How much the ink of neighbouring rows differs when the mask is turned by `angle` degrees; 0 for no ink."""
    height, width = mask.shape[:2]
    shear = np.tan(np.radians(angle))
    matrix = np.array([[1.0, 0.0, 0.0], [-shear, 1.0, shear * width / 2]])
    sheared = cv2.warpAffine(np.ascontiguousarray(mask), matrix, (width, height))
    profile = cv2.reduce(sheared, 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F).ravel()
    return float(np.square(np.diff(profile)).sum() / max(float(profile.sum()), 1e-6))
