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
STAMP_WORK_SIDE = 330
STAMP_SIZE = (0.06, 0.34)
"""A stamp's width and height as shares of the page's longer side: 40 mm on A4 is 0.13, on a booklet twice that."""
STAMP_ROUNDNESS = 0.55
INK_LEVEL = 30
PATTERN_SHARE = 12.0
"""Percentile of a page's levels at which a guilloche is as dark as it gets: text covers less than that of a page."""
SPOT_PATTERN_SHARE = 45.0
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
    """Grey picture of an upright page (BGR) for the recogniser: dark letters on white, blue stamps faded."""
    return reading_greys(image)[0]


def reading_greys(image: Pixels) -> tuple[Pixels, Pixels]:
    """The same, and one with all that is paler than ink, stamps and the faintest rules, on white paper."""
    level = levelled(image)
    grey = _grey(level)
    return contrasted(grey if level.ndim == 2 else _without_stamps(level, grey), PATTERN_SHARE), grey


def spot_grey(image: Pixels) -> Pixels:
    """The same of a crop, where text covers much more: whether blue is a stamp or print is not to be seen there."""
    return contrasted(_grey(levelled(image)), SPOT_PATTERN_SHARE)


def _grey(level: Pixels) -> Pixels:
    if level.ndim == 2:
        return level
    return np.asarray(cv2.transform(level, np.array([GREY_WEIGHTS], np.float32)), np.uint8)


def _without_stamps(level: Pixels, grey: Pixels) -> Pixels:
    """Lighten blue where it is as light as a stamp, within regions as large and round as a stamp."""
    blue, green, red = cv2.split(level)
    darker = cv2.min(green, red)
    excess = cv2.subtract(blue, cv2.max(green, red))
    faded = grey.copy()
    for x, y, width, height in stamp_regions(np.asarray(excess, np.uint8)):
        part = np.s_[y : y + height, x : x + width]
        share = cv2.LUT(np.ascontiguousarray(darker[part]), _fade_table())
        faded[part] = cv2.add(grey[part], cv2.multiply(np.ascontiguousarray(excess[part]), share, scale=1 / 255))
    return faded


def stamp_regions(excess: Pixels) -> list[tuple[int, int, int, int]]:
    """x, y, width, height of blobs of blue ink that are about as wide as high and of a stamp's size."""
    long_side = max(excess.shape)
    shrink = max(long_side // STAMP_WORK_SIDE, 1)
    small = cv2.resize(excess, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    blob = cv2.morphologyEx((small > FAINT_BLUE / 2).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(blob, connectivity=8)
    regions = []
    for x, y, width, height, _ in stats[1:count].tolist():
        least, most = sorted((width * shrink / long_side, height * shrink / long_side))
        if least >= STAMP_SIZE[0] and most <= STAMP_SIZE[1] and least >= STAMP_ROUNDNESS * most:
            regions.append((x * shrink, y * shrink, width * shrink, height * shrink))
    return regions


def _fade_table() -> Pixels:
    """How much (of 255) the excess of blue lightens a pixel whose darker other channel has this level."""
    levels = np.arange(256, dtype=np.float32)
    return np.asarray(np.clip((levels - DARK_PRINT) / (LIGHT_STAMP - DARK_PRINT), 0, 1) * BLUE_FADE * 255, np.uint8)


def contrasted(grey: Pixels, pattern_share: float = PATTERN_SHARE) -> Pixels:
    """Stretch so that the paper with its pattern is white, and ink black."""
    pattern = float(np.percentile(grey[::SAMPLE_STEP, ::SAMPLE_STEP], pattern_share))
    paper = min(max(pattern - PATTERN_MARGIN, PAPER_LEVELS[0]), PAPER_LEVELS[1])
    levels = np.arange(256, dtype=np.float32)
    table = np.clip((levels - INK_LEVEL) / (paper - INK_LEVEL), 0, 1) * 255
    return np.asarray(cv2.LUT(grey, table.astype(np.uint8)), np.uint8)
