"""What does a page look like once light, paper, guilloche and seals are taken away?"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.reading.ink import paper_light
from pipeline.reading.protocol import Pixels

GREY_WEIGHTS = (0.35, 0.40, 0.25)
"""Blue, green, red: printed red (the numbers of blanks) comes out dark, blue ink lighter than in plain grey."""
BLUE_FADE = 1.0
DARK_PRINT, LIGHT_STAMP = 60, 120
"""The excess of blue lightens a pixel, so that seals fade and black under them stays; but values may be printed or
typed in dark blue, which is darker in red and green than a stamp is: below the first level nothing fades."""
FAINT_BLUE = 24
INK_LEVEL = 30
PATTERN_SHARE = 12.0
"""Percentile of a page's levels at which a guilloche is as dark as it gets: text covers less than that of a page."""
PAPER_LEVELS = (185, 245)
"""Levels between which the one that becomes white is sought: just under the darkest of the pattern."""
PATTERN_MARGIN = 4
SAMPLE_STEP = 4


def levelled(image: Pixels) -> Pixels:
    """BGR (or grey) with each channel divided by the paper's light: white balance and even light in one step."""
    if image.ndim == 2:
        return _divided(image)
    return np.asarray(cv2.merge([_divided(np.ascontiguousarray(channel)) for channel in cv2.split(image)]), np.uint8)


def _divided(channel: Pixels) -> Pixels:
    return np.asarray(cv2.divide(channel, cv2.max(paper_light(channel), 1), scale=255), np.uint8)


def reading_grey(image: Pixels) -> Pixels:
    """Grey picture for the recogniser from an upright page or crop (BGR): dark letters on white."""
    return contrasted(faded_blue(levelled(image)))


def faded_blue(level: Pixels) -> Pixels:
    """Grey from levelled BGR in which red is dark and blue fades."""
    if level.ndim == 2:
        return level
    blue, green, red = cv2.split(level)
    grey = cv2.transform(level, np.array([GREY_WEIGHTS], np.float32))
    excess = cv2.subtract(blue, cv2.max(green, red))
    if excess.max() <= FAINT_BLUE:
        return np.asarray(grey, np.uint8)
    share = cv2.LUT(cv2.min(green, red), _fade_table())
    return np.asarray(cv2.add(grey, cv2.multiply(excess, share, scale=1 / 255)), np.uint8)


def _fade_table() -> Pixels:
    """How much (of 255) the excess of blue lightens a pixel whose darker other channel has this level."""
    levels = np.arange(256, dtype=np.float32)
    return np.asarray(np.clip((levels - DARK_PRINT) / (LIGHT_STAMP - DARK_PRINT), 0, 1) * BLUE_FADE * 255, np.uint8)


def contrasted(grey: Pixels) -> Pixels:
    """Stretch so that the paper with its pattern is white, and ink black."""
    pattern = float(np.percentile(grey[::SAMPLE_STEP, ::SAMPLE_STEP], PATTERN_SHARE))
    paper = min(max(pattern - PATTERN_MARGIN, PAPER_LEVELS[0]), PAPER_LEVELS[1])
    levels = np.arange(256, dtype=np.float32)
    table = np.clip((levels - INK_LEVEL) / (paper - INK_LEVEL), 0, 1) * 255
    return np.asarray(cv2.LUT(grey, table.astype(np.uint8)), np.uint8)
