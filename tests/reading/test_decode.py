"""Does a picture come out as its owner sees it?"""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from pipeline.reading.decode import MAX_LONG_SIDE, PictureUnreadable, picture_pixels
from tests.reading.drawn import encoded

STORED = {  # EXIF orientation: how a picture whose top left is dark must be stored to be shown like that
    1: lambda p: p,
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.swapaxes(0, 1),
    6: lambda p: np.rot90(p, 1),
    7: lambda p: p.swapaxes(0, 1)[::-1, ::-1],
    8: lambda p: np.rot90(p, -1),
}


def corner_picture() -> np.ndarray:
    picture = np.full((60, 90, 3), 240, np.uint8)
    picture[:20, :30] = 10
    return picture


@pytest.mark.parametrize("orientation", [0, *STORED, 9])
def test_each_exif_orientation_is_applied_once_and_nonsense_is_none(orientation: int) -> None:
    stored = STORED.get(orientation, STORED[1])(corner_picture())
    shown = picture_pixels(encoded(stored, orientation=orientation))
    assert shown.shape == (60, 90, 3)
    assert shown[5, 5].max() < 60
    assert shown[50, 80].min() > 200


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixel_becomes_three_bytes(mode: str) -> None:
    grey = Image.fromarray(corner_picture()).convert("L")
    picture = (
        grey.convert("I").point(lambda level: level * 256).convert("I;16") if mode == "I;16" else grey.convert(mode)
    )
    packed = io.BytesIO()
    picture.save(packed, "JPEG" if mode == "CMYK" else "PNG")
    shown = picture_pixels(packed.getvalue())
    assert shown.dtype == np.uint8
    assert shown.shape == (60, 90, 3)
    assert shown[5, 5].max() < 80
    assert shown[50, 80].min() > 180


def test_what_is_transparent_shows_white_paper() -> None:
    packed = io.BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(packed, "PNG")
    assert picture_pixels(packed.getvalue()).min() == 255


def test_a_narrow_picture_keeps_its_shape() -> None:
    packed = io.BytesIO()
    Image.new("RGBA", (1, 30), (0, 0, 0, 255)).save(packed, "PNG")
    assert picture_pixels(packed.getvalue()).shape == (30, 1, 3)


def test_a_huge_picture_is_decoded_smaller() -> None:
    packed = io.BytesIO()
    Image.new("L", (9000, 900), 255).save(packed, "JPEG")
    assert max(picture_pixels(packed.getvalue()).shape) <= MAX_LONG_SIDE


@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff\xe0" + b"\0" * 40])
def test_what_is_no_picture_is_the_documents_fault(data: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        picture_pixels(data)


def test_half_a_picture_is_the_documents_fault() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (400, 400, 3)).astype(np.uint8)
    whole = encoded(noise, kind="PNG")
    with pytest.raises(PictureUnreadable):
        picture_pixels(whole[: len(whole) // 2])
