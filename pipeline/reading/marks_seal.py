"""Is there a round seal on the page: a ring of the right size, drawn in ink, with something in it?"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box, Presence
from pipeline.reading.marks_ink import Sheet
from pipeline.reading.protocol import Pixels

Floats = NDArray[np.float32]

VOTE_SHRINK = 0.64
ANGLES = 240
RADII_IN_LETTERS = (5.0, 19.0)
RADII_IN_SIDES = (0.03, 0.2)
RADIUS_STEP = 2.0
POINTS = (2000, 7000)
CANDIDATES = 5
TEXTURED = 7.0
RIDGE_FLOOR = 3.0
MIN_SHOWN = 0.5
MIN_COVER = 0.7
MIN_MARGIN = 0.52
MIN_CHANGES = 36
CLEAR_MARGIN = 0.75
CLEAR_CHANGES = 20
MIN_INSIDE = 0.05
MIN_SEAL_LETTERS = 6.2
DOUBTFUL = 0.46
TOO_TEXTURED = 15.0
TOP_SHARE = 0.3


@dataclass(frozen=True, kw_only=True)
class Ring:
    """A circle-like line: centre and mean radius in working pixels, and what was measured along it."""

    x: float
    y: float
    radius: float
    votes: float
    cover: float
    shown: float
    chance: float
    contrast: float
    inside: float
    outside: float
    changes: float
    by_blue: bool


def rings(sheet: Sheet, top: float = 0.0) -> list[Ring]:
    """The likeliest rings below `top` (working pixels), best first."""
    side = max(sheet.dark.shape)
    low = max(RADII_IN_LETTERS[0] * sheet.letter, RADII_IN_SIDES[0] * side)
    high = min(RADII_IN_LETTERS[1] * sheet.letter, RADII_IN_SIDES[1] * side)
    if high <= low:
        low, high = (share * side for share in RADII_IN_SIDES)
    cut = int(max(top - low, 0))
    maps: list[tuple[Pixels, Pixels | None, bool]] = [(sheet.dark[cut:], sheet.print[cut:], False)]
    if sheet.texture > TEXTURED:
        maps.append((np.asarray(cv2.subtract(sheet.dark[cut:], np.full(1, 1.15*sheet.texture)), np.uint8), sheet.print[cut:], False))
    if np.count_nonzero(sheet.blue[cut:] > 24) > 100:
        maps.append((sheet.blue[cut:], None, True))
    found = []
    for ink, hidden, by_blue in maps:
        for x, y, radius, votes in _centres(ink, hidden, low, high):
            ring = _measured(ink, hidden, (x, y), radius, high, votes, by_blue, cut)
            if ring is not None:
                found.append(ring)
    return sorted(found, key=lambda ring: ring.cover - ring.chance, reverse=True)


def _centres(ink: Pixels, hidden: Pixels | None, low: float, high: float) -> list[tuple[float, float, float, float]]:
    """x, y, radius and votes of the points that many ridges point to."""
    shrink = min(VOTE_SHRINK, 1.0)
    small = cv2.resize(ink, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), 0.8).astype(np.float32)
    xx = cv2.Sobel(soft, cv2.CV_32F, 2, 0, ksize=3)
    yy = cv2.Sobel(soft, cv2.CV_32F, 0, 2, ksize=3)
    xy = cv2.Sobel(soft, cv2.CV_32F, 1, 1, ksize=3)
    strength = cv2.magnitude((xx - yy) / 2, xy) - (xx + yy) / 2
    if hidden is not None:
        strength[cv2.resize(hidden, small.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0] = 0
    points = np.flatnonzero((strength > RIDGE_FLOOR * 4) & _crest(strength, xx, yy))
    points = points[np.argsort(-strength.ravel()[points])]
    normal = 0.5 * np.arctan2(2 * xy.ravel()[points], (xx - yy).ravel()[points]) + np.pi / 2
    radii = np.arange(low * shrink, high * shrink, RADIUS_STEP)
    found: list[tuple[float, float, float, float]] = []
    for most in POINTS:
        if len(points) >= 30:
            found.extend(_voted(points[:most], normal[:most], small.shape, radii))
        if len(points) <= most:
            break
    return [(x / shrink, y / shrink, radius / shrink, votes) for x, y, radius, votes in found]


def _voted(
    points: NDArray[np.intp], normal: Floats, size: tuple[int, int], radii: Floats
) -> list[tuple[float, float, float, float]]:
    """Each ridge pixel votes for the centres at each radius on both sides of it."""
    height, width = size
    y, x = np.divmod(points, width)
    cos, sin = np.cos(normal), np.sin(normal)
    margin = int(radii[-1] / 2) + 2
    half_w, half_h = width // 2 + 2 * margin, height // 2 + 2 * margin
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
        found.append(((px - margin) * 2 + 1.0, (py - margin) * 2 + 1.0, radius, float(value)))
        cv2.circle(best, (px, py), max(4, round(radius / 4)), 0.0, -1)
    return found


def _crest(strength: Floats, xx: Floats, yy: Floats) -> NDArray[np.bool_]:
    """The middle of each ridge only: the strongest across it."""
    across_x = strength >= cv2.dilate(strength, np.ones((1, 3), np.uint8))
    across_y = strength >= cv2.dilate(strength, np.ones((3, 1), np.uint8))
    return np.asarray(np.where(xx < yy, across_x, across_y))


def _measured(
    ink: Pixels, hidden: Pixels | None, centre: tuple[float, float], radius: float, largest: float, votes: float,
    by_blue: bool, cut: int,
) -> Ring | None:
    reach = min(max(radius * 2.3, radius + 4), largest * 1.3)
    bins = round(reach)
    polar = cv2.warpPolar(ink, (bins, ANGLES), centre, reach, cv2.INTER_LINEAR).astype(np.float32)
    seen = _on_page(ink.shape, *centre, bins, reach)
    if hidden is not None:
        seen &= cv2.warpPolar(hidden, (bins, ANGLES), centre, reach, cv2.INTER_NEAREST) == 0
    response = _radial_ridge(polar)
    curve = _fitted(response, seen, radius * bins / reach)
    if curve is None or _cover(response, seen, curve) < 0.5:
        return None
    curve = _outermost(response, seen, curve)
    unit = reach / bins
    x, y = _middle(curve, unit, centre)
    return _described(polar, response, seen, curve, x, y + cut, unit, votes, by_blue)


def _middle(curve: Floats, unit: float, centre: tuple[float, float]) -> tuple[float, float]:
    """The centre of the fitted curve, which may lie a little off the centre that was voted for."""
    basis = _basis()
    shift_x, shift_y = (2 * float((basis[:, column] * curve).mean()) * unit for column in (1, 2))
    return centre[0] + shift_x, centre[1] + shift_y


def _outermost(response: Floats, seen: NDArray[np.bool_], curve: Floats) -> Floats:
    """A seal has rings inside rings: go to the farthest one that is as good as any."""
    radius = float(curve.mean())
    covers = [(scale, _cover(response, seen, curve * scale)) for scale in np.arange(1.0, 2.1, 2.5 / radius)]
    best = max(value for _, value in covers)
    far = max(scale for scale, value in covers if value >= 0.75 * best)
    if far < 1.04:
        return curve
    again = _fitted(response, seen, curve * far, windows=(0.05, 2.0, 2.0))
    if again is None or _cover(response, seen, again) < 0.85 * best:
        return curve
    return again


def _cover(response: Floats, seen: NDArray[np.bool_], curve: Floats) -> float:
    """Share of the angles at which a line lies on the curve."""
    strongest, visible = _along(response, seen, curve)
    if np.count_nonzero(visible) < ANGLES * 0.3:
        return 0.0
    level = max(RIDGE_FLOOR, 0.35 * float(np.median(strongest[visible])))
    return float((strongest[visible] > level).mean())


def _along(response: Floats, seen: NDArray[np.bool_], curve: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    bins = response.shape[1]
    rows = np.arange(ANGLES)
    strongest = np.zeros(ANGLES, np.float32)
    visible = np.zeros(ANGLES, bool)
    for step in (-1, 0, 1):
        column = np.round(curve + step).astype(int)
        shown = (column >= 0) & (column < bins)
        column = np.clip(column, 0, bins - 1)
        shown &= seen[rows, column]
        visible |= shown
        strongest = np.maximum(strongest, np.where(shown, response[rows, column], 0))
    return strongest, visible


def _on_page(shape: tuple[int, ...], x: float, y: float, bins: int, reach: float) -> NDArray[np.bool_]:
    angle = np.arange(ANGLES)[:, None] * (2 * np.pi / ANGLES)
    distance = (np.arange(bins)[None, :] + 0.5) * reach / bins
    px, py = x + distance * np.cos(angle), y + distance * np.sin(angle)
    return np.asarray((px >= 1) & (py >= 1) & (px < shape[1] - 1) & (py < shape[0] - 1))


def _radial_ridge(polar: Floats) -> Floats:
    """How much darker a place is than what lies a line's width nearer to and farther from the centre."""
    soft = cv2.blur(polar, (1, 3))
    response = np.full_like(soft, 0)
    for gap in (2, 3):
        middle = soft[:, gap:-gap]
        sides = np.maximum(soft[:, 2 * gap :], soft[:, : -2 * gap])
        np.maximum(response[:, gap:-gap], middle - sides, out=response[:, gap:-gap])
    return response


