"""Which strokes of a page are the lines of tables, and how far are they askew?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box
from pipeline.reading.protocol import Pixels

Mask = NDArray[np.uint8]
Homography = NDArray[np.float64]
PALER = 5
"""Grey levels by which a line, averaged along itself, is darker than the paper on both of its sides."""
ALONG, BESIDE = (0.75, 0.5), 0.42
"""Text heights: along so much a line across, a line down, is averaged, so that dots and dashes are one pale line; so
far away is paper."""
SHORTEST, LONGEST_GAP, LONG = 2.6, 1.6, 5.0
"""Pieces of a line, gaps between them, and lines across, in heights of a lower-case letter. No letter's stroke is so
long as a piece; a row of one line of text has walls no longer than that."""
LETTER_HEIGHT, LETTER_WIDTH, SLIM, FILLED = (0.5, 2.6), 25.0, 0.3, 0.16
"""Text heights: what stands alone and is so high, so wide at most and no slimmer, is a letter or a word, not a line,
if it fills so much of its box: where lines cross they do not."""
COMPANY, AS_HIGH, HIGHEST, LOW_WIDTH = 0.8, 0.85, 1.8, 0.5
"""Text heights: what is slim is a letter if it is at least so high, and, where it is so near beside one, also if it is
slimmer than letters are and no higher than this, or lower and at least so wide."""
UNSURE = (0.65, 1.7)
"""The text height that is told beforehand may be so many times the real one's."""
TOUCH = 2
"""Pixels between what touches."""
DASH, DASH_GAP, DASHES = 0.65, 0.5, 1.6
"""Text heights: what is no wider and stands so near to others over it that they make a column so high is a dash."""
HIGH = (2.2, 3.2)
"""Text heights: what is so high may be, surely is, a piece of a wall also where letters touch it; a letter is not."""
INK, INK_SHARE, AROUND = 16, 0.3, 0.6
"""A letter is darker than the paper around it by so many grey levels, and by such a share of what is darkest there;
text heights to each side within which both are sought."""
EDGE = 0.008
"""A page's own edge is nearer than this share to the picture's, and no line."""
STEP = 3
MOST_LINES, SEVERAL, UNLIKE = 24, 4, 0.02
"""So many lines are asked, so many must agree on the page's being narrower at one end; what differs more is no line."""


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
    faint: tuple[Mask, Mask] | None = None
    """What may be a piece of a line across, or down, where there is reason to expect one; None: nothing else may."""
    text_height: float = 0.0
    """Of lower-case letters, as those of the whole page have it; 0: nothing is known of it."""

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


def find_lines(grey: Pixels, text_height: float) -> Lines:
    """Lines of a grey page (dark on white), also faint and broken ones, dotted and dashed."""
    paper, ink = _letter_ink(grey, text_height)
    letters, text_height = _letters(ink, text_height)
    hinted = _ink(np.where(letters > 0, paper, grey), text_height, ALONG[0])
    across = _long(hinted, text_height, LONG)
    crossed = cv2.dilate(across, np.ones((5, 1), np.uint8))  # there no wall is darker than what lies beside it
    apart, text_height = _letters(cv2.subtract(ink, crossed), text_height, crossed)  # those that touch them, too
    bare = np.where(cv2.bitwise_or(letters, apart) > 0, paper, grey)
    standing, beside = (_ink(np.ascontiguousarray(page.T), text_height, ALONG[1]) for page in (bare, grey))
    beside = cv2.subtract(beside, np.ascontiguousarray(crossed.T))
    standing |= np.ascontiguousarray(crossed.T)
    hint, sure = (
        cv2.morphologyEx(beside, cv2.MORPH_OPEN, np.ones((1, int(high * text_height) | 1), np.uint8)) for high in HIGH
    )
    down = _long(standing | sure, text_height, SHORTEST)
    upright = (np.ascontiguousarray(mask.T) for mask in (down, standing | hint))
    lines = _levelled(across, np.asarray(next(upright), np.uint8), hinted, np.asarray(next(upright), np.uint8))
    return replace(lines, text_height=text_height)


def _levelled(across: Mask, down: Mask, hinted: Mask, standing: Mask) -> Lines:
    """The masks as they would be if their lines were level and upright."""
    height, width = across.shape
    middle = (width / 2, height / 2)
    falling, leaning = _askew(across, middle[1], LEAST_LINE["across"]), _askew(down.T, middle[0], LEAST_LINE["down"])
    reach = (abs(falling[1]) * height / 2, abs(leaning[1]) * width / 2)
    if max(abs(falling[0]) + reach[0], abs(leaning[0]) + reach[1]) < LEVEL:
        return Lines(across=across, down=down, faint=(hinted, standing))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([_seen(x, y, middle, falling, leaning) for x, y in corners.tolist()], np.float32)
    back = np.asarray(cv2.getPerspectiveTransform(corners, seen), np.float64)
    flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    flat = [
        np.asarray(cv2.warpPerspective(mask, back, (width, height), flags=flags), np.uint8)
        for mask in (across, down, hinted, standing)
    ]
    return Lines(across=flat[0], down=flat[1], back=back, faint=(flat[2], flat[3]))


