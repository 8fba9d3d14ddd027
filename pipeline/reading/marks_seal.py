"""Is there a round seal on the page: a ring of the right size, drawn in ink, with something in it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box, Presence
from pipeline.reading.marks_ink import Sheet
from pipeline.reading.marks_ring import Floats, Ring, ring_at
from pipeline.reading.protocol import Pixels

VOTE_SHRINK = 0.64
"""Votes are taken on a picture this much smaller: a third of the time, and a ring's line is still a pixel wide."""
RADII_IN_LETTERS = (5.0, 19.0)
RADII_IN_SIDES = (0.03, 0.2)
"""A seal is 30 to 45 mm wide, a lower-case letter 1.3 to 2.6 mm high, the longer side of a page 125 to 420 mm."""
RADIUS_STEP = 2.0
POINTS = (2000, 7000)
"""Strongest line pixels that vote: few first, for on a guilloche the weaker ones drown the seal."""
CANDIDATES = 5
SCALES = (1.0, 1.5, 2.0, 2.5)
"""A seal's outer ring is up to 2.5 times as wide as what stands inside it."""
CREST_FLOOR = 12.0
BLUE_INK = 24
TEXTURED = 7.0
# The limits below: on 300 drawn pages of our own and 120 of samples.draw, seals had cover 0.7 to 1, margin (cover less
# chance) 0.6 to 1 and 36 to 127 changes; rosettes, guilloches, logos without text, tables and text had margins up to
# 0.5, or no changes, or no ink inside.
MIN_SHOWN = 0.5
MIN_COVER, MIN_MARGIN, MIN_CHANGES = 0.7, 0.52, 36
CLEAR_MARGIN, CLEAR_CHANGES = 0.75, 26
"""A ring without a gap needs less of its text to be clear: blurred photos."""
PLAIN_MARGIN, PLAIN_CHANGES = 0.8, 50
"""A ring so whole with so much text round it is a seal however large and however full of ink: no rosette comes near."""
MIN_INSIDE = 0.05
MIN_SEAL_LETTERS, MAX_SEAL_LETTERS = 6.2, 16.5
"""Radius; printed logos and emblems are smaller, rosettes larger."""
CROWDED = 0.42
"""Ink inside: on a plain blank only rosettes have so much."""
DOUBTFUL, DOUBTFUL_CHANGES = 0.4, 15
TOO_TEXTURED = 15.0
"""On a blank darker than this a faint seal may be missed: it is never called absent there."""


def rings(sheet: Sheet, top: float = 0.0) -> list[Ring]:
    """The likeliest rings below `top` (working pixels), best first."""
    side = max(sheet.dark.shape)
    low = max(RADII_IN_LETTERS[0] * sheet.letter, RADII_IN_SIDES[0] * side)
    high = min(RADII_IN_LETTERS[1] * sheet.letter, RADII_IN_SIDES[1] * side)
    if high <= low:
        low, high = (share * side for share in RADII_IN_SIDES)
    cut = int(max(top - low, 0))
    found: list[Ring] = []
    for ink, hidden, by_blue in _maps(sheet, cut):
        crests = _crests(ink, hidden)
        for most in POINTS:
            for place, (x, y, radius, votes) in enumerate(_voted(crests, most, low, high)):
                scales = SCALES if place == 0 else SCALES[:1]
                ring = ring_at(ink, hidden, (x, y), radius, high, votes, by_blue, cut, scales)
                if ring is not None:
                    found.append(ring)
            if seals(found, sheet):
                return _ordered(found)
            if len(crests.x) <= most:
                break
    return _ordered(found)


def _ordered(found: list[Ring]) -> list[Ring]:
    return sorted(found, key=lambda ring: ring.cover - ring.chance, reverse=True)


def _maps(sheet: Sheet, cut: int) -> Iterator[tuple[Pixels, Pixels | None, bool]]:
    """Where to look, the likeliest first: blue ink, dark ink, dark ink above the blank's own texture."""
    dark, blue, hidden = sheet.dark[cut:], sheet.blue[cut:], sheet.print[cut:]
    if np.count_nonzero(blue > BLUE_INK) > 100:
        yield blue, None, True
    yield dark, hidden, False
    if sheet.texture > TEXTURED:
        yield np.clip(dark - 1.15 * sheet.texture, 0, 255).astype(np.uint8), hidden, False


@dataclass(frozen=True, kw_only=True)
class Crests:
    """Middles of thin lines, the strongest first, with the direction across them; at `VOTE_SHRINK` of the scale."""

    x: Floats
    y: Floats
    cos: Floats
    sin: Floats
    size: tuple[int, int]


