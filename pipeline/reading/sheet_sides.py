"""Do four sides bound a sheet, and which sides go together?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

Corners = NDArray[np.float32]
"""4 x 2: top left, top right, bottom right, bottom left, as the picture stands."""

Colours = NDArray[np.float32]
"""H x W x 3, Lab as OpenCV scales it for bytes."""

MIN_AREA = 0.25
MAX_AREA = 0.985
MIN_SIDE_SUPPORT = 0.55
"""Along each side that does not leave the picture, so much of it parts two colours."""
MIN_MEAN_SUPPORT = 0.72
MIN_CONTRAST = 14.0
"""Distance of colours, in Lab, between the paper and what is beside it."""
PROBE = 7
"""Pixels (of the working size) to either side of an edge where colours are compared: beyond a printed frame's line."""
SAMPLES = 48
CORNER_DEGREES = (55.0, 125.0)
LARGER_IS_BETTER = 0.25
"""Weight of the area beside the sides' support: a printed frame bounds less than the sheet that it is printed on."""
TRIED = 6
SIDES_KEPT = 3
SAME_SIDE = 6.0
"""Pixels by which two guesses of one side may differ."""
TILT = 0.7


def best_sheet(colours: Colours, guesses: Iterable[Corners]) -> Corners | None:
    """The guess whose sides part two colours best; None when none of them does well enough."""
    shape = colours.shape
    scored = [
        (support + LARGER_IS_BETTER * float(cv2.contourArea(corners)) / (shape[0] * shape[1]), corners)
        for corners in guesses
        if is_plausible(corners, shape) and (support := edge_support(colours, corners)) is not None
    ]
    ranked = sorted(scored, key=lambda one: -one[0])[:TRIED]
    return next((corners for _, corners in ranked if stands_out(colours, corners)), None)


def mixed_sheets(colours: Colours, guesses: Sequence[Corners]) -> Iterator[Corners]:
    """Sheets bounded by the best sides of different guesses, and by straight edges of the picture.

    A shadow or a desk as light as the paper spoils one side of a guess, seldom the same one of every guess.
    """
    height, width = colours.shape[:2]
    rim = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float32)
    segments = [np.stack([corners[i], corners[(i + 1) % 4]]) for corners in guesses for i in range(4)]
    slots = _slots(colours, [*segments, *_straight_edges(colours)])
    filled = [slot or [np.stack([rim[place], rim[(place + 1) % 4]])] for place, slot in enumerate(slots)]
    for top, right, bottom, left in product(*filled):
        corners = [_crossing(*pair) for pair in ((left, top), (top, right), (right, bottom), (bottom, left))]
        if all(corner is not None for corner in corners):
            yield np.clip(np.array(corners, np.float32), 0, [[width - 1, height - 1]]).astype(np.float32)


def _straight_edges(colours: Colours) -> list[NDArray[np.float32]]:
    light = colours[:, :, 0].astype(np.uint8)
    shortest = 0.25 * min(light.shape)
    edges = cv2.Canny(light, 15, 45)
    found = cv2.HoughLinesP(edges, 1, np.pi / 360, 60, minLineLength=shortest, maxLineGap=14)
    if found is None:
        return []
    segments = found.reshape(-1, 2, 2).astype(np.float32)
    lengths = np.linalg.norm(segments[:, 0] - segments[:, 1], axis=1)
    return list(segments[np.argsort(-lengths)[:40]])


def _slots(colours: Colours, segments: Iterable[NDArray[np.float32]]) -> list[list[NDArray[np.float32]]]:
    """The likeliest segments for the top, right, bottom and left side."""
    centre = np.array([colours.shape[1] / 2, colours.shape[0] / 2], np.float32)
    scored: list[list[tuple[float, NDArray[np.float32]]]] = [[], [], [], []]
    for segment in segments:
        along, middle = segment[1] - segment[0], segment.mean(axis=0)
        if abs(along[1]) < TILT * abs(along[0]):
            slot = 0 if middle[1] < centre[1] else 2
        elif abs(along[0]) < TILT * abs(along[1]):
            slot = 1 if middle[0] > centre[0] else 3
        else:
            continue
        support = _side_support(colours, segment[0], segment[1], centre)
        if support is not None and support >= MIN_SIDE_SUPPORT:
            scored[slot].append((support * float(np.linalg.norm(along)), segment))
    return [_distinct(sorted(slot, key=lambda one: -one[0])) for slot in scored]


