"""Which strokes of a page are the lines of tables, and how far are they askew?"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box
from pipeline.reading.protocol import Pixels

Mask = NDArray[np.uint8]
Homography = NDArray[np.float64]
PALER = 14
"""Grey levels by which a faint line is darker than the paper around it."""
AROUND = 5.0
"""Text heights within which the paper is seen."""
SHORTEST, LONGEST_GAP, LONG = 2.6, 1.6, 5.0
"""Pieces of a line, gaps between them, and lines across, in heights of a lower-case letter. No letter's stroke is so
long as a piece; a row of one line of text has walls no longer than that."""
STEP = 3
DASH = 7
"""Pixels: gaps between dots and dashes are narrower."""
MOST_LINES, SEVERAL, UNLIKE = 24, 4, 0.02
"""So many lines are asked, so many must agree on the page's being narrower at one end; what differs more is no line."""
THICKEST = 0.55
"""A line is thinner than so many text heights: letters that touch are not."""
TALLER = 1.7
"""What is taller than any letter is a line that crosses."""


LEVEL = 4e-4
"""Lines that run down by less, for one pixel to the right, are level."""
LEAST_LINE = {"across": 0.15, "down": 0.06}
"""A line so long, as a share of the page, tells how far the lines are askew."""


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Masks (0 or 255) of what runs across and down a page.

    `back` maps their pixels to the page's: the page may be a little askew, and narrower at one end.
    """

    across: Mask
    down: Mask
    back: Homography | None = None

    def on_page(self, box: Box) -> Box:
        """Where a box of the masks lies on the page."""
        if self.back is None:
            return box
        corners = np.array([[[box[x], box[y]] for x, y in ((0, 1), (2, 1), (2, 3), (0, 3))]], np.float64)
        points = cv2.perspectiveTransform(corners, self.back)[0]
        left, right = points[[0, 3], 0].mean(), points[[1, 2], 0].mean()
        return round(left), round(points[:2, 1].mean()), round(right), round(points[2:, 1].mean())

    def mask_on_page(self, mask: Mask) -> Mask:
        if self.back is None:
            return mask
        height, width = mask.shape
        return np.asarray(cv2.warpPerspective(mask, self.back, (width, height), flags=cv2.INTER_NEAREST), np.uint8)


def find_lines(grey: Pixels, text_height: float, *, dashed: bool = False) -> Lines:
    """Lines of a grey page (dark on white), also faint and broken ones; `dashed` also those of dots and dashes."""
    ink = _ink(grey, text_height)
    across = _along(ink, text_height, LONG, dashed=dashed)
    down = np.ascontiguousarray(_along(np.ascontiguousarray(ink.T), text_height, SHORTEST, dashed=dashed).T)
    return _levelled(across, down)


def _levelled(across: Mask, down: Mask) -> Lines:
    """The masks as they would be if their lines were level and upright."""
    height, width = across.shape
    middle = (width / 2, height / 2)
    falling, leaning = _askew(across, middle[1], LEAST_LINE["across"]), _askew(down.T, middle[0], LEAST_LINE["down"])
    reach = (abs(falling[1]) * height / 2, abs(leaning[1]) * width / 2)
    if max(abs(falling[0]) + reach[0], abs(leaning[0]) + reach[1]) < LEVEL:
        return Lines(across=across, down=down)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([_seen(x, y, middle, falling, leaning) for x, y in corners.tolist()], np.float32)
    back = np.asarray(cv2.getPerspectiveTransform(corners, seen), np.float64)
    flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    flat = (
        cv2.warpPerspective(np.ascontiguousarray(mask), back, (width, height), flags=flags) for mask in (across, down)
    )
    return Lines(across=np.asarray(next(flat), np.uint8), down=np.asarray(next(flat), np.uint8), back=back)


def _seen(
    x: float, y: float, middle: tuple[float, float], falling: tuple[float, float], leaning: tuple[float, float]
) -> tuple[float, float]:
    """Where on the page a point of the levelled masks is."""
    beside, below = x - middle[0], y - middle[1]
    return x + (leaning[0] + leaning[1] * beside) * below, y + (falling[0] + falling[1] * below) * beside


def _along(ink: Mask, text_height: float, least: float, *, dashed: bool) -> Mask:
    """Lines across, sought in every third column: they are long."""
    if dashed:
        ink = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, DASH), np.uint8)), np.uint8)
    found = _long(np.ascontiguousarray(ink[:, ::STEP]), text_height, least)
    return np.asarray(np.repeat(found, STEP, axis=1)[:, : ink.shape[1]], np.uint8)


def _ink(grey: Pixels, text_height: float) -> Mask:
    side = int(AROUND * text_height) | 1
    paper = cv2.boxFilter(grey, -1, (side, side))
    return np.asarray(cv2.threshold(cv2.subtract(paper, grey), PALER, 255, cv2.THRESH_BINARY)[1], np.uint8)


def _long(ink: Mask, text_height: float, least: float) -> Mask:
    """What is long across and thin; pieces with small gaps between them are one."""
    thick = np.ones((max(int(THICKEST * text_height), 6), 1), np.uint8)
    crossed = np.ones((max(int(TALLER * text_height), 8), 1), np.uint8)
    blobs = cv2.subtract(*(cv2.morphologyEx(ink, cv2.MORPH_OPEN, shape) for shape in (thick, crossed)))
    thin = cv2.subtract(ink, blobs)
    grown = cv2.dilate(thin, np.ones((3, 1), np.uint8))
    piece, gap, whole = (
        np.ones((1, max(int(share * text_height / STEP), 2)), np.uint8) for share in (SHORTEST, LONGEST_GAP, least)
    )
    pieces = cv2.morphologyEx(grown, cv2.MORPH_OPEN, piece)
    joined = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, gap)
    found = cv2.morphologyEx(joined, cv2.MORPH_OPEN, whole)
    return np.asarray(cv2.dilate(found, np.ones((1, 3), np.uint8)), np.uint8)  # where lines cross, neither is thin


def _askew(lines: Mask, middle: float, least: float) -> tuple[float, float]:
    """How far lines across go down for one pixel to the right, in the middle of the page, and by how much more a pixel
    further down."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(lines), connectivity=8)
    slopes, places, weights = [], [], []
    for label in np.argsort(-stats[1:, cv2.CC_STAT_WIDTH])[:MOST_LINES] + 1 if len(stats) > 1 else ():
        x, y, width, height, _ = stats[label].tolist()
        if width < least * lines.shape[1] or height > 0.1 * width:
            continue
        ys, xs = np.nonzero(labels[y : y + height, x : x + width] == label)
        slopes.append(float(np.polyfit(xs, ys, 1)[0]))
        places.append(y + height / 2 - middle)
        weights.append(width)
    if not slopes:
        return 0.0, 0.0
    typical = float(np.median(slopes))
    kept = [at for at, slope in enumerate(slopes) if abs(slope - typical) < UNLIKE]
    if len(kept) < SEVERAL or np.ptp([places[at] for at in kept]) < 0.2 * lines.shape[0]:
        return typical, 0.0
    where, how = (np.array([of[at] for at in kept], np.float64) for of in (places, slopes))
    more, there = np.polyfit(where, how, 1, w=np.array(weights, np.float64)[kept])
    return float(there), float(more)