def _basis() -> Floats:
    angle = np.arange(ANGLES) * (2 * np.pi / ANGLES)
    return np.stack([np.ones(ANGLES), np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)], axis=1)


def _fitted(
    response: Floats,
    seen: NDArray[np.bool_],
    radius: float | Floats,
    windows: tuple[float, ...] = (0.12, 0.07, 3.0, 2.0),
) -> Floats | None:
    """Radius at each angle of the best ring near `radius`: a circle whose centre and shape may be a little off."""
    basis = _basis()
    start = np.zeros(ANGLES) + radius
    curve = start.copy()
    bins = response.shape[1]
    usable = np.where(seen, response, 0)
    columns = np.arange(bins)[None, :]
    for width in windows:
        window = max(width if width > 1 else width * float(start.mean()), 2.0)
        near = np.where(np.abs(columns - curve[:, None]) <= window, usable, 0)
        peak = near.argmax(axis=1)
        weight = np.minimum(near.max(axis=1), 40.0)
        if np.count_nonzero(weight > 1) < ANGLES // 5:
            return None
        weighted = basis * weight[:, None]
        ridge = np.diag([0, 1, 1, 4, 4]) * weight.sum() * 0.01
        solution = np.linalg.solve(weighted.T @ basis + ridge, weighted.T @ (peak - curve))
        curve = np.clip(curve + basis @ solution, 0.8 * start, 1.2 * start)
    return curve


