"""What is right or wrong with a paper, and what must come out?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from benchmarks.reporting_set import dates, people
from benchmarks.reporting_set.facts import Facts, Value, declared, names, registered
from benchmarks.reporting_set.people import Person

Entry = dict[str, Value]

TWINS = {"0": "8", "1": "7", "2": "7", "3": "8", "4": "1", "5": "6", "6": "8", "7": "1", "8": "3", "9": "8"}
"""A digit and the look-alike that a forger turns it into."""

LOOKED_AT = ("rejected", "needs_review")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One line of the set before it is drawn: what is shown, who asks, what the register knows."""

    shown: Facts
    claimed_kind: str
    holder: Person
    declared: dict[str, str]
    register: tuple[tuple[Person, tuple[Entry, ...]], ...]
    decisions: tuple[str, ...] = ("approved",)
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signed: bool = True
    sealed: bool = True
    fields_count: bool = field(default=True)
    """Whether the values shown can be asked for: not on what nobody can read, nor as fields of another kind."""


def genuine(facts: Facts, rng: Random) -> Case:
    """A genuine paper of its holder."""
    return Case(
        shown=facts,
        claimed_kind=facts.kind,
        holder=facts.person,
        declared=declared(facts, rng),
        register=((facts.person, (registered(facts),)),),
    )


def declared_typo(facts: Facts, rng: Random) -> Case:
    """A genuine paper; the applicant mistyped its number or its date."""
    case = genuine(facts, rng)
    typed = dict(case.declared)
    if rng.random() < 0.7 or "issue_date" not in typed:
        typed["number"] = altered(str(facts.fields["number"]), rng)
    else:
        typed["issue_date"] = (facts.day("issue_date") + dt.timedelta(days=rng.choice((-1, 1, 10)))).isoformat()
    return replace(case, declared=typed, notes=("DECLARED_MISMATCH",))


def changed_surname(facts: Facts, rng: Random) -> Case:
    """A genuine paper in a surname that its holder had before, as the register knows."""
    old = facts.person
    new = next(last for last in iter(lambda: people.surname(rng, old.female), "") if last != old.last)
    now = replace(old, last=new, former_last=(old.last,))
    entry = registered(facts)
    if rng.random() < 0.5:
        entry["last_name"] = old.last
    return replace(genuine(facts, rng), holder=now, register=((now, (entry,)),))


def other_person(facts: Facts, rng: Random) -> Case:
    """Somebody hands in another person's genuine paper: a relative's or a stranger's."""
    asks = people.relative(rng, facts.person) if rng.random() < 0.4 else people.person(rng, facts.person.born.year + 1)
    register = ((facts.person, (registered(facts),)), (asks, ()))
    return _wrong(replace(genuine(facts, rng), holder=asks, register=register), "HOLDER_MISMATCH", "DUPLICATE_DOCUMENT")


