"""Is there a signature: pen strokes that are not print, near a place where one signs?"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box, Presence
from pipeline.reading.marks_ink import Sheet
from pipeline.reading.marks_seal import Ring
from pipeline.reading.protocol import Pixels


LOWER_PART = 0.4
RESIDUE = 8.0


@dataclass(frozen=True, kw_only=True)
class Stroke:
    """A connected piece of ink that no word explains; lengths in letter heights, `box` in working pixels."""

    box: Box
    width: float
    height: float
    breadth: float
    """Shorter side of the tightest rectangle at any angle: about 0 for a straight line."""
    thickness: float
    length: float
    fill: float
    blue: float
    dark: float
    in_seal: float
    hidden: float


def strokes(sheet: Sheet, zones: tuple[Box, ...], seals: list[Ring]) -> list[Stroke]:
    """Pieces of unexplained ink of more than a letter's size, the longest first."""
    ink = _unexplained(sheet, seals)
    if zones:
        ink[_zone_mask(ink.shape, zones, sheet.scale) == 0] = 0
    joined = cv2.dilate(ink, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    disc = _disc_mask(ink.shape, seals)
    found = []
    for index in range(1, len(stats)):
        x, y, width, height, area = (int(value) for value in stats[index])
        if max(width, height) - 2 < 1.6 * sheet.letter or min(width, height) <= 3 or area < sheet.letter * 2:
            continue
        found.append(_stroke(sheet, ink, labels, index, (x, y, x + width, y + height), disc))
    return sorted(found, key=lambda stroke: stroke.length, reverse=True)


def _unexplained(sheet: Sheet, seals: list[Ring]) -> Pixels:
    floor = max(40.0, 2.2 * sheet.texture)
    ink = ((sheet.dark > min(floor, 110.0)) | (sheet.blue > 45)).astype(np.uint8) * 255
    ink[sheet.print > 0] = 0
    ink[_straight(ink, sheet.letter) > 0] = 0
    ink = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    ink[sheet.print > 0] = 0
    for seal in seals:
        disc = _disc_mask(ink.shape, [seal]) > 0
        ink[disc & (sheet.dark < 40 + 2.0 * seal.contrast)] = 0
    return np.asarray(ink, np.uint8)


def _straight(ink: Pixels, letter: float) -> Pixels:
    """Rules, frames and lines to sign on: long straight runs along the page, slightly tilted ones too."""
    length = max(round(11 * letter), 40)
    across, down = np.ones((3, 1), np.uint8), np.ones((1, 3), np.uint8)
    level = cv2.morphologyEx(cv2.dilate(ink, across), cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    upright = cv2.morphologyEx(cv2.dilate(ink, down), cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    thick = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    return np.asarray(cv2.bitwise_and(cv2.bitwise_or(level, upright), cv2.bitwise_not(thick)))


def _zone_mask(shape: tuple[int, ...], zones: tuple[Box, ...], scale: float) -> Pixels:
    mask = np.zeros(shape[:2], np.uint8)
    for box in zones:
        x0, y0, x1, y1 = (round(side * scale) for side in box)
        cv2.rectangle(mask, (x0, y0), (x1, y1), 255, -1)
    return mask


def _disc_mask(shape: tuple[int, ...], seals: list[Ring]) -> Pixels:
    mask = np.zeros(shape[:2], np.uint8)
    for seal in seals:
        cv2.circle(mask, (round(seal.x), round(seal.y)), round(seal.radius * 1.07) + 2, 255, -1)
    return mask


def _stroke(
    sheet: Sheet, ink: Pixels, labels: NDArray[np.int32], index: int, box: Box, disc: Pixels
) -> Stroke:
    x0, y0, x1, y1 = box
    cut = np.s_[y0:y1, x0:x1]
    piece = (labels[cut] == index) & (ink[cut] > 0)
    area = max(int(piece.sum()), 1)
    padded = np.pad(piece.astype(np.uint8), 1)
    distance = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    edge = int((piece & (distance <= 1.0)).sum())
    perimeter = max(edge / 2, 1.0)
    thickness = area / perimeter
    points = np.argwhere(piece)[:, ::-1].astype(np.float32)
    _, sides, _ = cv2.minAreaRect(points)
    return Stroke(
        box=box,
        width=(x1 - x0 - 2) / sheet.letter,
        height=(y1 - y0 - 2) / sheet.letter,
        breadth=min(sides) / sheet.letter,
        thickness=float(distance.max() * 2) / sheet.letter,
        length=area / thickness / sheet.letter,
        fill=area / max((x1 - x0) * (y1 - y0), 1),
        blue=float(sheet.blue[cut][piece].mean()),
        dark=float(sheet.dark[cut][piece].mean()),
        in_seal=float((disc[cut][piece] > 0).mean()),
        hidden=float((sheet.print[cut] > 0).mean()),
    )


def judged(found: list[Stroke], sheet: Sheet, rings: list[Ring], zones_known: bool) -> tuple[Presence, float, Box | None]:
    """Presence, how sure, and the box in working pixels. `rings` are all that look a little like a ring."""
    height = sheet.dark.shape[0]
    near = [
        stroke
        for stroke in found
        if (zones_known or stroke.box[1] > LOWER_PART * height) and not _is_block(stroke)
    ]
    pens = [stroke for stroke in near if _is_pen(stroke)]
    free = [stroke for stroke in pens if stroke.in_seal < 0.7 and not _on_ring(stroke, rings)]
    if free and zones_known:
        return Presence.PRESENT, 0.95, free[0].box
    doubtful = pens + [stroke for stroke in near if _may_be_pen(stroke)]
    if doubtful:
        return Presence.UNSURE, 0.5, doubtful[0].box
    if sum(stroke.length for stroke in near if stroke.breadth >= 0.5 and stroke.in_seal < 0.5) > RESIDUE:
        return Presence.UNSURE, 0.5, near[0].box
    return Presence.ABSENT, 0.9, None


def _is_pen(stroke: Stroke) -> bool:
    if stroke.width > 45 or min(stroke.width, stroke.height) < 1.6:
        return False
    if stroke.blue >= 25:
        return stroke.breadth >= 1.6 and stroke.fill <= 0.62 and stroke.length >= 5
    big = stroke.breadth >= 1.9 or (stroke.breadth >= 1.5 and stroke.height >= 2.4 and stroke.length >= 9)
    return big and stroke.fill <= 0.46 and stroke.length >= 5 and stroke.dark >= 62


def _may_be_pen(stroke: Stroke) -> bool:
    least = 1.0 if stroke.blue >= 25 else 1.45
    return stroke.breadth >= (1.6 if stroke.in_seal > 0.5 else least) and stroke.length >= 3.0 and stroke.dark >= 50


def _is_block(stroke: Stroke) -> bool:
    """A square, dense, colourless piece is a QR code or a picture."""
    square = 0.75 < stroke.width / stroke.height < 1.33 and stroke.width > 7
    return square and stroke.fill >= 0.42 and stroke.blue < 15


def _on_ring(stroke: Stroke, rings: list[Ring]) -> bool:
    """A piece of what may be a seal is no sure signature."""
    x, y = (stroke.box[0] + stroke.box[2]) / 2, (stroke.box[1] + stroke.box[3]) / 2
    return any(
        np.hypot(ring.x - x, ring.y - y) < 1.05 * ring.radius for ring in rings
    )
