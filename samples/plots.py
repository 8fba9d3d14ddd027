"""What is a sample's story made of? (the plot, and the honest story that all others vary)"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field, replace
from typing import Any

from samples import numbers, register
from samples.facts import Blank, Facts, Marks, holder_for
from samples.people import Person

EXTENDED = (dt.date(2020, 1, 1), dt.date(2023, 12, 31))
"""A certificate whose term ended here may have been prolonged by decree (form-facts, section 4)."""
FIVE_YEARS = ("specialist_certificate", "accreditation_certificate")
REGISTERED = (
    "higher_education_diploma",
    "residency_diploma",
    "internship_certificate",
    "retraining_diploma",
    "advanced_training_certificate",
    "specialist_certificate",
    "accreditation_certificate",
)
"""Kinds of which the register holds the papers themselves."""
UNATTESTED = (
    "medical_licence",
    "employment_order",
    "employment_contract",
    "employment_reference",
    "employment_history_extract",
)
"""Kinds that the register may not attest: a person may look at a good one."""
AGES = {
    "advanced_training_certificate": (25, 58),
    "accreditation_certificate": (24, 58),
    "retraining_diploma": (25, 55),
    "specialist_certificate": (24, 58),
    "passport": (20, 44),
    "snils_card": (14, 50),
    "name_change_certificate": (20, 45),
    "membership_certificate": (25, 60),
    "higher_education_diploma": (23, 30),
    "residency_diploma": (25, 32),
    "internship_certificate": (24, 30),
}
"""Age on the day of issue."""
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
    decisions: tuple[str, ...] = ("approved",)
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    marks: Marks = field(default_factory=Marks)
    damage: str = ""
    """A fault of the picture or of the file, put on after drawing."""
    drawn: Facts | None = None
    """What was on the paper before its file was forged; `facts` is what it shows now."""
    holder_told: dict[str, str] | None = None
    """The manifest's `holder`, where it is not all that is known of them."""

    @property
    def genuine(self) -> bool:
        """Nothing is wrong with the paper, the person or the picture: it must never be rejected."""
        return "approved" in self.decisions


def issue_day(rng: random.Random, blank: Blank, as_of: dt.date, *, recent: bool = False) -> dt.date:
    """A day of issue that suits the blank, before `as_of`, within the term of papers that have one."""
    first, last = blank.issued[0], min(blank.issued[1], as_of - dt.timedelta(days=20))
    if blank.kind in FIVE_YEARS:
        first = min(max(first, as_of - dt.timedelta(days=5 * 365 - 30)), last - dt.timedelta(days=60))
    if recent:
        first = max(first, min(last - dt.timedelta(days=400), dt.date(as_of.year - 3, 1, 1)))
    return numbers.day_between(rng, first, last)


def honest(
    rng: random.Random, blank: Blank, as_of: dt.date, *, recent: bool = False, day: dt.date | None = None
) -> Plot:
    """A genuine paper handed in by its holder."""
    issued = day or issue_day(rng, blank, as_of, recent=recent)
    facts = blank.invent(rng, holder_for(rng, issued, AGES.get(blank.kind, (24, 55))), issued)
    former = (facts.person.former_last_name,) if facts.person.former_last_name else ()
    plot = Plot(
        scenario="genuine",
        blank=blank,
        facts=facts,
        holder=facts.person,
        kind=blank.kind,
        declared=register.declared(facts),
        registry=(
            register.person(
                facts.person, [register.document(rng, facts)], former=former, employments=register.employments(facts)
            ),
        ),
    )
    return with_term(plot, as_of)


def with_term(plot: Plot, as_of: dt.date) -> Plot:
    """Expect what the term of a certificate calls for on that day, and allow a person where no register attests."""
    if plot.kind in UNATTESTED:
        return replace(plot, decisions=("approved", "needs_review"))
    if plot.kind not in FIVE_YEARS:
        return plot
    issued = plot.facts.day("issue_date")
    end = issued.replace(year=issued.year + 5, day=min(issued.day, 28))
    if end >= as_of:
        return plot
    if plot.kind == "specialist_certificate" and EXTENDED[0] <= end <= EXTENDED[1]:
        return replace(plot, decisions=("needs_review",), reasons=("EXPIRED",))
    return replace(plot, decisions=("rejected",), reasons=("EXPIRED",))


def ended(plot: Plot) -> bool:
    """The paper's own term is what must come out, whatever else the story tells."""
    return "EXPIRED" in plot.reasons


def caught(plot: Plot, scenario: str, *reasons: str, **changes: Any) -> Plot:
    """A wrong paper: rejected with one of the reasons, or left to a person; never approved."""
    return replace(plot, scenario=scenario, decisions=CAUGHT, reasons=(*reasons, *plot.reasons), **changes)
