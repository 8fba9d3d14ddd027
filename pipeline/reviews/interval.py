"""How large may a share really be of which only a sample was seen?"""

from __future__ import annotations

import math
from dataclasses import dataclass

CONFIDENCE = 0.95
HALVINGS = 60
FRACTIONS = 300
TINY = 1e-300


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A share and the bounds within which the true one is, with 95 % confidence."""

    share: float
    low: float
    high: float


def clopper_pearson(faults: int, seen: int) -> Interval | None:
    """The exact interval of a binomial share (Clopper and Pearson 1934): never too narrow, and right at 0 faults.

    None where nothing was seen.
    """
    if not seen:
        return None
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if faults == 0 else _quantile(tail, faults, seen - faults + 1)
    high = 1.0 if faults == seen else _quantile(1 - tail, faults + 1, seen - faults)
    return Interval(share=faults / seen, low=low, high=high)


def _quantile(probability: float, a: float, b: float) -> float:
    """Of the beta distribution, by halving."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _below(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _below(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, from the side where its continued fraction is quick."""
    if x <= 0.0 or x >= 1.0:
        return float(x >= 1.0)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    if x < (a + 1) / (a + b + 2):
        return math.exp(log_front) * _fraction(x, a, b) / a
    return 1 - math.exp(log_front) * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by Lentz's method."""
    c, d = 1.0, 1 / _off_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, FRACTIONS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _off_zero(1 + term * d)
            c = _off_zero(1 + term / c)
            value *= d * c
        if abs(d * c - 1) < 1e-14:
            break
    return value


def _off_zero(number: float) -> float:
    return number if abs(number) > TINY else TINY
