"""Is there a signature: pen ink near a place where one signs?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipeline.case import Box, Presence
from pipeline.reading.marks_ink import Sheet
from pipeline.reading.marks_places import Places
from pipeline.reading.marks_ring import Ring
from pipeline.reading.protocol import Floats, PenFinder, Pixels
from pipeline.reading.signature_net import CELL, LETTER, OVER_RADIUS, fine, planes, sealed

SURE, EMPTY = 3.0, -2.0
"""Log-odds of pen ink at which a signature is sure, and below which a place is empty: `benchmarks/results/marks.md`."""
SURE_AT_SEAL, SURE_AT_SEAL_SCANNED = 5.0, 3.5
"""The same where a seal's own ink is: what looked most like a pen on an unsigned paper was a seal over the posts, +4.5
on a photo; of 121 unsigned scans none came beyond +2.5.
"""
ADJOINING = 3
"""So many cells side by side must be pen: a speck is one, a word's end two."""
LOWER_PART = 0.4
"""Share of the page above which nobody signs, where no place to sign was read."""
MARGIN, MOVED = 6.0, CELL / LETTER / 2
"""Letters around the places to sign that the net sees too; by how much more for another look, half a cell away."""
LOOKS = ((MARGIN, LETTER), (MARGIN + MOVED, LETTER), (MARGIN, 0.85 * LETTER), (MARGIN + MOVED, 1.15 * LETTER))
"""Margin and height of a letter: what is a pen stays one whatever the cut, what only looks like one does not."""
BESIDE_SEAL = (2.5, 1.3)
"""Across and down, in radii of a seal: where it lies on posts and names, which then are not read, one signs there."""
CLEAR = 1.0
"""So far below the limit for an empty place one look is enough."""
HIDING_SHARE = 0.65
PARTLY_HIDING_SHARE, EACH_HIDING_SHARE = 0.3, 0.45
"""A seal that covers this share of the line to sign on may hide the signature."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The likeliest pen within some boxes: its log-odds, and its box in working pixels."""

    odds: float
    box: Box | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Strip:
    """The part of the sheet where one may sign, as the net told it; cells start at `left`, `top` of the sheet."""

    odds: Floats
    """Of pens that take `ADJOINING` cells round each cell."""
    left: int
    top: int
    cell: float
    """Working pixels a side."""


def judged(
    sheet: Sheet, places: Places, seals: list[Ring], doubtful_seals: list[Ring], pens: PenFinder, *, photo: bool
) -> tuple[Presence, float, Box | None]:
    """Presence, how sure, and the box in working pixels."""
    if not places.signature:
        places = replace(places, signature=tuple(_beside(seal, sheet) for seal in seals))
    near, anywhere = looked(sheet, places, seals, doubtful_seals, pens)
    if near.odds >= enough(near, (*seals, *doubtful_seals), photo=photo):
        return Presence.PRESENT, _confidence(near.odds), near.box
    if anywhere.odds > EMPTY:
        return Presence.UNSURE, 0.5, anywhere.box
    if _may_hide(places, seals, sheet):
        return Presence.UNSURE, 0.5, None
    return Presence.ABSENT, _confidence(-anywhere.odds), None


def looked(
    sheet: Sheet, places: Places, seals: list[Ring], doubtful_seals: list[Ring], pens: PenFinder
) -> tuple[Found, Found]:
    """The likeliest pen where one signs, and in the same rows; far down the page where no place to sign was read."""
    inside = sealed(sheet, seals, doubtful_seals)
    whole = (0, round(LOWER_PART * sheet.dark.shape[0] / sheet.scale), *_corner(sheet))
    boxes = (*places.signature, *places.rows) or (whole,)
    near, anywhere = [], []
    for margin, letter in LOOKS:
        strip = strip_of(sheet, boxes, inside, pens, margin, letter)
        near.append(likeliest(strip, places.signature, sheet.scale))
        anywhere.append(likeliest(strip, boxes, sheet.scale))
        if anywhere[0].odds < EMPTY - CLEAR:
            break
    return between(near), between(anywhere)


def strip_of(
    sheet: Sheet, boxes: tuple[Box, ...], seals: Pixels, pens: PenFinder, around: float, letter: float
) -> Strip:
    """Ask the net about the part of the sheet that the boxes (preview pixels) and so many letters around them take."""
    margin, factor = around * sheet.letter, letter / sheet.letter
    left, top = (max(round(min(box[side] for box in boxes) * sheet.scale - margin), 0) for side in (0, 1))
    right, bottom = (round(max(box[side] for box in boxes) * sheet.scale + margin) for side in (2, 3))
    bottom, right = min(bottom, sheet.dark.shape[0]), min(right, sheet.dark.shape[1])
    seen = planes(*fine(sheet, seals, (left, top, right, bottom), letter))
    return Strip(odds=adjoining(pens.pen(seen)), left=left, top=top, cell=CELL / factor)


