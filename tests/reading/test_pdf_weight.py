"""Is the weight of packed streams counted right, and counting stopped at the budget?"""

from __future__ import annotations

import zlib

import pytest

from pipeline.reading.pdf_weight import Scale, TooHeavy, _lzw_length, _run_length


def weighed(data: bytes, *filters: str) -> int:
    scale = Scale(10_000_000)
    scale.weigh(data, filters)
    return 10_000_000 - scale.left


def test_each_layer_counts() -> None:
    once = zlib.compress(b"a" * 1000)
    assert weighed(b"a" * 10) == 10
    assert weighed(once, "/FlateDecode") >= 1000
    assert weighed(zlib.compress(once), "/FlateDecode", "/FlateDecode") >= 1000 + len(once)


def test_damaged_streams_weigh_what_came_before_the_damage() -> None:
    packed = zlib.compress(b"a" * 100_000)
    assert weighed(packed[:-6] + b"damage", "/FlateDecode") >= 90_000
    assert weighed(b"not packed at all", "/FlateDecode") == 0


def test_a_packed_picture_is_not_unpacked() -> None:
    assert weighed(zlib.compress(b"j" * 500), "/FlateDecode", "/DCTDecode") == 1000


def test_the_budget_ends_the_counting() -> None:
    with pytest.raises(TooHeavy):
        Scale(1000).weigh(zlib.compress(bytes(2000)), ["/FlateDecode"])


def test_lengths_of_lzw_and_run_lengths_follow_the_standard() -> None:
    assert _lzw_length(bytes.fromhex("800b6050220c0c8501"), 100) == 10  # the example of ISO 32000-1, 7.4.4.2
    assert _run_length(bytes([2, 1, 2, 3, 255, 7, 128, 9]), 100) == 5


def test_growing_filters_are_not_nested() -> None:
    with pytest.raises(TooHeavy):
        Scale().weigh(b"\x80\x0b\x60", ["/LZWDecode", "/FlateDecode"])
