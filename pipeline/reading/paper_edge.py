"""Where on a photo is the sheet of paper?"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.protocol import Pixels

Corners = NDArray[np.float32]
"""4 x 2: top left, top right, bottom right, bottom left, as the picture stands."""

WORK_SIDE = 500
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


def paper_corners(image: Pixels) -> Corners | None:
    """Corners of the sheet in pixels of `image` (BGR); None when the picture is the sheet itself or it is unclear."""
    scale = WORK_SIDE / max(image.shape[:2])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_BGR2LAB)
    best: tuple[float, Corners] | None = None
    for mask in _masks(np.asarray(lab, np.uint8)):
        corners = _quadrilateral(mask)
        if corners is None or not _is_plausible(corners, mask.shape):
            continue
        if not _stands_out(np.asarray(lab, np.float32), corners):
            continue
        support = edge_support(np.asarray(lab, np.float32), corners)
        if support is not None and (best is None or support > best[0]):
            best = (support, corners)
    return None if best is None else np.asarray(best[1] / scale, np.float32)


def _masks(lab: Pixels) -> Iterator[Pixels]:
    """Guesses of what is paper: the light, the colourless, what differs from the picture's rim."""
    light, a, b = cv2.split(lab)
    colour = cv2.magnitude(a.astype(np.float32) - 128, b.astype(np.float32) - 128)
    rim = np.concatenate([part.reshape(-1, 3) for part in (lab[:4], lab[-4:], lab[:, :4], lab[:, -4:])])
    apart = np.linalg.norm(lab.astype(np.float32) - np.median(rim, axis=0), axis=2)
    for plane, inverted in ((light, False), (colour, True), (apart, False)):
        levels = np.clip(plane, 0, 255).astype(np.uint8)
        kind = cv2.THRESH_BINARY_INV if inverted else cv2.THRESH_BINARY
        _, mask = cv2.threshold(levels, 0, 255, kind + cv2.THRESH_OTSU)
        yield np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), np.uint8)


def _quadrilateral(mask: Pixels) -> Corners | None:
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    contours, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    around = cv2.arcLength(hull, True)
    for share in (0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.08):
        corners = cv2.approxPolyDP(hull, share * around, True)
        if len(corners) == 4:
            return _ordered(corners.reshape(4, 2).astype(np.float32))
    return None


def _ordered(corners: Corners) -> Corners:
    """Clockwise from the corner nearest to the top left."""
    centre = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    clockwise = corners[np.argsort(angles)]
    return np.asarray(np.roll(clockwise, -int(np.argmin(clockwise.sum(axis=1))), axis=0), np.float32)


def _is_plausible(corners: Corners, shape: tuple[int, ...]) -> bool:
    area = cv2.contourArea(corners) / (shape[0] * shape[1])
    if not MIN_AREA <= area <= MAX_AREA:
        return False
    return all(CORNER_DEGREES[0] <= angle <= CORNER_DEGREES[1] for angle in _angles(corners))


def _stands_out(lab: NDArray[np.float32], corners: Corners) -> bool:
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


def edge_support(lab: NDArray[np.float32], corners: Corners) -> float | None:
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


def _side_support(lab: NDArray[np.float32], start: Corners, end: Corners, centre: Corners) -> float | None:
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
