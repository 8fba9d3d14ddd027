"""Do the measures tell hopeless pictures from doubtful and good ones?"""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from pipeline.case import Finding, Weight
from pipeline.reading.picture import judge, measure
from pipeline.rules.kind import PictureRules
from tests.reading import files

GOOD = files.page()


def found(picture: Image.Image) -> list[tuple[str, bool]]:
    """Codes found, and whether each is hopeless."""
    findings: tuple[Finding, ...] = judge(measure(np.asarray(picture), 1), PictureRules())
    return [(finding.code, finding.weight is Weight.REJECT) for finding in findings]


def darker(picture: Image.Image, share: float) -> Image.Image:
    return picture.point(lambda level: int(level * share))


def glaring(picture: Image.Image, radius: float) -> Image.Image:
    """Photographed paper (not white) with a lamp's reflection in the middle."""
    levels = np.asarray(darker(picture, 0.8), np.float32)
    height, width = levels.shape
    ys, xs = np.mgrid[0:height, 0:width]
    near = np.clip(1.6 - 1.2 * np.hypot(xs - width * 0.45, ys - height * 0.4) / (radius * width), 0, 1)
    return Image.fromarray(np.clip(levels * (1 - near) + 262 * near, 0, 255).astype(np.uint8))


def lit(picture: Image.Image, *, lamp: float) -> Image.Image:
    """White paper, overexposed but for its rim; a lamp of that strength burns out its middle and fades what is near."""
    levels = np.asarray(picture, np.float32)
    height, width = levels.shape
    ys, xs = np.mgrid[0:height, 0:width]
    away = np.hypot((xs / width - 0.5) * 2, (ys / height - 0.5) * 2)
    levels = levels * (1.2 - 0.3 * away) + 400 * lamp / (1 + (away / 0.5) ** 7)
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))


@pytest.mark.parametrize(
    "picture",
    [
        GOOD,
        GOOD.convert("RGB"),
        files.page(width=1400, height=1900, size=40),
        files.page(width=2000, height=2800, size=60),
        files.page(paper=160),
        GOOD.rotate(90, expand=True),
        GOOD.rotate(180),
        GOOD.rotate(2, fillcolor=245),
        files.blurred(GOOD, 1.2),
        darker(GOOD, 0.45),
        lit(GOOD, lamp=0.0),
    ],
)
def test_nothing_is_wrong_with_a_good_picture(picture: Image.Image) -> None:
    assert found(picture) == []


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (files.blurred(GOOD, 7), "SCAN_BLURRED"),
        (files.blurred(GOOD, 15), "SCAN_BLURRED"),
        (darker(GOOD, 0.15), "SCAN_DARK"),
        (Image.new("L", (1000, 1400), 5), "SCAN_DARK"),
        (GOOD.resize((600, 840)).resize((200, 280)), "SCAN_LOW_RESOLUTION"),
        (files.page(width=700, height=980, size=4), "SCAN_LOW_RESOLUTION"),
        (Image.new("L", (1000, 1400), 250), "SCAN_BLANK"),
        (GOOD.crop((500, 0, 1000, 1400)), "SCAN_CROPPED"),
        (GOOD.crop((0, 0, 420, 1400)).rotate(90, expand=True), "SCAN_CROPPED"),
        (glaring(GOOD, 0.5), "SCAN_GLARE"),
        (lit(GOOD, lamp=0.5), "SCAN_GLARE"),
    ],
)
def test_a_hopeless_picture_is_told_by_its_fault(picture: Image.Image, code: str) -> None:
    assert found(picture) == [(code, True)]


@pytest.mark.parametrize(
    ("picture", "code"), [(files.blurred(GOOD, 3.2), "SCAN_BLURRED"), (glaring(GOOD, 0.15), "SCAN_GLARE")]
)
def test_a_doubtful_picture_leaves_a_note(picture: Image.Image, code: str) -> None:
    assert found(picture) == [(code, False)]


def test_a_white_scan_is_not_glare_and_a_page_that_fills_the_picture_is_not_cropped() -> None:
    picture = measure(np.asarray(files.page(paper=255).crop((50, 60, 1000, 1340))), 1)
    assert (picture.glare_share, picture.cut_share) == (0, 0)


def test_the_same_page_at_twice_the_size_has_twice_the_text_height() -> None:
    small, large = (
        measure(np.asarray(files.page(width=w, height=w * 7 // 5, size=w * 3 // 100)), 1) for w in (1000, 2000)
    )
    assert small.text_height_px == pytest.approx((large.text_height_px or 0) / 2, rel=0.15)


@pytest.mark.parametrize("shape", [(1, 1), (8, 3000), (40, 40), (33, 2000, 3)])
def test_odd_shapes_are_measured_without_fault(shape: tuple[int, ...]) -> None:
    assert measure(np.full(shape, 200, np.uint8), 1).letters == 0
