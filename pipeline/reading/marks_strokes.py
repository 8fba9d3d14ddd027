"""Which connected pieces of ink does no word, rule or code explain, and what are they like? (for signatures)"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box
from pipeline.reading.marks_ink import Sheet
from pipeline.reading.marks_ring import Ring
from pipeline.reading.protocol import Pixels

INK_FLOOR = 40.0
OVER_TEXTURE = 2.2
"""Ink is darker than this (of 255), and than so many times the blank's own texture."""
BLUE_INK = 45
RULE = 11.0
"""A straight run of this length is a rule or a frame; straight parts of signatures were up to 9."""
CODE_SIDE, CODE_DENSITY, CODE_BLUE, CODE_DARK = 9.0, 0.42, 6, 110
RIM_WIDTH, STAMP_PERCENTILE = 5, 85
OVER_STAMP, OVER_STAMP_BY = 1.25, 20.0
"""Inside a seal only what is so much darker than its ring is looked at."""
NEAR_SEAL = 1.4
"""Of its radius: what stands farther from a seal has nothing to do with it."""
ZONE_PERCENTILE, LEAST_FREE = 80, 60.0
"""Pens ink less than a fifth of the zone; fewer free pixels (in squares of a letter) tell nothing."""


@dataclass(frozen=True, kw_only=True)
class Stroke:
    """A connected piece of ink that no word explains; lengths in letter heights, `box` in working pixels."""

    box: Box
    width: float
    height: float
    breadth: float
    """Shorter side of the tightest rectangle at any angle: about 0 for a straight line."""
    thickness: float
    """Where it is thickest."""
    length: float
    fill: float
    blue: float
    dark: float
    in_seal: float
    in_words: float
    """Share of it that lies in boxes of words as high as print, however badly read."""
    spread: float
    """Between its points nearest to and farthest from the seal's centre, in the seal's radius; 0 far from seals."""
    far: float
    """Its point farthest from the seal's centre, in the seal's radius."""