def _seen(
    x: float, y: float, middle: tuple[float, float], falling: tuple[float, float], leaning: tuple[float, float]
) -> tuple[float, float]:
    """Where on the page a point of the levelled masks is."""
    beside, below = x - middle[0], y - middle[1]
    return x + (leaning[0] + leaning[1] * beside) * below, y + (falling[0] + falling[1] * below) * beside


def _letter_ink(grey: Pixels, text_height: float) -> tuple[Pixels, Mask]:
    """The page as it is under its letters, and what is dark enough to be one."""
    around = np.ones((int(2 * AROUND * text_height) | 1,) * 2, np.uint8)
    paper = cv2.dilate(grey, around)
    least = cv2.max(cv2.convertScaleAbs(cv2.subtract(paper, cv2.erode(grey, around)), alpha=INK_SHARE), INK)
    ink = cv2.compare(cv2.subtract(paper, grey), least, cv2.CMP_GT)
    return np.asarray(cv2.erode(paper, around), np.uint8), np.asarray(ink, np.uint8)


def _letters(ink: Mask, text_height: float, crossed: Mask | None = None) -> tuple[Mask, float]:
    """What stands alone and is as large as a letter or a word, for dashes are smaller and rules larger; and the text
    height by these letters. What is slim and goes from one of the lines `crossed` to the next is a wall."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height, area = (stats[:, of] for of in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    pieces = (height >= LETTER_HEIGHT[0] * text_height) & (height <= LETTER_HEIGHT[1] * text_height)
    pieces &= (width <= LETTER_WIDTH * text_height) & (area > FILLED * width * height)
    pieces[0] = False
    wide = pieces & (width >= SLIM * text_height)
    typical = float(np.median(height[wide])) if wide.any() else text_height
    text_height = min(max(typical, UNSURE[0] * text_height), UNSURE[1] * text_height)
    slim = width <= DASH * text_height
    as_high = (height >= AS_HIGH * text_height) & (height <= HIGHEST * text_height)
    letters = wide & (~slim | as_high)
    dashes = _in_columns(_drawn(labels, slim & pieces), text_height)
    reach = np.ones((1, int(2 * COMPANY * text_height) | 1), np.uint8)
    company = cv2.dilate(cv2.subtract(_drawn(labels, letters), dashes), reach)
    middle, top = stats[:, cv2.CC_STAT_LEFT] + width // 2, stats[:, cv2.CC_STAT_TOP]
    beside = pieces & slim & (height <= HIGHEST * text_height) & (company[top + height // 2, middle] > 0)
    letters |= beside & (as_high | (width >= LOW_WIDTH * text_height))
    if crossed is not None:
        over, under = (np.clip(place, 0, len(ink) - 1) for place in (top - TOUCH, top + height - 1 + TOUCH))
        letters &= ~(slim & (crossed[over, middle] > 0) & (crossed[under, middle] > 0))
    mask = cv2.dilate(_drawn(labels, letters), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.subtract(mask, dashes), np.uint8), text_height


def _drawn(labels: NDArray[np.int32], which: NDArray[np.bool_]) -> Mask:
    return np.where(which, 255, 0).astype(np.uint8)[labels]


def _in_columns(slim: Mask, text_height: float) -> Mask:
    """What of these slim pieces stands one over the other like a wall's dashes."""
    gap, column = (np.ones((int(share * text_height) | 1, 1), np.uint8) for share in (DASH_GAP, DASHES))
    joined = cv2.morphologyEx(slim, cv2.MORPH_CLOSE, gap)
    return np.asarray(cv2.dilate(cv2.morphologyEx(joined, cv2.MORPH_OPEN, column), np.ones((3, 5), np.uint8)), np.uint8)


def _ink(grey: Pixels, text_height: float, along: float) -> Mask:
    """What is darker, averaged along, than what lies both above and below: no edge and no patch is."""
    away = max(int(BESIDE * text_height), 3)
    mean = cv2.blur(grey, (max(int(along * text_height), 3) | 1, 1))
    paper = cv2.dilate(mean, np.ones((3, 1), np.uint8))
    above = cv2.copyMakeBorder(paper[:-away], away, 0, 0, 0, cv2.BORDER_REPLICATE)
    below = cv2.copyMakeBorder(paper[away:], 0, away, 0, 0, cv2.BORDER_REPLICATE)
    ink = cv2.threshold(cv2.subtract(cv2.min(above, below), mean), PALER, 255, cv2.THRESH_BINARY)[1]
    edge = int(EDGE * max(grey.shape))
    ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:] = 0, 0, 0, 0
    return np.asarray(ink, np.uint8)


def _long(ink: Mask, text_height: float, least: float) -> Mask:
    """What is long across, sought in every third column; pieces with small gaps between them are one."""
    grown = cv2.dilate(np.ascontiguousarray(ink[:, ::STEP]), np.ones((3, 1), np.uint8))
    piece, gap, whole = (
        np.ones((1, int(share * text_height / STEP) | 1), np.uint8) for share in (SHORTEST, LONGEST_GAP, least)
    )
    pieces = cv2.morphologyEx(grown, cv2.MORPH_OPEN, piece)
    joined = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, gap)
    found = cv2.morphologyEx(joined, cv2.MORPH_OPEN, whole)
    found = cv2.dilate(found, np.ones((1, 3), np.uint8))
    return np.asarray(np.repeat(found, STEP, axis=1)[:, : ink.shape[1]], np.uint8)


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