def altered(number: str, rng: Random) -> str:
    """Return a number with one digit turned into a look-alike."""
    places = [place for place, digit in enumerate(number) if digit in TWINS]
    place = rng.choice(places[len(places) // 3 :] or places)
    return number[:place] + TWINS[number[place]] + number[place + 1 :]


def digit_altered_declared_so(facts: Facts, rng: Random) -> Case:
    """One digit of the number was altered, and declared as altered."""
    shown = facts.having(number=altered(str(facts.fields["number"]), rng))
    case = replace(genuine(facts, rng), shown=shown, declared=declared(shown, rng))
    return _wrong(case, "REGISTRY_MISMATCH", "REGISTRY_NOT_FOUND")


def digit_altered_declared_true(facts: Facts, rng: Random) -> Case:
    """One digit of the number was altered on paper; the true number was declared."""
    shown = facts.having(number=altered(str(facts.fields["number"]), rng))
    return _wrong(
        replace(genuine(facts, rng), shown=shown), "REGISTRY_MISMATCH", "DECLARED_MISMATCH", "REGISTRY_NOT_FOUND"
    )


def never_issued(facts: Facts, rng: Random) -> Case:
    """The register, complete for the year, holds no such paper; it may know the person."""
    register = ((facts.person, ()),) if rng.random() < 0.7 else ()
    return _wrong(replace(genuine(facts, rng), register=register), "REGISTRY_NOT_FOUND")


def revoked(facts: Facts, rng: Random) -> Case:
    """The register says that the paper no longer holds."""
    entry = registered(facts, rng.choice(("revoked", "revoked", "replaced")))
    return _wrong(replace(genuine(facts, rng), register=((facts.person, (entry,)),)), "REGISTRY_REVOKED")


def other_year(facts: Facts, rng: Random) -> Case:
    """The year of issue was altered, and declared as altered or as it was."""
    issued = facts.day("issue_date")
    years = [issued.year - 2, issued.year - 1] + ([issued.year + 1] if issued.year < 2024 else [])
    shown = facts.having(issue_date=dates.plus_years(issued, rng.choice(years) - issued.year).isoformat())
    case = replace(genuine(facts, rng), shown=shown, declared=declared(shown if rng.random() < 0.6 else facts, rng))
    return _wrong(
        case, "REGISTRY_MISMATCH", "DATES_INCONSISTENT", "REGISTRY_NOT_FOUND", "FIELD_INVALID", "DECLARED_MISMATCH"
    )


def name_altered(facts: Facts, rng: Random) -> Case:
    """Another person's paper with the holder's name put in: a first name, or the whole."""
    owner = facts.person
    forger = people.relative(rng, owner) if rng.random() < 0.5 else people.person(rng, owner.born.year)
    shown = replace(facts, person=forger, fields={**facts.fields, **names(forger)})
    register = ((owner, (registered(facts),)), (forger, ()))
    case = replace(genuine(facts, rng), shown=shown, holder=forger, register=register)
    return _wrong(case, "REGISTRY_NOT_FOUND", "REGISTRY_MISMATCH", "DUPLICATE_DOCUMENT", "HOLDER_MISMATCH")


def no_signature(facts: Facts, rng: Random) -> Case:
    """Nobody signed it."""
    return _wrong(replace(genuine(facts, rng), signed=False), "SIGNATURE_MISSING")


def no_seal(facts: Facts, rng: Random) -> Case:
    """It bears no seal."""
    return _wrong(replace(genuine(facts, rng), sealed=False), "SEAL_MISSING")


def expired(facts: Facts, rng: Random) -> Case:
    """It has run out."""
    return _wrong(genuine(facts, rng), "EXPIRED")


def perhaps_extended(facts: Facts, rng: Random) -> Case:
    """It ran out in 2020-2023, when decrees extended such papers: a person looks."""
    return replace(genuine(facts, rng), decisions=("needs_review",), reasons=("EXPIRED",))


def unreadable(facts: Facts, rng: Random, codes: tuple[str, ...]) -> Case:
    """A genuine paper in a picture or file that cannot be used."""
    return replace(_wrong(genuine(facts, rng), *codes), fields_count=False)


def wrong_kind(facts: Facts, rng: Random, claimed: str) -> Case:
    """A paper is handed in as something that it is not."""
    return replace(_wrong(genuine(facts, rng), "KIND_MISMATCH"), claimed_kind=claimed, fields_count=False)


def _wrong(case: Case, *codes: str) -> Case:
    return replace(case, decisions=LOOKED_AT, reasons=codes)


Changer = Callable[[Facts, Random], Case]

ENROLLED: dict[str, Changer] = {
    "digit_altered_declared_so": digit_altered_declared_so,
    "digit_altered_declared_true": digit_altered_declared_true,
    "revoked": revoked,
    "other_year": other_year,
    "name_altered": name_altered,
}
"""Wrongs that only a register can tell."""

ANY: dict[str, Changer] = {
    "genuine": genuine,
    "declared_typo": declared_typo,
    "changed_surname": changed_surname,
    "other_person": other_person,
    "never_issued": never_issued,
    "no_signature": no_signature,
    "no_seal": no_seal,
    "expired": expired,
    "perhaps_extended": perhaps_extended,
}
