"""How must a page be turned, levelled and unbent to stand upright?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading import homography as geometry
from pipeline.reading.homography import Homography
from pipeline.reading.ink import MIN_LETTER_PX, letters, paper_light, shrunk, small_grey
from pipeline.reading.paper_edge import paper_corners
from pipeline.reading.protocol import Pixels
from pipeline.reading.sheet_sides import Corners
from pipeline.reading.skew import LineDirection, line_direction

WORK_SIDE = 1000
PREVIEW_LONG_SIDE = 2000
SHEET_MARGIN = 0.01
"""A sheet found on a photo is cut out with this much around it: its corners are never exact."""
LETTERS_OUTSIDE = 0.5
"""More of the letters than this outside the sheet: it is not the sheet (but a desk may look like letters)."""
LEVEL_ENOUGH = 0.2
"""Degrees that the recogniser does not mind: the picture is not resampled for less."""
MIN_LETTERS = 12
UNEVEN_LIGHT = 0.16
ASLANT = 0.015
LEVEL = LineDirection(sideways=False, angle=0.0, certainty=1.0)

Rotation = Literal[0, 90, 180, 270]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How the source becomes the preview: pixels through `homography`, in a picture of `width` x `height`.

    `rotation` is the clockwise quarter turn in it; `sideways` is true when lines ran up and down in the source, so
    that which end is up is yet to be seen. `certainty`: see `LineDirection`.
    """

    homography: Homography
    width: int
    height: int
    rotation: Rotation
    sideways: bool
    certainty: float
    is_photo: bool
    text_height: float | None = None
    """Median height of letters in the preview, roughly; None when there are too few."""

    def turned_over(self) -> Standing:
        """The same page turned by 180 degrees."""
        turn = geometry.quarter_turns(self.width, self.height, 180)
        rotation: Rotation = {0: 180, 90: 270, 180: 0, 270: 90}[self.rotation]  # type: ignore[assignment]
        return replace(self, homography=turn @ self.homography, rotation=rotation)


def standing(image: Pixels, *, is_drawn: bool = False) -> Standing:
    """Find how the page stands, from its sheet's edges and its lines of text (BGR in, degrees and pixels out).

    Whether a level page is upside down this cannot see: reading tells.
    """
    overview, scale = shrunk(image, WORK_SIDE)
    small, _ = small_grey(overview, WORK_SIDE)
    corners = None if is_drawn else _sheet(overview, small, scale)
    flat, width, height = _unbent(image.shape[1], image.shape[0], corners)
    work = min(WORK_SIDE / max(width, height), 1.0)
    grey = small
    if corners is not None:
        size = max(round(width * work), 1), max(round(height * work), 1)
        grey, _ = small_grey(geometry.warped(image, geometry.scaling(work) @ flat, *size), WORK_SIDE)
    ink = letters(grey)
    direction = line_direction(ink.mask) if len(ink.boxes) >= MIN_LETTERS else LEVEL
    photo = _is_seen_aslant(corners) or (not is_drawn and _is_unevenly_lit(small))
    stand = _standing(flat, width, height, direction, photo)
    letter = _letter_height(ink.boxes, direction.sideways)
    scale = stand.width / (width if not direction.sideways else height)
    return replace(stand, text_height=letter / work * scale if letter else None)


def _letter_height(boxes: NDArray[np.int32], sideways: bool) -> float | None:
    heights = boxes[:, 2 if sideways else 3]
    heights = heights[heights >= MIN_LETTER_PX]
    return float(np.median(heights)) if len(heights) >= MIN_LETTERS else None


def _standing(flat: Homography, width: float, height: float, direction: LineDirection, photo: bool) -> Standing:
    rotation: Rotation = 270 if direction.sideways else 0
    whole = geometry.quarter_turns(width, height, rotation) @ flat
    if rotation:
        width, height = height, width
    if abs(direction.angle) > LEVEL_ENOUGH:
        turn, width, height = geometry.levelling(width, height, direction.angle)
        whole = turn @ whole
    scale = min(PREVIEW_LONG_SIDE / max(width, height), 1.0)
    whole = geometry.scaling(scale) @ whole
    return Standing(
        homography=whole,
        width=max(round(width * scale), 1),
        height=max(round(height * scale), 1),
        rotation=rotation,
        sideways=direction.sideways,
        certainty=direction.certainty,
        is_photo=photo,
    )


def _sheet(overview: Pixels, small: Pixels, scale: float) -> Corners | None:
    """Corners of the sheet in pixels of the source, unless text stands outside it."""
    corners = paper_corners(overview)
    if corners is None:
        return None
    ink = letters(small)
    grown = _grown(corners)
    centres = ink.boxes[:, :2] + ink.boxes[:, 2:] / 2
    outside = sum(cv2.pointPolygonTest(grown, (float(x), float(y)), False) < 0 for x, y in centres)
    return None if outside > LETTERS_OUTSIDE * len(centres) else np.asarray(corners / scale, np.float32)


def _grown(corners: Corners) -> Corners:
    centre = corners.mean(axis=0)
    return np.asarray(centre + (corners - centre) * (1 + 2 * SHEET_MARGIN), np.float32)


def _unbent(width: int, height: int, corners: Corners | None) -> tuple[Homography, float, float]:
    """Homography that makes the sheet a rectangle, and the rectangle's size in source pixels."""
    if corners is None:
        return np.eye(3), float(width), float(height)
    grown = _grown(corners)
    top, right, bottom, left = (float(np.linalg.norm(grown[(i + 1) % 4] - grown[i])) for i in range(4))
    wide, high = max(top, bottom), max(left, right)
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(grown, target), np.float64), wide, high


def _is_seen_aslant(corners: Corners | None) -> bool:
    """True when opposite sides differ: a camera looked at the sheet. A scanner shows a sheet's edges, too."""
    if corners is None:
        return False
    top, right, bottom, left = (float(np.linalg.norm(corners[(i + 1) % 4] - corners[i])) for i in range(4))
    return max(abs(top - bottom) / max(top, bottom), abs(left - right) / max(left, right)) > ASLANT


def _is_unevenly_lit(grey: Pixels) -> bool:
    light = paper_light(grey).astype(np.float32)
    return float(light.std() / max(float(light.mean()), 1.0)) > UNEVEN_LIGHT
