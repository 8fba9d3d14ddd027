"""Is there a signature: pen strokes that are not print, near a place where one signs?"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box, Presence
from pipeline.reading.marks_ink import Sheet
from pipeline.reading.marks_places import Places
from pipeline.reading.marks_ring import Ring
from pipeline.reading.protocol import Pixels

# Lengths below are in heights of a lower-case letter (about 2 mm). They lie between what pens and what everything
# else measured on 300 drawn pages of our own and 120 of samples.draw, nearer to the pens: a doubt costs a minute.
LOWER_PART = 0.4
"""Share of the page above which nobody signs, where no place to sign was read."""
INK_FLOOR = 40.0
OVER_TEXTURE = 2.2
"""Ink is darker than this (of 255), and than so many times the blank's own texture."""
BLUE_INK = 45
RULE = 11.0
"""A straight run of this length is a rule or a frame; straight parts of signatures were up to 9."""
PEN_BREADTH, PEN_SIDE, PEN_LENGTH, PEN_DARK = 1.9, 1.6, 5.0, 62.0
"""Unread words are up to 1.8 broad (ascender to descender), pens from 2.1 on."""
LONG_PEN_BREADTH, LONG_PEN_HEIGHT, LONG_PEN_LENGTH = 1.5, 2.4, 9.0
PEN_FILL, BLUE_PEN_FILL = 0.46, 0.62
"""Share of its box that a pen inks; codes and pictures ink more. Blue scribbles may be denser: print is not blue."""
BLUE_PEN, BLUE_PEN_BREADTH = 25.0, 1.6
OUT_OF_SEAL = 2.5
"""Unread print that runs into a seal is up to 2.1 broad."""
DOUBT_BREADTH, BLUE_DOUBT_BREADTH, SEAL_DOUBT_BREADTH = 1.45, 1.0, 0.85
DOUBT_LENGTH, SEAL_DOUBT_LENGTH, DOUBT_DARK = 3.0, 1.8, 50.0
"""Inside a seal only the darkest parts of a pen are seen: less is enough for a doubt."""
RESIDUE, DARK_RESIDUE, RESIDUE_BREADTH = 12.0, 3.0, 0.6
"""This much unexplained ink in small pieces may be a broken signature; three unread words make 10."""
WIDEST, TALLEST = 45.0, 11.0
"""Signatures are up to 45 mm x 16 mm; what is larger is a frame."""
LEAST_TURNING = 0.7
"""Length against width and height together: an arc or a corner has 0.5 to 0.65, pens from 0.78 on."""
ARC_FILL = 0.1
EMBLEM_OFF, EMBLEM_SIZE = 0.33, 1.0
"""Off the seal's centre by less, and smaller than this (in its radius), it is the seal's own emblem."""
EMBLEM_THICK, EMBLEM_DARK = 0.85, 1.6
"""An emblem is drawn thicker than a pen, or no darker than the ring."""
ACROSS_WIDTH, ACROSS_FILL, ACROSS_LENGTH, ACROSS_DARK = 10.5, 0.2, 15.0, 140.0
"""A pen across a seal is wider than what stands inside the seal's ring of text (up to 6), and thin."""
DARK_TEXTURE, OVER_DARK_TEXTURE = 15.0, 3.0
BLUE_RESIDUE = 3.0
CODE_SIDE, CODE_DENSITY, CODE_BLUE = 9.0, 0.42, 6
RIM_WIDTH, STAMP_PERCENTILE = 5, 85
OVER_STAMP, OVER_STAMP_BY = 1.25, 20.0
"""Inside a seal only what is so much darker than its ring is looked at."""
HIDING_SHARE = 0.65
"""A seal that covers this share of the line to sign on may hide the signature."""


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


def strokes(sheet: Sheet, ink: Pixels, zones: tuple[Box, ...], seals: list[Ring]) -> list[Stroke]:
    """Pieces of unexplained ink of more than a letter's size inside the zones, the longest first."""
    if zones:
        ink = np.asarray(cv2.bitwise_and(ink, _zone_mask(ink.shape, zones, sheet.scale)), np.uint8)
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
    floor = max(INK_FLOOR, OVER_TEXTURE * sheet.texture)
    ink = ((sheet.dark > min(floor, 110.0)) | (sheet.blue > BLUE_INK)).astype(np.uint8) * 255
    ink[_codes(sheet, ink) > 0] = 0
    ink[sheet.print > 0] = 0
    ink[_straight(ink, sheet.letter) > 0] = 0
    ink = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    ink[sheet.print > 0] = 0
    for seal in seals:
        disc = _disc_mask(ink.shape, [seal]) > 0
        ink[disc & (sheet.dark < OVER_STAMP * _stamp_level(sheet, seal) + OVER_STAMP_BY)] = 0
    return np.asarray(ink, np.uint8)


