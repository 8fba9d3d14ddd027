"""Which strokes of a page are the lines of tables, and how far are they askew?"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box
from pipeline.reading.protocol import Pixels

Mask = NDArray[np.uint8]
PALER = 14
"""Grey levels by which a faint line is darker than the paper around it."""
AROUND = 5.0
"""Text heights within which the paper is seen."""
SHORTEST, LONGEST_GAP, LONG = 2.6, 1.6, 5.0
"""Pieces of a line, gaps between them, and lines across, in heights of a lower-case letter. No letter's stroke is so
long as a piece; a row of one line of text has walls no longer than that."""
STEP = 3
THICKEST = 0.55
"""A line is thinner than so many text heights: letters that touch are not."""
TALLER = 1.7
"""What is taller than any letter is a line that crosses."""


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Masks (0 or 255) of what runs across and down the page, and how far down the former go on their way right.

    Both masks share one skew: a page that was set upright is turned by a fraction of a degree at most.
    """

    across: Mask
    down: Mask
    slope: float

    def levelled(self, part: Mask) -> Mask:
        """A part of a mask as if it were not askew, turned about its middle."""
        if abs(self.slope) < 5e-4:
            return part
        height, width = part.shape
        turned = cv2.warpAffine(part, self._turn(width, height), (width, height), flags=cv2.INTER_NEAREST)
        return np.asarray(turned, np.uint8)

    def on_page(self, box: Box, part: Box) -> Box:
        """A box of the levelled part, on the page: as large, about where its middle is."""
        x0, y0, x1, y1 = box
        width, height = part[2] - part[0], part[3] - part[1]
        back = cv2.invertAffineTransform(self._turn(width, height))
        x, y = back @ np.array([(x0 + x1) / 2, (y0 + y1) / 2, 1.0])
        left, top = round(x - (x1 - x0) / 2) + part[0], round(y - (y1 - y0) / 2) + part[1]
        return left, top, left + x1 - x0, top + y1 - y0

    def _turn(self, width: int, height: int) -> NDArray[np.float64]:
        degrees = float(np.degrees(np.arctan(self.slope)))
        return np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), np.float64)


def find_lines(grey: Pixels, text_height: float) -> Lines:
    """Lines of a grey page (dark on white), also faint and broken ones."""
    ink = _ink(grey, text_height)
    across = _along(ink, text_height, LONG)
    down = np.ascontiguousarray(_along(np.ascontiguousarray(ink.T), text_height, SHORTEST).T)
    return Lines(across=across, down=down, slope=_slope(across))


def _along(ink: Mask, text_height: float, least: float) -> Mask:
    """Lines across, sought in every third column: they are long."""
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


def _slope(across: Mask) -> float:
    """Pixels down for one to the right, by the long lines."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(across, connectivity=8)
    slopes, weights = [], []
    for label in np.argsort(-stats[1:, cv2.CC_STAT_WIDTH])[:12] + 1 if len(stats) > 1 else ():
        x, y, width, height, _ = stats[label].tolist()
        if width < 0.2 * across.shape[1]:
            continue
        ys, xs = np.nonzero(labels[y : y + height, x : x + width] == label)
        slopes.append(float(np.polyfit(xs, ys, 1)[0]))
        weights.append(width)
    if not slopes:
        return 0.0
    order = np.argsort(slopes)
    passed = np.cumsum(np.asarray(weights)[order])
    return float(np.asarray(slopes)[order][int(np.searchsorted(passed, passed[-1] / 2))])
