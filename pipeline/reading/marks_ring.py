"""Is there a ring round this point, how complete is it, and what stands inside? (a closer look at one place)"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.protocol import Pixels

Floats = NDArray[np.floating]

ANGLES = 240
RIDGE_FLOOR = 3.0
"""A line's darkness above its surroundings (of 255): less is the scanner's noise."""
GRAZED = 5
FIRST_COVER = 0.5
"""A candidate of whose way round less than half is a line is dropped at once: text and guilloche give 0.2 to 0.7."""


@dataclass(frozen=True, kw_only=True)
class Ring:
    """A circle-like line: centre and mean radius in working pixels, and what was measured along it."""

    x: float
    y: float
    radius: float
    votes: float
    cover: float
    """Share of the angles at which a line lies on the ring."""
    shown: float
    """Share of the angles that are on the page and not under print."""
    chance: float
    """The same share on circles where no ring is expected: what the surroundings give by chance."""
    contrast: float
    inside: float
    """Share of ink inside the ring."""
    outside: float
    changes: float
    """Changes between paper and ink along the ring of text."""
    by_blue: bool


def ring_at(
    ink: Pixels,
    hidden: Pixels | None,
    centre: tuple[float, float],
    radius: float,
    largest: float,
    votes: float,
    by_blue: bool,
    cut: int,
    scales: tuple[float, ...],
) -> Ring | None:
    """Fit a ring near `radius` round `centre` (pixels of `ink`, which begins `cut` pixels down the page).

    Where none is there, rings `scales` times as large are tried: the edge of an emblem's disc may have been voted for.
    """
    reach = min(max(radius * 1.3 * max(scales) + 4, radius * 2.3), largest * 1.3)
    bins = round(reach)
    polar = cv2.warpPolar(ink, (bins, ANGLES), centre, reach, cv2.INTER_LINEAR).astype(np.float32)
    seen = _on_page(ink.shape, *centre, bins, reach)
    if hidden is not None:
        seen &= cv2.warpPolar(hidden, (bins, ANGLES), centre, reach, cv2.INTER_NEAREST) == 0
    response = _radial_ridge(polar)
    curve = _first_fit(response, seen, [radius * scale * bins / reach for scale in scales if radius * scale < largest])
    if curve is None:
        return None
    curve = _outermost(response, seen, curve)
    unit = reach / bins
    x, y = _middle(curve, unit, centre)
    return _described(polar, response, seen, curve, x, y + cut, unit, votes, by_blue)


def _first_fit(response: Floats, seen: NDArray[np.bool_], radii: list[float]) -> Floats | None:
    for radius in radii:
        curve = _fitted(response, seen, radius)
        if curve is not None and _cover(response, seen, curve) >= FIRST_COVER:
            return curve
    return None


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
    soft = np.asarray(cv2.blur(polar, (1, 3)), np.float32)
    response: Floats = np.zeros_like(soft)
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
    """Changes from paper to ink on the way round, where the ring of text runs: letters change often.

    Averaged over a letter's stroke towards the centre, so that an inner circle that is grazed does not flicker.
    """
    thick = cv2.blur(polar, (GRAZED, 1))
    most = 0.0
    for share in (0.68, 0.74, 0.8, 0.86):
        column = np.minimum(np.round(curve * share).astype(int), thick.shape[1] - 1)  # a ring may reach off the page
        values = thick[np.arange(ANGLES), column] > level
        most = max(most, float(np.count_nonzero(values[1:] != values[:-1])))
    return most
