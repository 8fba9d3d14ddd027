"""Which stories are told, how often, and of which kinds?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from samples import damage, faults, forgeries, tales
from samples.facts import Blank
from samples.plots import AGES, FIVE_YEARS, REGISTERED, UNATTESTED
from samples.tales import Tell

LICENCE = "medical_licence"
BY_NAME = 1e-9
"""Drawn where it is asked for by its name: a seed's mixed batch stays what it was."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """A story, its weight in a mixed batch, the blanks it can be told of."""

    name: str
    tell: Tell
    weight: float
    fits: Callable[[Blank], bool]


def stories() -> tuple[Story, ...]:
    """Every story."""

    def anything(blank: Blank) -> bool:
        return True

    def registered(blank: Blank) -> bool:
        return blank.kind in REGISTERED

    def personal(blank: Blank) -> bool:
        return blank.kind != LICENCE

    def dated(blank: Blank) -> bool:
        return blank.kind in (
            "higher_education_diploma",
            "residency_diploma",
            "internship_certificate",
            "specialist_certificate",
        )

    def inked(blank: Blank) -> bool:
        return blank.signed and blank.kind not in (*UNATTESTED, "passport")

    rows: list[tuple[Tell, float, Callable[[Blank], bool]]] = [
        (tales.genuine, 30.0, anything),
        (tales.surname_changed_known, 2.0, registered),
        (tales.surname_changed_unknown, 1.0, registered),
        (tales.other_person, 2.0, personal),
        (tales.altered_name, 1.0, registered),
        (tales.digit_altered_declared_false, 2.0, registered),
        (tales.digit_altered_declared_true, 2.0, registered),
        (tales.declared_typo, 2.0, registered),
        (tales.never_issued, 1.5, registered),
        (tales.revoked, 1.5, registered),
        (tales.replaced, 0.5, registered),
        (tales.another_year, 1.5, registered),
        (tales.no_signature, 1.5, inked),
        (tales.no_seal, 1.5, inked),
        (tales.wrong_kind, 1.5, anything),
        (tales.unrelated, 1.5, anything),
        (tales.expired, 1.5, lambda blank: blank.kind in FIVE_YEARS),
        (tales.date_in_future, 1.0, registered),
        (tales.protocol_after_issue, 1.0, dated),
        (tales.too_young, 0.5, lambda blank: blank.kind in tuple(AGES)[-3:]),
    ]
    told = [Story(name=tell.__name__, tell=tell, weight=weight, fits=fits) for tell, weight, fits in rows]
    for name, (_, code) in damage.faults().items():
        told += [
            Story(name=ending, tell=tales.with_picture_fault(ending, code), weight=0.7, fits=registered)
            for ending in (name, f"{name}_just_good")
        ]
    told += [
        Story(name=name, tell=tales.with_file_fault(name, codes), weight=0.25, fits=anything)
        for name, (_, codes) in faults.faults().items()
    ]
    told += [
        Story(name=name, tell=tales.with_forged_file(name), weight=BY_NAME, fits=registered)
        for name in forgeries.forgeries()
    ]
    return tuple(told)
