"""How do points and pictures go through a 3 x 3 homography?"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box, Matrix
from pipeline.reading.protocol import Pixels

Homography = NDArray[np.float64]
"""3 x 3, from a point (x, y, 1) of one picture to the other's."""

SHRINK_FIRST = 0.75
"""A picture that becomes smaller than this is averaged down before it is warped, so that no thin stroke is lost."""

ALIKE = np.array([[1e-3, 1e-3, 1.5], [1e-3, 1e-3, 1.5], [1e-6, 1e-6, 1e-6]])
"""Homographies that differ by less move no pixel by more than one and a half."""


def scaling(factor: float) -> Homography:
    return np.diag([factor, factor, 1.0])


def shift(dx: float, dy: float) -> Homography:
    return np.array([[1.0, 0.0, dx], [0.0, 1.0, dy], [0.0, 0.0, 1.0]])


def quarter_turns(width: float, height: float, clockwise: int) -> Homography:
    """Turn a picture of this size by 0, 90, 180 or 270 degrees clockwise."""
    turns: dict[int, Homography] = {
        0: np.eye(3),
        90: np.array([[0.0, -1.0, height], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),
        180: np.array([[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]]),
        270: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width], [0.0, 0.0, 1.0]]),
    }
    return turns[clockwise]


def levelling(width: float, height: float, angle: float) -> tuple[Homography, float, float]:
    """Turn by `angle` degrees counter-clockwise; returns the homography and the size that holds the whole."""
    radians = np.radians(angle)
    cosine, sine = float(np.cos(radians)), float(np.sin(radians))
    turn = np.array([[cosine, sine, 0.0], [-sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    corners = moved(np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64), turn)
    low, high = corners.min(axis=0), corners.max(axis=0)
    return shift(-low[0], -low[1]) @ turn, float(high[0] - low[0]), float(high[1] - low[1])


def moved(points: NDArray[np.float64], homography: Homography) -> NDArray[np.float64]:
    """N x 2 points through the homography."""
    homogeneous = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ homography.T
    return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:3])


def moved_box(box: tuple[float, float, float, float], homography: Homography) -> tuple[float, float, float, float]:
    """The smallest upright box that holds the moved one."""
    x0, y0, x1, y1 = box
    points = moved(np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64), homography)
    low, high = points.min(axis=0), points.max(axis=0)
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def as_matrix(homography: Homography) -> Matrix:
    values = (homography / homography[2, 2]).ravel()
    return tuple(float(value) for value in values)  # type: ignore[return-value]


def as_homography(matrix: Matrix) -> Homography:
    return np.array(matrix, np.float64).reshape(3, 3)


def warped(source: Pixels, homography: Homography, width: int, height: int) -> Pixels:
    """The part of `source` that the homography maps to 0, 0, width, height; white where there is none.

    Only that part of the source is touched, so that a crop costs what a crop is worth.
    """
    region = moved_box((0, 0, width, height), np.asarray(np.linalg.inv(homography), np.float64))
    x0, y0, x1, y1 = _inside(region, source.shape[1], source.shape[0])
    if x1 - x0 < 1 or y1 - y0 < 1:
        return np.full((height, width, *source.shape[2:]), 255, np.uint8)
    part, onward = source[y0:y1, x0:x1], homography @ shift(x0, y0)
    factor = local_scale(onward, (x1 - x0) / 2, (y1 - y0) / 2)
    if factor < SHRINK_FIRST:
        small = cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        grown = np.diag([part.shape[1] / small.shape[1], part.shape[0] / small.shape[0], 1.0])
        part, onward = small, onward @ _centred(grown)
    if np.allclose(onward, np.eye(3), atol=1e-3) and part.shape[:2] == (height, width):
        return np.ascontiguousarray(part)
    turned = _quarter_turned(part, onward, width, height)
    if turned is not None:
        return turned
    way = cv2.INTER_CUBIC if factor > 1.2 else cv2.INTER_LINEAR
    whole = cv2.warpPerspective(
        part, onward, (width, height), flags=way, borderMode=cv2.BORDER_CONSTANT, borderValue=(255, 255, 255)
    )
    return np.asarray(whole, np.uint8)


def _centred(grown: Homography) -> Homography:
    """Growing about pixel centres, as `resize` shrinks about them."""
    return shift(-0.5, -0.5) @ grown @ shift(0.5, 0.5)


def _quarter_turned(part: Pixels, homography: Homography, width: int, height: int) -> Pixels | None:
    """The same by turning alone, where the homography is nothing but a quarter turn: no pixel is blurred."""
    for clockwise in (0, 90, 180, 270):
        turn = quarter_turns(part.shape[1], part.shape[0], clockwise)
        size = (part.shape[0], part.shape[1]) if clockwise in (0, 180) else (part.shape[1], part.shape[0])
        if size == (height, width) and bool((np.abs(homography - turn) <= ALIKE).all()):
            return np.ascontiguousarray(np.rot90(part, k=-(clockwise // 90)))
    return None


def local_scale(homography: Homography, x: float, y: float) -> float:
    """Pixels of the target for one pixel of the source, about the point (x, y)."""
    points = moved(np.array([[x, y], [x + 1.0, y], [x, y + 1.0]]), homography)
    area = abs(np.linalg.det(np.stack([points[1] - points[0], points[2] - points[0]])))
    return float(np.sqrt(area))


def _inside(region: tuple[float, float, float, float], width: int, height: int) -> Box:
    margin = 2
    return (
        max(int(region[0]) - margin, 0),
        max(int(region[1]) - margin, 0),
        min(int(np.ceil(region[2])) + margin, width),
        min(int(np.ceil(region[3])) + margin, height),
    )
