"""Do headers tell the size before anything is decoded, and does the end tell whether the file is whole?"""

from __future__ import annotations

import pytest

from pipeline.reading.image_header import HeaderUnreadable, mended, read_header
from tests.reading import files

PICTURE = files.page(width=300, height=200, size=10)
JPEG, PNG = files.saved(PICTURE), files.saved(PICTURE, "PNG")


@pytest.mark.parametrize(
    ("content", "kind"), [(JPEG, "jpeg"), (files.saved(PICTURE, progressive=True), "jpeg"), (PNG, "png")]
)
def test_a_whole_file_tells_its_size_and_its_end(content: bytes, kind: str) -> None:
    header = read_header(content + b"tail", kind)
    assert (header.width, header.height, header.end, header.is_whole) == (300, 200, len(content), True)


@pytest.mark.parametrize(
    ("content", "kind"), [(JPEG[:-2], "jpeg"), (JPEG[: len(JPEG) // 2], "jpeg"), (PNG[:-30], "png")]
)
def test_a_cut_file_is_not_whole(content: bytes, kind: str) -> None:
    assert not read_header(content, kind).is_whole


def test_a_flipped_bit_in_a_png_is_noticed() -> None:
    flipped = bytearray(PNG)
    flipped[len(PNG) // 2] ^= 1
    assert not read_header(bytes(flipped), "png").is_whole


@pytest.mark.parametrize(
    ("content", "kind"), [(b"\xff\xd8\xff\xe0", "jpeg"), (b"\xff\xd8\xff", "jpeg"), (PNG[:20], "png")]
)
def test_a_bare_start_is_no_header(content: bytes, kind: str) -> None:
    with pytest.raises(HeaderUnreadable):
        read_header(content, kind)


def test_only_a_jpeg_without_its_end_mark_is_mended() -> None:
    assert mended(JPEG, "jpeg") == JPEG
    assert mended(JPEG[:-2], "jpeg") == JPEG
    assert mended(PNG[:-4], "png") == PNG[:-4]


def test_the_largest_of_several_frames_counts_and_scans_are_counted() -> None:
    frame = JPEG[JPEG.index(b"\xff\xc0") :][:13]
    second = frame[:5] + b"\xf0\x00\xf0\x00" + frame[9:]
    header = read_header(JPEG.replace(frame, frame + second + b"\0" * 6, 1), "jpeg")
    assert (header.width, header.height) == (0xF000, 0xF000)
    progressive = files.saved(PICTURE, progressive=True)
    honest = read_header(progressive, "jpeg")
    assert 3 < honest.passes < 20
    assert not honest.costs_too_much
    scan = b"\xff\xda\0\x08\x01\x01\0\x01\x3f\0\0"
    assert read_header(progressive[:-2] + scan * 200 + b"\xff\xd9", "jpeg").costs_too_much


def test_a_png_tells_how_many_bytes_its_pixels_take() -> None:
    assert [read_header(files.saved(PICTURE.convert(mode), "PNG"), "png").pixel_bytes for mode in ("1", "RGBA")] == [
        3,
        4,
    ]
    assert read_header(PNG[:24] + b"\x10\x06" + PNG[26:], "png").pixel_bytes == 8
