"""How much of a page's text is drowned in glare?"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.reading.letter_rows import LetterRows
from pipeline.reading.protocol import Pixels

SATURATED = 250
WHITE_PAPER = 246
"""A scan's paper may be white by itself: then white alone is no sign of glare."""
FADING = 0.16
"""Ink beside glare has lost such a share of its depth: 0.2 and more under a lamp, at most 0.11 where overexposed."""
UNEVEN = 8
"""White paper is no sign of a lamp where it is white all over: some of it must be so many grey levels darker."""
WIDE, BESIDE = 2.0, 4.0
"""In letters' heights: a gap between lines is narrower than a spot of glare; letters so near stand beside it."""
FEW = 12
"""Fewer letters than this say nothing of the paper."""
RISE = 14
"""Glare is brighter than the page's paper by this many grey levels."""
LEAST = 0.004
"""Share of the picture that a spot of glare covers at least; smaller ones hide no more than a letter."""
LEGIBLE_REACH = 1.0
"""Around a letter that was found, in letters' heights."""
SIDE = 400


def glare_share(grey: Pixels, light: Pixels, rows: LetterRows) -> float:
    """Share of the text's area (the hull of all letters) that is drowned in white, where the paper itself is not."""
    if rows.count < FEW:
        return _bare(grey)
    y, x = rows.boxes[:, 1] + rows.boxes[:, 3] // 2, rows.boxes[:, 0] + rows.boxes[:, 2] // 2
    lights = light[y, x]
    paper = float(np.median(lights))
    is_white = paper >= WHITE_PAPER
    if is_white and paper - float(np.percentile(lights, 10)) < UNEVEN:
        return 0.0
    spots, scale = _spots(grey, max(SATURATED, paper + RISE))
    hull = np.zeros_like(spots)
    cv2.fillConvexPoly(hull, cv2.convexHull((np.stack([x, y], axis=1) * scale).astype(np.int32)), 255)
    lost = cv2.bitwise_and(cv2.bitwise_and(spots, hull), cv2.bitwise_not(_legible(rows, scale, spots.shape)))
    wide = _wide(lost, WIDE * scale * float(np.median(rows.heights)))
    fading = _fading(grey, rows, wide, scale)
    if (fading is None and is_white) or (fading is not None and fading < FADING):
        return 0.0
    lost = wide if is_white else lost
    area = float((hull > 0).sum())
    return float((lost > 0).sum()) / area if area else 0.0


def _wide(spots: Pixels, least: float) -> Pixels:
    """The spots without what is narrower than `least` pixels."""
    side = max(3, round(least) | 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.morphologyEx(spots, cv2.MORPH_OPEN, disc), np.uint8)


def _fading(grey: Pixels, rows: LetterRows, lost: Pixels, scale: float) -> float | None:
    """How much of the page's deepest ink is gone in letters beside the `lost` areas, 0 to 1; None: none stand there."""
    if not lost.any():
        return None
    y, x = rows.boxes[:, 1] + rows.boxes[:, 3] // 2, rows.boxes[:, 0] + rows.boxes[:, 2] // 2
    ink = cv2.erode(grey, np.ones((5, 5), np.uint8))[y, x].astype(np.float64)
    away = cv2.distanceTransform((lost == 0).astype(np.uint8), cv2.DIST_L2, 3)
    high, wide = away.shape
    place = np.minimum((y * scale).astype(int), high - 1), np.minimum((x * scale).astype(int), wide - 1)
    beside = ink[away[place] < BESIDE * scale * float(np.median(rows.heights))]
    if len(beside) < FEW:
        return None
    deep = float(np.percentile(ink, 20))
    return max(0.0, (float(np.median(beside)) - deep) / max(255.0 - deep, 1.0))


def _legible(rows: LetterRows, scale: float, shape: tuple[int, ...]) -> Pixels:
    """Where letters still stand: paper that is merely overexposed hides nothing."""
    seen = np.zeros(shape, np.uint8)
    reach = LEGIBLE_REACH * float(np.median(rows.heights))
    for x, y, width, height in rows.boxes.tolist():
        start = (round((x - reach) * scale), round((y - reach) * scale))
        end = (round((x + width + reach) * scale), round((y + height + reach) * scale))
        cv2.rectangle(seen, start, end, 255, -1)
    return seen


def _bare(grey: Pixels) -> float:
    """Without text: the saturated share of a picture that is not white all over."""
    paper = float(np.median(grey[::4, ::4]))
    if paper >= WHITE_PAPER:
        return 0.0
    spots, _ = _spots(grey, max(SATURATED, paper + RISE))
    return float((spots > 0).mean())


def _spots(grey: Pixels, above: float) -> tuple[Pixels, float]:
    """Connected saturated areas of some size, in a picture of `SIDE`; ink thinner than a few pixels is closed over."""
    scale = min(SIDE / max(grey.shape), 1.0)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    white = (small >= min(above, 254)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(white, connectivity=8)
    keep = stats[:, 4] >= LEAST * small.size
    keep[0] = False
    return (keep[labels] * np.uint8(255)).astype(np.uint8) if count > 1 else np.zeros_like(white), scale