def _crests(ink: Pixels, hidden: Pixels | None) -> Crests:
    small = cv2.resize(ink, None, fx=VOTE_SHRINK, fy=VOTE_SHRINK, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), 0.8).astype(np.float32)
    xx = cv2.Sobel(soft, cv2.CV_32F, 2, 0, ksize=3)
    yy = cv2.Sobel(soft, cv2.CV_32F, 0, 2, ksize=3)
    xy = cv2.Sobel(soft, cv2.CV_32F, 1, 1, ksize=3)
    strength = cv2.magnitude((xx - yy) / 2, xy) - (xx + yy) / 2
    if hidden is not None:
        strength[cv2.resize(hidden, small.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0] = 0
    points = np.flatnonzero((strength > CREST_FLOOR) & _crest(strength, xx, yy))
    points = points[np.argsort(-strength.ravel()[points])]
    across = 0.5 * np.arctan2(2 * xy.ravel()[points], (xx - yy).ravel()[points]) + np.pi / 2
    y, x = np.divmod(points, small.shape[1])
    return Crests(
        x=x.astype(np.float32), y=y.astype(np.float32), cos=np.cos(across), sin=np.sin(across), size=small.shape[:2]
    )


def _voted(crests: Crests, most: int, low: float, high: float) -> list[tuple[float, float, float, float]]:
    """x, y, radius and votes of the points that many lines bend round: each crest votes on both its sides."""
    if len(crests.x) < 30:
        return []
    radii = np.arange(low * VOTE_SHRINK, high * VOTE_SHRINK, RADIUS_STEP)
    x, y, cos, sin = (values[:most] for values in (crests.x, crests.y, crests.cos, crests.sin))
    margin = int(radii[-1] / 2) + 2
    half_h, half_w = crests.size[0] // 2 + 2 * margin, crests.size[1] // 2 + 2 * margin
    best = np.zeros((half_h, half_w), np.float32)
    which = np.zeros((half_h, half_w), np.float32)
    x0, y0, dx, dy = (np.concatenate(pair) for pair in ((x, x), (y, y), (cos, -cos), (sin, -sin)))
    x0, y0, dx, dy = x0 / 2 + margin, y0 / 2 + margin, dx / 2, dy / 2
    for radius in radii:
        cell = (y0 + radius * dy).astype(np.intp) * half_w + (x0 + radius * dx).astype(np.intp)
        votes = np.bincount(cell, minlength=half_h * half_w).astype(np.float32).reshape(half_h, half_w)
        votes = cv2.blur(votes, (3, 3)) / radius
        better = votes > best
        which[better] = radius
        np.maximum(best, votes, out=best)
    found = []
    for _ in range(CANDIDATES):
        _, value, _, (px, py) = cv2.minMaxLoc(best)
        if value <= 0:
            break
        radius = float(which[py, px])
        place = ((px - margin) * 2 + 1.0, (py - margin) * 2 + 1.0, radius)
        found.append((place[0] / VOTE_SHRINK, place[1] / VOTE_SHRINK, place[2] / VOTE_SHRINK, float(value)))
        cv2.circle(best, (px, py), max(4, round(radius / 4)), 0.0, -1)
    return found


def _crest(strength: Floats, xx: Floats, yy: Floats) -> NDArray[np.bool_]:
    """The middle of each ridge only: the strongest across it."""
    across_x = strength >= cv2.dilate(strength, np.ones((1, 3), np.uint8))
    across_y = strength >= cv2.dilate(strength, np.ones((3, 1), np.uint8))
    return np.asarray(np.where(xx < yy, across_x, across_y))


def seals(found: list[Ring], sheet: Sheet) -> list[Ring]:
    """The rings that are surely seals, the surest first."""
    return [ring for ring in found if _is_seal(ring, sheet)]


def told_apart(found: list[Ring], sheet: Sheet) -> tuple[list[Ring], list[Ring]]:
    """The rings that are surely seals, and those that may be."""
    sure = seals(found, sheet)
    return sure, [ring for ring in found if ring not in sure and may_be_seal(ring, sheet)]


def judged(found: list[Ring], sheet: Sheet) -> tuple[Presence, float, Box | None]:
    """Presence, how sure, and the box in working pixels."""
    for ring in seals(found, sheet):
        return Presence.PRESENT, min(0.5 + ring.cover - ring.chance, 0.99), _box(ring)
    for ring in found:
        if may_be_seal(ring, sheet):
            return Presence.UNSURE, 0.5, _box(ring)
    if sheet.texture > TOO_TEXTURED:
        return Presence.UNSURE, 0.5, None
    return Presence.ABSENT, 0.9, None


def _is_seal(ring: Ring, sheet: Sheet) -> bool:
    if ring.shown < MIN_SHOWN or ring.inside < MIN_INSIDE or ring.radius < MIN_SEAL_LETTERS * sheet.letter:
        return False
    margin = ring.cover - ring.chance
    if margin >= PLAIN_MARGIN and ring.changes >= PLAIN_CHANGES:
        return True
    if ring.radius > MAX_SEAL_LETTERS * sheet.letter or (ring.inside > CROWDED and sheet.texture < TEXTURED):
        return False
    lettered = margin >= MIN_MARGIN and ring.changes >= MIN_CHANGES and ring.cover >= MIN_COVER
    clear = margin >= CLEAR_MARGIN and ring.changes >= CLEAR_CHANGES
    return lettered or clear


def may_be_seal(ring: Ring, sheet: Sheet) -> bool:
    if ring.shown < MIN_SHOWN or ring.inside < MIN_INSIDE:
        return False
    margin = ring.cover - ring.chance
    return (
        margin >= (DOUBTFUL if ring.radius > MIN_SEAL_LETTERS * sheet.letter else MIN_MARGIN)
        and ring.changes > DOUBTFUL_CHANGES
    )


def _box(ring: Ring) -> Box:
    return (
        round(ring.x - ring.radius),
        round(ring.y - ring.radius),
        round(ring.x + ring.radius),
        round(ring.y + ring.radius),
    )
