"""Where on a photo is the sheet of paper?"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from pipeline.reading.protocol import Pixels
from pipeline.reading.sheet_sides import Corners, best_sheet, mixed_sheets

WORK_SIDE = 500


def paper_corners(image: Pixels) -> Corners | None:
    """Corners of the sheet in pixels of `image` (BGR); None when the picture is the sheet itself or it is unclear."""
    scale = WORK_SIDE / max(image.shape[:2])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_BGR2LAB)
    colours = np.asarray(lab, np.float32)
    guesses = [corners for mask in _masks(np.asarray(lab, np.uint8)) if (corners := _quadrilateral(mask)) is not None]
    best = best_sheet(colours, guesses)
    if best is None:
        best = best_sheet(colours, mixed_sheets(colours, guesses))
    return None if best is None else np.asarray(best / scale, np.float32)


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