def _stamp_level(sheet: Sheet, seal: Ring) -> float:
    """How dark the stamp's ink is on its outer ring."""
    rim = np.zeros(sheet.dark.shape, np.uint8)
    cv2.circle(rim, (round(seal.x), round(seal.y)), round(seal.radius), 255, RIM_WIDTH)
    ink = sheet.dark[(rim > 0) & (sheet.print == 0)]
    return float(np.percentile(ink, STAMP_PERCENTILE)) if ink.size else 255.0


def _codes(sheet: Sheet, ink: Pixels) -> Pixels:
    """Where colourless ink is as dense as in QR codes and pictures: no pen fills a square of 18 mm like that."""
    side = max(round(CODE_SIDE * sheet.letter), 9)
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


def _zone_mask(shape: tuple[int, ...], zones: tuple[Box, ...], scale: float) -> Pixels:
    mask = np.zeros(shape[:2], np.uint8)
    for box in zones:
        x0, y0, x1, y1 = (round(side * scale) for side in box)
        cv2.rectangle(mask, (x0, y0), (x1, y1), 255, -1)
    return mask


def _disc_mask(shape: tuple[int, ...], seals: list[Ring]) -> Pixels:
    mask = np.zeros(shape[:2], np.uint8)
    for seal in seals:
        cv2.circle(mask, (round(seal.x), round(seal.y)), round(seal.radius * 1.1) + 2, 255, -1)
    return mask


def _stroke(sheet: Sheet, ink: Pixels, labels: NDArray[np.int32], index: int, box: Box, disc: Pixels) -> Stroke:
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
    )


def judged(
    sheet: Sheet, places: Places, seals: list[Ring], doubtful_seals: list[Ring]
) -> tuple[Presence, float, Box | None]:
    """Presence, how sure, and the box in working pixels."""
    ink = _unexplained(sheet, seals)
    near = _telling(strokes(sheet, ink, places.signature, seals), seals)
    if not places.signature:
        near = [stroke for stroke in near if stroke.box[1] > LOWER_PART * sheet.dark.shape[0]]
    pens = [stroke for stroke in near if _is_pen(stroke)]
    free = [stroke for stroke in pens if _is_free(stroke, sheet, seals, doubtful_seals)]
    if free and places.signature:
        return Presence.PRESENT, 0.95, free[0].box
    doubtful = pens + [stroke for stroke in near if _may_be_pen(stroke)]
    if doubtful:
        return Presence.UNSURE, 0.5, doubtful[0].box
    coloured = _length([stroke for stroke in near if stroke.blue >= BLUE_PEN and stroke.in_seal < 0.5])
    if coloured > BLUE_RESIDUE and not _prints_blue(sheet):
        return Presence.UNSURE, 0.5, near[0].box
    most = RESIDUE if sheet.texture < DARK_TEXTURE else DARK_RESIDUE
    if _length([one for one in near if one.breadth >= RESIDUE_BREADTH and one.in_seal < 0.5]) > most:
        return Presence.UNSURE, 0.5, near[0].box
    if any(_may_hide(box, seal, sheet) for box in places.gaps for seal in seals):
        return Presence.UNSURE, 0.5, None
    aside = [stroke for stroke in _telling(strokes(sheet, ink, places.rows, seals), seals) if _is_pen(stroke)]
    if aside:
        return Presence.UNSURE, 0.5, aside[0].box
    return Presence.ABSENT, 0.9, None


def _is_free(stroke: Stroke, sheet: Sheet, seals: list[Ring], doubtful_seals: list[Ring]) -> bool:
    """True when nothing else explains the stroke: no seal, no word that was badly read, no texture of the blank."""
    large = stroke.width >= ACROSS_WIDTH and stroke.length >= ACROSS_LENGTH
    across = large and stroke.fill <= ACROSS_FILL and stroke.dark >= ACROSS_DARK
    if stroke.in_seal >= 0.7 and not across:
        return False
    if sheet.texture > DARK_TEXTURE and not seals and stroke.dark < OVER_DARK_TEXTURE * sheet.texture:
        return False
    return not _on_ring(stroke, seals, doubtful_seals) and not _is_word(stroke, sheet)


