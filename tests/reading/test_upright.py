"""Is it found how a page stands?"""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.reading import homography as geometry
from pipeline.reading.cleanup import reading_grey
from pipeline.reading.line_finding import find_strips
from pipeline.reading.paper_edge import paper_corners
from pipeline.reading.upright import standing
from tests.reading.drawn import TEXT, on_a_desk, page


def turned(sheet: np.ndarray, angle: float) -> np.ndarray:
    height, width = sheet.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return cv2.warpAffine(sheet, matrix, (width, height), borderValue=(250, 249, 245))


def lines_of(source: np.ndarray) -> int:
    stand = standing(source)
    view = geometry.warped(source, stand.homography, stand.width, stand.height)
    strips = find_strips(reading_grey(view), stand.text_height or 12)
    return len([strip for strip in strips if strip.box[2] - strip.box[0] > 5 * (strip.box[3] - strip.box[1])])


@pytest.mark.parametrize("angle", [-9.0, -2.5, 0.0, 4.0, 12.0])
def test_a_skewed_page_is_levelled(angle: float) -> None:
    level = standing(turned(page(), angle)).homography
    one, other = geometry.moved(np.array([[0.0, 0.0], [1000.0, -1000 * np.tan(np.radians(angle))]]), level)
    assert abs(np.degrees(np.arctan2(other[1] - one[1], other[0] - one[0]))) < 0.5


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_page_on_its_side_is_seen_to_be(quarters: int) -> None:
    stand = standing(np.ascontiguousarray(np.rot90(page(), quarters)))
    assert stand.sideways
    assert (stand.width, stand.height) == (1240, 900)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_every_line_is_found_however_the_page_stands(quarters: int) -> None:
    assert lines_of(np.ascontiguousarray(np.rot90(page(), quarters))) == len(TEXT)


def test_a_sheet_on_a_desk_is_unbent() -> None:
    photo, corners = on_a_desk(page())
    found = paper_corners(photo)
    assert found is not None
    assert np.abs(found - corners).max() < 12
    assert standing(photo).is_photo
    assert lines_of(photo) == len(TEXT)


def test_a_frame_printed_on_a_scan_is_no_sheet() -> None:
    sheet = page()
    cv2.rectangle(sheet, (60, 30), (1180, 870), (120, 60, 40), 12)
    assert paper_corners(sheet) is None


def test_a_blank_page_stands_as_it_is() -> None:
    stand = standing(np.full((800, 600, 3), 250, np.uint8))
    assert (stand.rotation, stand.sideways, stand.text_height) == (0, False, None)