def _described(
    polar: Floats,
    response: Floats,
    seen: NDArray[np.bool_],
    curve: Floats,
    x: float,
    y: float,
    unit: float,
    votes: float,
    by_blue: bool,
) -> Ring:
    strongest, visible = _along(response, seen, curve)
    count = max(int(visible.sum()), 1)
    typical = float(np.median(strongest[visible])) if count > 1 else 0.0
    level = max(RIDGE_FLOOR, 0.35 * typical)

    def cover(offset: float) -> float:
        values, shown = _along(response, seen, curve * (1 + offset))
        return float((values[shown] > level).sum() / max(int(shown.sum()), 1))

    others = [cover(offset) for offset in (-0.45, -0.3, -0.2, 0.12, 0.18, 0.24)]
    inner = _band(polar, seen, curve, 0.3, 0.92)
    outer = _band(polar, seen, curve, 1.08, 1.28)
    return Ring(
        x=x,
        y=y,
        radius=float(curve.mean() * unit),
        votes=votes,
        cover=cover(0.0),
        shown=count / ANGLES,
        chance=float(np.median(others)),
        contrast=typical,
        inside=float((inner > level).mean()) if inner.size else 0.0,
        outside=float((outer > level).mean()) if outer.size else 0.0,
        changes=_changes(polar, curve, level),
        by_blue=by_blue,
    )


def _band(polar: Floats, seen: NDArray[np.bool_], curve: Floats, low: float, high: float) -> Floats:
    columns = np.arange(polar.shape[1])[None, :]
    chosen = seen & (columns >= low * curve[:, None]) & (columns <= high * curve[:, None])
    return polar[chosen]


def _changes(polar: Floats, curve: Floats, level: float) -> float:
    """Changes from paper to ink on the way round, where the ring of text runs: letters change often."""
    most = 0.0
    for share in (0.68, 0.74, 0.8, 0.86):
        column = np.round(curve * share).astype(int)
        values = polar[np.arange(ANGLES), column] > level
        most = max(most, float(np.count_nonzero(values[1:] != values[:-1])))
    return most


def seals(found: list[Ring], sheet: Sheet) -> list[Ring]:
    """The rings that are surely seals, the surest first."""
    return [ring for ring in found if _is_seal(ring, sheet)]


def judged(found: list[Ring], sheet: Sheet) -> tuple[Presence, float, Box | None]:
    """Presence, how sure, and the box in working pixels."""
    height = sheet.dark.shape[0]
    for ring in seals(found, sheet):
        if ring.y > TOP_SHARE * height:
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
    lettered = margin >= MIN_MARGIN and ring.changes >= MIN_CHANGES and ring.cover >= MIN_COVER
    clear = margin >= CLEAR_MARGIN and ring.changes >= CLEAR_CHANGES
    return lettered or clear


def may_be_seal(ring: Ring, sheet: Sheet) -> bool:
    if ring.shown < MIN_SHOWN or ring.inside < MIN_INSIDE:
        return False
    margin = ring.cover - ring.chance
    return margin >= (DOUBTFUL if ring.radius > MIN_SEAL_LETTERS * sheet.letter else MIN_MARGIN) and ring.changes > 15


def _box(ring: Ring) -> Box:
    return (
        round(ring.x - ring.radius),
        round(ring.y - ring.radius),
        round(ring.x + ring.radius),
        round(ring.y + ring.radius),
    )