def adjoining(odds: Floats) -> Floats:
    """The least of the `ADJOINING` likeliest cells among each cell and its eight neighbours."""
    padded = np.pad(odds, 1, constant_values=float(odds.min()))
    around = np.lib.stride_tricks.sliding_window_view(padded, (3, 3)).reshape(*odds.shape, 9)
    return np.asarray(np.partition(around, -ADJOINING, axis=-1)[..., -ADJOINING], np.float32)


def likeliest(strip: Strip, boxes: tuple[Box, ...], scale: float) -> Found:
    """The likeliest pen whose middle lies in one of the boxes (preview pixels)."""
    wanted = np.zeros(strip.odds.shape, np.uint8)
    for box in boxes:
        x0, x1 = (round((side * scale - strip.left) / strip.cell) for side in (box[0], box[2]))
        y0, y1 = (round((side * scale - strip.top) / strip.cell) for side in (box[1], box[3]))
        wanted[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)] = 1
    if not wanted.any():
        return Found(odds=-np.inf)
    odds = np.where(wanted > 0, strip.odds, -np.inf)
    y, x = np.unravel_index(int(odds.argmax()), odds.shape)
    best = float(odds[y, x])
    _, labels, stats, _ = cv2.connectedComponentsWithStats(((odds > 0) | (odds >= best)).astype(np.uint8))
    left, upper, width, height = (int(value) for value in stats[labels[y, x], :4])
    corners = (left, upper, left + width, upper + height)
    x0, y0, x1, y1 = (round(side * strip.cell) for side in corners)
    return Found(odds=best, box=(x0 + strip.left, y0 + strip.top, x1 + strip.left, y1 + strip.top))


def between(looks: Sequence[Found]) -> Found:
    """The mean of looks at the same boxes; the place is the first one's."""
    return Found(odds=sum(look.odds for look in looks) / len(looks), box=looks[0].box)


def enough(pen: Found, seals: tuple[Ring, ...], *, photo: bool) -> float:
    """The log-odds from which this pen is a signature."""
    if not _touches(pen.box, seals):
        return SURE
    return SURE_AT_SEAL if photo else SURE_AT_SEAL_SCANNED


def _touches(box: Box | None, seals: tuple[Ring, ...]) -> bool:
    """True when a seal reaches into the box (both in working pixels)."""
    if box is None:
        return False
    x0, y0, x1, y1 = box
    return any(
        np.hypot(min(max(seal.x, x0), x1) - seal.x, min(max(seal.y, y0), y1) - seal.y) < OVER_RADIUS * seal.radius
        for seal in seals
    )


def _beside(seal: Ring, sheet: Sheet) -> Box:
    """In preview pixels."""
    across, down = (share * seal.radius for share in BESIDE_SEAL)
    width, height = _corner(sheet)
    x0, y0 = (max(round(value / sheet.scale), 0) for value in (seal.x - across, seal.y - down))
    x1, y1 = (round(value / sheet.scale) for value in (seal.x + across, seal.y + down))
    return x0, y0, min(x1, width), min(y1, height)


def _confidence(odds: float) -> float:
    return float(np.clip(1 / (1 + np.exp(-odds)), 0.5, 0.99))


def _corner(sheet: Sheet) -> tuple[int, int]:
    """The sheet's far corner in preview pixels."""
    height, width = sheet.dark.shape
    return round(width / sheet.scale), round(height / sheet.scale)


def _may_hide(places: Places, seals: list[Ring], sheet: Sheet) -> bool:
    """Seals right on the lines cover small signatures of their own colour: one line nearly whole, or each in part."""
    covered = [max((_covered(gap, seal, sheet) for seal in seals), default=0.0) for gap in places.gaps]
    partly = PARTLY_HIDING_SHARE if len(covered) == 1 else EACH_HIDING_SHARE
    return bool(covered) and (max(covered) > HIDING_SHARE or min(covered) > partly)


def _covered(gap: Box, seal: Ring, sheet: Sheet) -> float:
    """The share of the line to sign on that the seal covers."""
    x0, y0, x1, y1 = (side * sheet.scale for side in gap)
    off = abs(seal.y - (y0 + y1) / 2 + sheet.letter)
    if off >= seal.radius or x1 <= x0:
        return 0.0
    half = (seal.radius**2 - off**2) ** 0.5
    return float((min(x1, seal.x + half) - max(x0, seal.x - half)) / (x1 - x0))
