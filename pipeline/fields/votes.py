"""Which reading of a number do several different looks agree on, and how surely?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.case import Alternative, Look

FIRST_READING = 0.7
"""The page's own reading counts less than a closer look: the Russian model doubles digits in long numbers."""
LAYER_READING = 2.5
"""A text layer is exact when it is honest; looks at the pixels can still outvote it together."""
NEIGHBOUR = 0.3
"""A look that saw a symbol more before the page's reading saw a part of its neighbour, a «№», and half agrees."""
TWO = 2
"""One look alone never outvotes the page's reading."""
NEEDS = 3
"""So many votes' weight makes a reading as sure as its agreement."""


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The reading that won, how sure it is (0 to 1), and what else was read."""

    text: str
    confidence: float
    alternatives: tuple[Alternative, ...]


def settle(first: str, first_confidence: float, looks: Sequence[Look], *, from_layer: bool = False) -> Settled:
    """Weigh the page's reading and the looks; all texts compact and already fit for the field's form.

    Confidence is the winner's share of all votes, lowered where few looks stand behind it.
    """
    votes: dict[str, float] = defaultdict(float)
    if first:
        votes[first] += (LAYER_READING if from_layer else FIRST_READING) * (0.5 + first_confidence / 2)
    seen: dict[str, int] = defaultdict(int)
    for look in looks:
        if first and look.text != first and look.text.endswith(first):
            votes[first] += NEIGHBOUR
            continue
        votes[look.text] += 0.5 + look.confidence / 2
        seen[look.text] += 1
    if not votes:
        return Settled(text="", confidence=0.0, alternatives=())
    ranked = sorted(votes.items(), key=lambda item: (item[0] != first and seen[item[0]] < TWO, -item[1]))
    total = sum(votes.values())
    winner, weight = ranked[0]
    confidence = weight / total * min(1.0, 0.6 + 0.4 * weight / NEEDS)
    others = tuple(Alternative(value=text, confidence=round(w / total, 3)) for text, w in ranked[1:5])
    return Settled(text=winner, confidence=round(min(confidence, 0.999), 3), alternatives=others)


def fitting(looks: Sequence[Look], form: re.Pattern[str]) -> tuple[Look, ...]:
    """Looks whose whole text has the form, compacted; the others saw something that cannot stand there."""
    kept = []
    for look in looks:
        text = re.sub(r"\s+", "", look.text)
        if form.fullmatch(text):
            kept.append(look.model_copy(update={"text": text, "choices": ()}))
    return tuple(kept)