def _distinct(ranked: Sequence[tuple[float, NDArray[np.float32]]]) -> list[NDArray[np.float32]]:
    kept: list[NDArray[np.float32]] = []
    for _, segment in ranked:
        if len(kept) < SIDES_KEPT and all(_apart(segment, other) > SAME_SIDE for other in kept):
            kept.append(segment)
    return kept


def _apart(segment: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """The farther end of a segment from another's line."""
    along = other[1] - other[0]
    normal = np.array([-along[1], along[0]]) / max(float(np.linalg.norm(along)), 1e-6)
    return float(np.abs((segment - other[0]) @ normal).max())


def _crossing(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float64] | None:
    (x1, y1), (x2, y2) = one.astype(float)
    (x3, y3), (x4, y4) = other.astype(float)
    slope = (x1 - x2) * (y3 - y4) - (y1 - y2) * (x3 - x4)
    if abs(slope) < 1e-6:
        return None
    first, second = x1 * y2 - y1 * x2, x3 * y4 - y3 * x4
    x, y = first * (x3 - x4) - (x1 - x2) * second, first * (y3 - y4) - (y1 - y2) * second
    return np.array([x / slope, y / slope])


def is_plausible(corners: Corners, shape: tuple[int, ...]) -> bool:
    area = cv2.contourArea(corners) / (shape[0] * shape[1])
    if not MIN_AREA <= area <= MAX_AREA:
        return False
    return all(CORNER_DEGREES[0] <= angle <= CORNER_DEGREES[1] for angle in _angles(corners))


def stands_out(lab: Colours, corners: Corners) -> bool:
    """True when what lies around the sheet has another colour than it: not so the halves and frames of a scan."""
    inside = np.zeros(lab.shape[:2], np.uint8)
    cv2.fillConvexPoly(inside, corners.astype(np.int32), 1)
    core = cv2.erode(inside, np.ones((2 * PROBE + 1, 2 * PROBE + 1), np.uint8)).astype(bool)
    around = ~cv2.dilate(inside, np.ones((2 * PROBE + 1, 2 * PROBE + 1), np.uint8)).astype(bool)
    if not around.any() or not core.any():
        return True
    return float(np.linalg.norm(np.median(lab[core], axis=0) - np.median(lab[around], axis=0))) > MIN_CONTRAST


def _angles(corners: Corners) -> list[float]:
    angles = []
    for index in range(4):
        one, two = corners[index - 1] - corners[index], corners[(index + 1) % 4] - corners[index]
        cosine = float(np.dot(one, two) / max(float(np.linalg.norm(one) * np.linalg.norm(two)), 1e-6))
        angles.append(float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))))
    return angles


def edge_support(lab: Colours, corners: Corners) -> float | None:
    """Share of the visible sides along which the paper differs from what is beside it; None when it is too little.

    Sides that run along the picture's rim are not counted; with three of them there is no sheet to be seen.
    """
    centre = corners.mean(axis=0)
    shares = []
    for index in range(4):
        share = _side_support(lab, corners[index], corners[(index + 1) % 4], centre)
        if share is not None:
            shares.append(share)
    if len(shares) < 2 or min(shares) < MIN_SIDE_SUPPORT or sum(shares) / len(shares) < MIN_MEAN_SUPPORT:
        return None
    return sum(shares) / len(shares)


def _side_support(lab: Colours, start: Corners, end: Corners, centre: Corners) -> float | None:
    along = end - start
    normal = np.array([-along[1], along[0]]) / max(float(np.linalg.norm(along)), 1e-6)
    outward = normal if np.dot(normal, (start + end) / 2 - centre) > 0 else -normal
    points = start + along * np.linspace(0.08, 0.92, SAMPLES)[:, None]
    outside, inside = points + outward * PROBE, points - outward * PROBE
    height, width = lab.shape[:2]
    seen = (outside >= 0).all(axis=1) & (outside[:, 0] < width) & (outside[:, 1] < height)
    seen &= (inside >= 0).all(axis=1) & (inside[:, 0] < width) & (inside[:, 1] < height)
    if seen.sum() < SAMPLES // 3:
        return None
    there, here = outside[seen].astype(int), inside[seen].astype(int)
    apart = np.linalg.norm(lab[there[:, 1], there[:, 0]] - lab[here[:, 1], here[:, 0]], axis=1)
    return float((apart > MIN_CONTRAST).mean())
