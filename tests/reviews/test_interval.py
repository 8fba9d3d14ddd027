"""Is an interval what the literature says it is?"""

from __future__ import annotations

import pytest

from pipeline.reviews.interval import clopper_pearson

PUBLISHED = (
    (81, 263, 0.2527, 0.3676),
    (15, 148, 0.0578, 0.1617),
    (0, 20, 0.0000, 0.1684),
    (1, 29, 0.0009, 0.1776),
)
"""Newcombe 1998, «Two-sided confidence intervals for the single proportion», table I, method 5."""


@pytest.mark.parametrize(("faults", "seen", "low", "high"), PUBLISHED)
def test_it_is_the_published_one(faults: int, seen: int, low: float, high: float) -> None:
    found = clopper_pearson(faults, seen)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    mirrored = clopper_pearson(seen - faults, seen)
    assert mirrored is not None
    assert (round(1 - mirrored.high, 4), round(1 - mirrored.low, 4)) == (low, high)


def test_of_nothing_there_is_none_and_without_a_fault_it_is_the_rule_of_three() -> None:
    assert clopper_pearson(0, 0) is None
    large = clopper_pearson(0, 30_000)
    assert large is not None
    assert (large.share, large.low) == (0.0, 0.0)
    assert large.high == pytest.approx(1 - 0.025 ** (1 / 30_000), rel=1e-9)
