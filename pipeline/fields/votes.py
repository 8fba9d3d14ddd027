"""Which reading of a number do several different looks agree on, and how surely?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from pipeline.case import Alternative, Look

FIRST_READING = 0.7
"""The page's own reading counts less than a closer look: the Russian model doubles digits in long numbers."""
LAYER_READING = 2.5
"""A text layer is exact when it is honest; looks at the pixels can still outvote it together."""
NEIGHBOUR = 0.3
"""A look that saw a symbol more before the page's reading saw a part of its neighbour, a «№», and half agrees."""
TWO = 2
"""One look alone never outvotes the page's reading."""
RUNNERS_UP = 3
NEEDS = 3
"""So many votes' weight makes a reading as sure as its agreement."""


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The reading that won, how sure it is (0 to 1), how many readings saw just it, and what else was read."""

    text: str
    confidence: float
    agreed: int
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """The readings of one spot: for each text its share of the votes, their weight, and how many cast them."""

    shares: Mapping[str, float]
    weights: Mapping[str, float]
    voters: Mapping[str, int]
    first: str

    @property
    def ranked(self) -> list[str]:
        """The likeliest reading first; one look alone never outvotes the page's reading."""
        return sorted(
            self.shares, key=lambda text: (text != self.first and self.voters[text] < TWO, -self.shares[text], text)
        )

    def confidence(self, text: str) -> float:
        """The reading's share of all votes, lowered where few stand behind it."""
        return self.shares[text] * min(1.0, 0.6 + 0.4 * self.weights[text] / NEEDS)


def ballot(first: str, first_confidence: float, looks: Sequence[Look], *, from_layer: bool = False) -> Ballot:
    """Count the page's reading and the looks at one spot; all texts compact."""
    weights: dict[str, float] = defaultdict(float)
    voters: dict[str, int] = defaultdict(int)
    if first:
        weights[first] += (LAYER_READING if from_layer else FIRST_READING) * (0.5 + first_confidence / 2)
        voters[first] += 1
    for look in looks:
        if first and look.text != first and look.text.endswith(first):
            weights[first] += NEIGHBOUR
        elif look.text:
            weights[look.text] += 0.5 + look.confidence / 2
            voters[look.text] += 1
    total = sum(weights.values()) or 1.0
    shares = {text: weight / total for text, weight in weights.items()}
    return Ballot(shares=shares, weights=dict(weights), voters=dict(voters), first=first)


def settle(
    ballots: Sequence[Ballot], fits: Callable[[str], bool], prefers: Callable[[str], bool] = lambda _: False
) -> Settled | None:
    """The likeliest combination of the spots' readings that has the form; preferred ones (check digits) come first.

    None when no combination has the form.
    """
    choices = product(*(each.ranked[:RUNNERS_UP] for each in ballots))
    return settle_parts(ballots, {parts: text for parts in choices if fits(text := "".join(parts))}, prefers)


def settle_parts(
    ballots: Sequence[Ballot],
    meant: Mapping[tuple[str, ...], str],
    prefers: Callable[[str], bool] = lambda _: False,
) -> Settled | None:
    """The same where what a combination means is known: a date for the digits of its words."""
    if not meant:
        return None
    ranked = sorted(meant, key=lambda parts: (prefers(meant[parts]), _rank(ballots, parts)), reverse=True)
    winner = ranked[0]
    return Settled(
        text=meant[winner],
        confidence=round(min(0.999, *(b.confidence(p) for b, p in zip(ballots, winner, strict=True))), 3),
        agreed=min(b.voters.get(p, 0) for b, p in zip(ballots, winner, strict=True)),
        alternatives=tuple(
            Alternative(value=meant[other], confidence=round(_share(ballots, other, winner), 3))
            for other in ranked[1:5]
            if meant[other] != meant[winner]
        ),
    )


def _rank(ballots: Sequence[Ballot], parts: Sequence[str]) -> tuple[int, float]:
    places = sum(b.ranked.index(part) for b, part in zip(ballots, parts, strict=True))
    return -places, prod(b.shares[part] for b, part in zip(ballots, parts, strict=True))


def _share(ballots: Sequence[Ballot], parts: Sequence[str], winner: Sequence[str]) -> float:
    """The least share of a part in which this combination differs from the winner."""
    return min(b.shares[p] for b, p, w in zip(ballots, parts, winner, strict=True) if p != w)
