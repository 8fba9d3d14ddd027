"""Which stories are told? (who hands in whose paper, what was altered, what the register holds, what must come out)"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from samples import numbers, people, register
from samples.facts import Blank, Facts, Marks, holder_for
from samples.people import Person

EXTENDED = (dt.date(2020, 1, 1), dt.date(2023, 12, 31))
"""A certificate whose term ended here may have been prolonged by decree (form-facts, section 4)."""
FIVE_YEARS = ("specialist_certificate", "accreditation_certificate")
ASSIGNED = ("approved",)
CAUGHT = ("rejected", "needs_review")


@dataclass(frozen=True, kw_only=True)
class Plot:
    """One story: what the paper shows, who hands it in, what the register says, what must come out."""

    scenario: str
    blank: Blank
    facts: Facts
    holder: Person
    kind: str
    declared: dict[str, str]
    registry: tuple[dict[str, Any], ...]
    genuine: bool = True
    decisions: tuple[str, ...] = ASSIGNED
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    marks: Marks = Marks()
    damage: str = ""
    """A fault of the picture or of the file, put on after drawing."""


def issue_day(rng: random.Random, blank: Blank, as_of: dt.date, *, recent: bool = False) -> dt.date:
    """A day of issue that suits the blank, before `as_of`, within the term of papers that have one."""
    first, last = blank.issued[0], min(blank.issued[1], as_of - dt.timedelta(days=20))
    if blank.kind in FIVE_YEARS:
        first = min(max(first, as_of - dt.timedelta(days=5 * 365 - 30)), last - dt.timedelta(days=60))
    if recent:
        first = max(first, min(last - dt.timedelta(days=400), dt.date(as_of.year - 3, 1, 1)))
    return numbers.day_between(rng, first, last)


def honest(rng: random.Random, blank: Blank, as_of: dt.date, *, recent: bool = False, scenario: str = "genuine",
           day: dt.date | None = None) -> Plot:
    """A genuine paper handed in by its holder."""
    issued = day or issue_day(rng, blank, as_of, recent=recent)
    holder = holder_for(rng, issued)
    facts = blank.invent(rng, holder, issued)
    plot = Plot(scenario=scenario, blank=blank, facts=facts, holder=holder, kind=blank.kind, declared=register.declared(facts),
                registry=(register.person(holder, [register.document(rng, facts)]),))
    return _with_term(plot, as_of)


def _with_term(plot: Plot, as_of: dt.date) -> Plot:
    """Expect what the term of a certificate calls for on that day."""
    if plot.kind not in FIVE_YEARS or "issue_date" not in plot.facts.fields:
        return plot
    issued = plot.facts.day("issue_date")
    end = issued.replace(year=issued.year + 5, day=min(issued.day, 28))
    if end >= as_of:
        return plot
    if plot.kind == "specialist_certificate" and EXTENDED[0] <= end <= EXTENDED[1]:
        return replace(plot, decisions=("needs_review",), reasons=("EXPIRED",))
    return replace(plot, decisions=("rejected",), reasons=("EXPIRED",))


def genuine(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    return honest(rng, blank, as_of)


def other_person(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """Somebody else's genuine paper."""
    plot = honest(rng, blank, as_of)
    stranger = people.invent(rng, born=(plot.holder.birth_date.year - 2, plot.holder.birth_date.year + 3))
    return replace(plot, scenario="other_person", holder=stranger, genuine=False, decisions=CAUGHT,
                   reasons=("HOLDER_MISMATCH", "DUPLICATE_DOCUMENT", "REGISTRY_NOT_FOUND", "SURNAME_CHANGED"),
                   registry=(*plot.registry, register.person(stranger, [])))


def _altered(rng: random.Random, blank: Blank, as_of: dt.date, *, truly: bool) -> Plot:
    plot = honest(rng, blank, as_of, recent=True)
    field = "number" if plot.facts.text("number") else "registration_number"
    false = plot.facts.with_fields(**{field: numbers.altered(rng, plot.facts.text(field))})
    name = "digit_altered_declared_true" if truly else "digit_altered_declared_false"
    return replace(plot, scenario=name, facts=false, genuine=False, decisions=CAUGHT,
                   declared=plot.declared if truly else register.declared(false),
                   reasons=("REGISTRY_MISMATCH", "REGISTRY_NOT_FOUND", "DECLARED_MISMATCH"))


def digit_altered_declared_false(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    return _altered(rng, blank, as_of, truly=False)


def digit_altered_declared_true(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    return _altered(rng, blank, as_of, truly=True)


def declared_typo(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """Paper and register agree; one typed digit differs."""
    plot = honest(rng, blank, as_of)
    field = "number" if "number" in plot.declared else next(iter(plot.declared))
    return replace(plot, scenario="declared_typo", notes=("DECLARED_MISMATCH",),
                   declared={**plot.declared, field: numbers.altered(rng, plot.declared[field])})


def never_issued(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """The holder is in the register; the paper, of a recent year, is not."""
    plot = honest(rng, blank, as_of, recent=True)
    return replace(plot, scenario="never_issued", genuine=False, decisions=CAUGHT,
                   reasons=("REGISTRY_NOT_FOUND", "REGISTRY_MISMATCH"), registry=(register.person(plot.holder, []),))


Story = Callable[[random.Random, Blank, dt.date], Plot]


def stories() -> dict[str, tuple[Story, float]]:
    """Every story by name, with its weight in a mixed batch."""
    return {
        "genuine": (genuine, 12.0), "other_person": (other_person, 1.0),
        "digit_altered_declared_false": (digit_altered_declared_false, 1.0),
        "digit_altered_declared_true": (digit_altered_declared_true, 1.0),
        "declared_typo": (declared_typo, 1.0), "never_issued": (never_issued, 1.0),
    }