def strokes(sheet: Sheet, ink: Pixels, zones: tuple[Box, ...], seals: list[Ring], doubtful: list[Ring]) -> list[Stroke]:
    """Pieces of unexplained ink of more than a letter's size inside the zones, the longest first."""
    if zones:
        ink = np.asarray(cv2.bitwise_and(ink, zone_mask(ink.shape, zones, sheet.scale)), np.uint8)
    joined = cv2.dilate(ink, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    disc = disc_mask(ink.shape, seals)
    rings = seals or doubtful
    found = []
    for index in range(1, len(stats)):
        x, y, width, height, area = (int(value) for value in stats[index])
        if max(width, height) - 2 < 1.6 * sheet.letter or min(width, height) <= 3 or area < sheet.letter * 2:
            continue
        found.append(_stroke(sheet, ink, labels, index, (x, y, x + width, y + height), disc, rings))
    return sorted(found, key=lambda stroke: stroke.length, reverse=True)


def without_print(sheet: Sheet, top: int = 0) -> Pixels:
    """Ink below `top` (working pixels) that is no print, rule or code."""
    below = (
        sheet
        if top <= 0
        else replace(sheet, dark=sheet.dark[top:], blue=sheet.blue[top:], print=sheet.print[top:], low=sheet.low[top:])
    )
    floor = max(INK_FLOOR, OVER_TEXTURE * sheet.texture)
    ink = ((below.dark > min(floor, 110.0)) | (below.blue > BLUE_INK)).astype(np.uint8) * 255
    ink[_codes(below) > 0] = 0
    ink[below.print > 0] = 0
    ink[_straight(ink, sheet.letter) > 0] = 0
    ink = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    ink[below.print > 0] = 0
    whole = np.zeros(sheet.dark.shape, np.uint8)
    whole[max(top, 0) :] = ink
    return whole


def without_seals(sheet: Sheet, ink: Pixels, seals: list[Ring], over: float, by: float) -> Pixels:
    """The same ink without what is hardly darker than the seal it lies in."""
    left = ink.copy()
    for seal in seals:
        disc = disc_mask(ink.shape, [seal]) > 0
        left[disc & (sheet.dark < over * _stamp_level(sheet, seal) + by)] = 0
    return left


def _stamp_level(sheet: Sheet, seal: Ring) -> float:
    """How dark the stamp's ink is on its outer ring."""
    rim = np.zeros(sheet.dark.shape, np.uint8)
    cv2.circle(rim, (round(seal.x), round(seal.y)), round(seal.radius), 255, RIM_WIDTH)
    ink = sheet.dark[(rim > 0) & (sheet.print == 0)]
    return float(np.percentile(ink, STAMP_PERCENTILE)) if ink.size else 255.0


def _codes(sheet: Sheet) -> Pixels:
    """Where colourless ink is as dense as in QR codes and pictures: no pen fills a square of 18 mm like that."""
    side = max(round(CODE_SIDE * sheet.letter), 9)
    ink = np.asarray((sheet.dark > CODE_DARK).astype(np.uint8) * 255)
    dense = cv2.boxFilter(ink, cv2.CV_8U, (side, side)) > 255 * CODE_DENSITY
    pale = cv2.blur(sheet.blue, (side, side)) < CODE_BLUE
    return np.asarray(cv2.dilate((dense & pale).astype(np.uint8), np.ones((side, side), np.uint8)), np.uint8)


def _straight(ink: Pixels, letter: float) -> Pixels:
    """Rules, frames and lines to sign on: long straight runs along the page, slightly tilted ones too."""
    length = max(round(RULE * letter), 40)
    across, down = np.ones((3, 1), np.uint8), np.ones((1, 3), np.uint8)
    level = cv2.morphologyEx(cv2.dilate(ink, across), cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    upright = cv2.morphologyEx(cv2.dilate(ink, down), cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    return np.asarray(cv2.bitwise_and(cv2.bitwise_or(level, upright), cv2.bitwise_not(thick)))


def zone_mask(shape: tuple[int, ...], zones: tuple[Box, ...], scale: float) -> Pixels:
    mask = np.zeros(shape[:2], np.uint8)
    for box in zones:
        x0, y0, x1, y1 = (round(side * scale) for side in box)
        cv2.rectangle(mask, (x0, y0), (x1, y1), 255, -1)
    return mask


def disc_mask(shape: tuple[int, ...], seals: list[Ring]) -> Pixels:
    mask = np.zeros(shape[:2], np.uint8)
    for seal in seals:
        cv2.circle(mask, (round(seal.x), round(seal.y)), round(seal.radius * 1.1) + 2, 255, -1)
    return mask


def _stroke(
    sheet: Sheet, ink: Pixels, labels: NDArray[np.int32], index: int, box: Box, disc: Pixels, seals: list[Ring]
) -> Stroke:
    x0, y0, x1, y1 = box
    cut = np.s_[y0:y1, x0:x1]
    piece = (labels[cut] == index) & (ink[cut] > 0)
    area = max(int(piece.sum()), 1)
    padded = np.pad(piece.astype(np.uint8), 1)
    distance = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    edge = int((piece & (distance <= 1.0)).sum())
    perimeter = max(edge / 2, 1.0)
    mean_thickness = area / perimeter
    points = np.argwhere(piece)[:, ::-1].astype(np.float32)
    _, sides, _ = cv2.minAreaRect(points)
    near, far = _about_seal(points + np.array((x0, y0), np.float32), seals)
    return Stroke(
        box=box,
        width=(x1 - x0 - 2) / sheet.letter,
        height=(y1 - y0 - 2) / sheet.letter,
        breadth=min(sides) / sheet.letter,
        thickness=float(distance.max() * 2) / sheet.letter,
        length=area / mean_thickness / sheet.letter,
        fill=area / max((x1 - x0) * (y1 - y0), 1),
        blue=float(sheet.blue[cut][piece].mean()),
        dark=float(sheet.dark[cut][piece].mean()),
        in_seal=float((disc[cut][piece] > 0).mean()),
        in_words=float((sheet.low[cut][piece] > 0).mean()),
        spread=far - near,
        far=far,
    )


def _about_seal(points: NDArray[np.floating], seals: list[Ring]) -> tuple[float, float]:
    """How near to the nearest seal's centre the points come and how far they go, in its radius; 0, 0 far from any."""
    middle = points.mean(axis=0)
    close = [seal for seal in seals if np.hypot(middle[0] - seal.x, middle[1] - seal.y) < NEAR_SEAL * seal.radius]
    if not close:
        return 0.0, 0.0
    seal = min(close, key=lambda one: float(np.hypot(middle[0] - one.x, middle[1] - one.y)))
    away = np.hypot(points[:, 0] - seal.x, points[:, 1] - seal.y) / seal.radius
    low, high = np.percentile(away, (3, 97))
    return float(low), float(high)


def texture_of(sheet: Sheet, zones: tuple[Box, ...], seals: list[Ring]) -> float:
    """How dark the blank is where one signs: a desk, a frame or a shadow elsewhere does not matter."""
    if not zones:
        return sheet.texture
    free = (zone_mask(sheet.dark.shape, zones, sheet.scale) > 0) & (sheet.print == 0)
    free &= disc_mask(sheet.dark.shape, seals) == 0
    values = sheet.dark[free]
    if values.size < LEAST_FREE * sheet.letter**2:
        return sheet.texture
    return min(float(np.percentile(values, ZONE_PERCENTILE)), sheet.texture)
