"""Which kinds are drawn, how often, and by which makers?"""

from __future__ import annotations

from random import Random

from benchmarks.reporting_set.papers import (
    certificates,
    courses,
    diplomas,
    identity,
    old_diplomas,
    postgraduate,
    societies,
    unrelated,
    work,
)
from benchmarks.reporting_set.papers.maker import Maker

WEIGHTS = {
    "higher_education_diploma": 28,
    "residency_diploma": 12,
    "internship_certificate": 6,
    "retraining_diploma": 9,
    "advanced_training_certificate": 10,
    "specialist_certificate": 6,
    "accreditation_certificate": 10,
    "passport": 3,
    "snils_card": 3,
    "name_change_certificate": 3,
    "membership_certificate": 3,
    "employment_order": 2,
    "employment_contract": 2,
    "employment_reference": 3,
    "medical_licence": 2,
}
"""How often each kind is drawn among genuine papers."""

MAKERS: tuple[Maker, ...] = (
    *diplomas.MAKERS,
    *old_diplomas.MAKERS,
    *postgraduate.MAKERS,
    *courses.MAKERS,
    *certificates.MAKERS,
    *identity.MAKERS,
    *work.MAKERS,
    *societies.MAKERS,
)

UNRELATED: tuple[Maker, ...] = unrelated.MAKERS
"""Papers of no kind that is asked for."""


def of_kind(kind: str) -> tuple[Maker, ...]:
    """Return the makers of a kind whose papers still hold."""
    return tuple(maker for maker in MAKERS if maker.kind == kind and not maker.ends)


def one_of(makers: tuple[Maker, ...], rng: Random) -> Maker:
    """Draw a maker by kind's and variant's weight."""
    weights = [
        WEIGHTS[maker.kind] * maker.weight / sum(other.weight for other in makers if other.kind == maker.kind)
        for maker in makers
    ]
    return rng.choices(makers, weights)[0]
