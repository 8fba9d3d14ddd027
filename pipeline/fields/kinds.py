"""Which kind of document is this, by its title and wording? (never by the shape of its number)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.case import KindScore
from pipeline.fields.flow import Flow
from pipeline.rules.kind import Kind, Sign

FIRM = 0.88
"""What speaks against a kind must read so alike: the neighbours of a title must not be held against it."""
CLEAR_LEAD = 1.5
CLEAR_POINTS = 3.0
"""A kind is named only when it scores so many times as much as the next one, or so many points more."""


def score_signs(flow: Flow, signs: Sequence[Sign]) -> float:
    """The sum of the weights of the wordings found, each scaled by how alike it reads (0.8 counts half, 1 whole)."""
    total = 0.0
    for sign in signs:
        likeness = flow.best(sign.words)
        if likeness >= (FIRM if sign.weight < 0 else 0.8):
            total += sign.weight * min(1.0, 0.5 + (likeness - 0.8) * 2.5)
    return total


def score_kinds(flow: Flow, kinds: Mapping[str, Kind]) -> tuple[KindScore, ...]:
    """Every kind with its score and likeliest variant, the best first."""
    scores = []
    for kind in kinds.values():
        variant, bonus = best_variant(flow, kind)
        base = score_signs(flow, kind.signs)
        scores.append(KindScore(kind=kind.kind, score=round(base + max(bonus, 0.0), 2), variant=variant))
    return tuple(sorted(scores, key=lambda score: -score.score))


def best_variant(flow: Flow, kind: Kind) -> tuple[str | None, float]:
    """The variant whose wordings weigh most, with that weight; (None, 0) where none shows."""
    weighed = [(score_signs(flow, variant.signs), variant.name) for variant in kind.variants]
    best = max(weighed, default=(0.0, ""))
    return (best[1], best[0]) if best[0] > 0 else (None, 0.0)


def detected(scores: Sequence[KindScore], kinds: Mapping[str, Kind]) -> KindScore | None:
    """The kind that the wording names, or None where it names none or is undecided between two."""
    if not scores or scores[0].score < kinds[scores[0].kind].min_score:
        return None
    second = max(scores[1].score, 0.0) if len(scores) > 1 else 0.0
    if scores[0].score < CLEAR_LEAD * second and scores[0].score - second < CLEAR_POINTS:
        return None
    return scores[0]
