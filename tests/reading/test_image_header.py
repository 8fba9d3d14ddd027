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