def _is_word(stroke: Stroke, sheet: Sheet) -> bool:
    slack = 0.4 * sheet.letter + 2
    x0, y0, x1, y1 = stroke.box
    return any(
        x0 >= b[0] - slack and y0 >= b[1] - slack and x1 <= b[2] + slack and y1 <= b[3] + slack for b in sheet.words
    )


def _prints_blue(sheet: Sheet) -> bool:
    printed = sheet.blue[(sheet.print > 0) & (sheet.dark > 90)]
    return bool(printed.size) and float(np.percentile(printed, 75)) > BLUE_PEN / 2


def _length(some: list[Stroke]) -> float:
    return sum(stroke.length for stroke in some)


def _telling(found: list[Stroke], seals: list[Ring]) -> list[Stroke]:
    return [
        stroke for stroke in found if not _is_block(stroke) and not _is_border(stroke) and not _is_emblem(stroke, seals)
    ]


def _is_emblem(stroke: Stroke, seals: list[Ring]) -> bool:
    """What stands in the middle of a seal belongs to it, unless it reaches out."""
    x0, y0, x1, y1 = stroke.box
    return any(
        (stroke.thickness >= EMBLEM_THICK or stroke.dark < EMBLEM_DARK * seal.contrast)
        and np.hypot((x0 + x1) / 2 - seal.x, (y0 + y1) / 2 - seal.y) < EMBLEM_OFF * seal.radius
        and max(x1 - x0, y1 - y0) < EMBLEM_SIZE * seal.radius
        for seal in seals
    )


def _is_pen(stroke: Stroke) -> bool:
    if stroke.width > WIDEST or stroke.height > TALLEST or min(stroke.width, stroke.height) < PEN_SIDE:
        return False
    if stroke.length < LEAST_TURNING * (stroke.width + stroke.height):
        return False
    if stroke.blue >= BLUE_PEN:
        return stroke.breadth >= BLUE_PEN_BREADTH and stroke.fill <= BLUE_PEN_FILL and stroke.length >= PEN_LENGTH
    if stroke.in_seal > 0.02 and stroke.breadth < OUT_OF_SEAL:
        return False
    long = stroke.height >= LONG_PEN_HEIGHT and stroke.length >= LONG_PEN_LENGTH
    big = stroke.breadth >= (LONG_PEN_BREADTH if long else PEN_BREADTH)
    return big and stroke.fill <= PEN_FILL and stroke.length >= PEN_LENGTH and stroke.dark >= PEN_DARK


def _may_be_pen(stroke: Stroke) -> bool:
    if stroke.in_seal > 0.5:
        return stroke.breadth >= SEAL_DOUBT_BREADTH and stroke.length >= SEAL_DOUBT_LENGTH
    least = BLUE_DOUBT_BREADTH if stroke.blue >= BLUE_PEN else DOUBT_BREADTH
    return stroke.breadth >= least and stroke.length >= DOUBT_LENGTH and stroke.dark >= DOUBT_DARK


def _is_block(stroke: Stroke) -> bool:
    """A square, dense, colourless piece is a QR code or a picture."""
    square = 0.75 < stroke.width / stroke.height < 1.33 and stroke.width > 7
    return square and stroke.fill >= 0.42 and stroke.blue < 15


def _is_border(stroke: Stroke) -> bool:
    """An upright band as high as the zone is a piece of the frame."""
    return stroke.height > 6 and stroke.width < 0.4 * stroke.height and (stroke.height > TALLEST or stroke.width < 2)


def _may_hide(gap: Box, seal: Ring, sheet: Sheet) -> bool:
    """A seal put right on the line covers a small signature of its own colour."""
    x0, y0, x1, y1 = (side * sheet.scale for side in gap)
    off = abs(seal.y - (y0 + y1) / 2 + sheet.letter)
    if off >= seal.radius or x1 <= x0:
        return False
    half = (seal.radius**2 - off**2) ** 0.5
    covered = min(x1, seal.x + half) - max(x0, seal.x - half)
    return bool(covered > HIDING_SHARE * (x1 - x0))


def _on_ring(stroke: Stroke, seals: list[Ring], doubtful: list[Ring]) -> bool:
    """A piece of what may be a seal, or an arc beside a seal, is no sure signature."""
    x, y = (stroke.box[0] + stroke.box[2]) / 2, (stroke.box[1] + stroke.box[3]) / 2
    if stroke.fill < ARC_FILL and any(np.hypot(seal.x - x, seal.y - y) < 1.4 * seal.radius for seal in seals):
        return True
    return any(np.hypot(ring.x - x, ring.y - y) < 1.05 * ring.radius for ring in doubtful)
