"""Do points and pictures go where a homography sends them?"""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.case import Case, Claim, FileFacts, Page, Upload
from pipeline.reading import homography as geometry
from pipeline.reading.images import SourceImages
from tests.reading.drawn import encoded


def picture() -> np.ndarray:
    return np.random.default_rng(7).integers(0, 255, (40, 60, 3)).astype(np.uint8)


@pytest.mark.parametrize("clockwise", [0, 90, 180, 270])
def test_a_quarter_turn_changes_no_pixel(clockwise: int) -> None:
    turned = np.rot90(picture(), k=-(clockwise // 90))
    matrix = geometry.quarter_turns(60, 40, clockwise)
    assert np.array_equal(geometry.warped(picture(), matrix, turned.shape[1], turned.shape[0]), turned)


def test_levelling_keeps_every_corner_in_the_picture() -> None:
    matrix, width, height = geometry.levelling(60, 40, 7)
    corners = geometry.moved(np.array([[0, 0], [60, 0], [60, 40], [0, 40]], float), matrix)
    assert corners.min() >= -1e-6
    assert corners[:, 0].max() <= width + 1e-6
    assert corners[:, 1].max() <= height + 1e-6


def test_a_matrix_survives_its_record() -> None:
    matrix = geometry.scaling(0.4) @ geometry.shift(3, 4) @ geometry.levelling(60, 40, 3)[0]
    assert np.allclose(geometry.as_homography(geometry.as_matrix(matrix)), matrix)


def test_what_lies_outside_the_source_is_white() -> None:
    assert geometry.warped(picture(), geometry.shift(500, 500), 30, 20).min() == 255


def test_a_crop_is_the_previews_own_pixels_and_sharper_when_asked() -> None:
    smooth = np.zeros((200, 300, 3), np.uint8)
    smooth[:, :, 0] = np.linspace(0, 255, 300).astype(np.uint8)
    upload = Upload(name="a.png", size=1, sha256="x")
    case = Case(
        id="a", claim=Claim(kind="passport", upload=upload),
        file=FileFacts(media_type="image/png", format="png", page_count=1),
    )  # fmt: skip
    decoded: list[Case] = []

    def original(asked: Case) -> bytes:
        decoded.append(asked)
        return encoded(smooth, kind="PNG")

    images = SourceImages(original=original)
    page = Page(number=1, width=150, height=100, transform=geometry.as_matrix(geometry.scaling(0.5)))
    preview = images.preview(case, page)
    crop = images.crop(case, page, (20, 30, 80, 60))
    assert preview.shape == (100, 150, 3)
    assert np.abs(crop.astype(int) - preview[30:60, 20:80]).max() <= 3
    assert images.crop(case, page, (20, 30, 80, 60), scale=2).shape == (60, 120, 3)
    assert len(decoded) == 1
