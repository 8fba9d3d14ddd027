"""How does each story go? (who hands in whose paper, what was altered, what the register holds, what must come out)"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

from samples import numbers, people, register
from samples.facts import Blank, Marks, holder_for
from samples.plots import REGISTERED, Plot, caught, ended, honest

Tell = Callable[[random.Random, Blank, dt.date], Plot]


def genuine(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """Mostly with everything told; now and then the cabinet knows less of the holder, or less was typed."""
    plot = honest(rng, blank, as_of)
    told, typed = register.holder(plot.holder), plot.declared
    if rng.random() < 0.12:
        told = {name: value for name, value in told.items() if name not in rng.choice((("inn",), ("snils", "inn")))}
    if rng.random() < 0.15:
        typed = {name: value for name, value in typed.items() if rng.random() < 0.6}
    registry = plot.registry
    if rng.random() < 0.1 and plot.kind in REGISTERED:
        registry = (*registry, register.namesake(rng, plot.facts))
    return replace(plot, holder_told=told, declared=typed, registry=registry)


def surname_changed_known(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """The paper shows a former surname, and the register knows it."""
    return _renamed(rng, blank, as_of, known=True)


def surname_changed_unknown(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """The paper shows a former surname of which nothing is known."""
    plot = _renamed(rng, blank, as_of, known=False)
    return caught(plot, "surname_changed_unknown", "SURNAME_CHANGED", "HOLDER_MISMATCH")


def _renamed(rng: random.Random, blank: Blank, as_of: dt.date, *, known: bool) -> Plot:
    plot = honest(rng, blank, as_of)
    former = plot.facts.person.last_name
    new = next(name for name in iter(lambda: people.surname(rng, plot.holder.sex), "") if name != former)
    holder = replace(plot.holder, last_name=new)
    entry = {**plot.registry[0], "last_name": new, "previous_last_names": [former] if known else []}
    return replace(plot, scenario="surname_changed_known", holder=holder, registry=(entry,))


def other_person(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """Somebody else's genuine paper."""
    plot = honest(rng, blank, as_of)
    born = plot.holder.birth_date.year
    stranger = next(
        one
        for one in iter(lambda: people.invent(rng, born=(born - 2, born + 3)), None)
        if one.last_name != plot.holder.last_name
    )
    return caught(
        plot,
        "other_person",
        "HOLDER_MISMATCH",
        "SURNAME_CHANGED",
        "DUPLICATE_DOCUMENT",
        "REGISTRY_NOT_FOUND",
        holder=stranger,
        registry=(*plot.registry, register.person(stranger, [])),
    )


def altered_name(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """Another person's paper on which the name was changed to the holder's."""
    plot = honest(rng, blank, as_of, recent=True)
    owner, born = plot.holder, plot.holder.birth_date.year
    forger = people.invent(rng, born=(born - 2, born + 3))
    return caught(
        plot,
        "altered_name",
        "REGISTRY_NOT_FOUND",
        "DUPLICATE_DOCUMENT",
        "REGISTRY_MISMATCH",
        "HOLDER_MISMATCH",
        holder=forger,
        facts=replace(plot.facts, person=forger),
        registry=(register.person(owner, plot.registry[0]["documents"]), register.person(forger, [])),
    )


def _altered(rng: random.Random, blank: Blank, as_of: dt.date, *, truly: bool) -> Plot:
    plot = honest(rng, blank, as_of, recent=True)
    false = plot.facts.with_fields(number=numbers.altered(rng, plot.facts.text("number")))
    return caught(
        plot,
        "digit_altered_declared_true" if truly else "digit_altered_declared_false",
        "REGISTRY_MISMATCH",
        "REGISTRY_NOT_FOUND",
        "DECLARED_MISMATCH",
        facts=false,
        declared=plot.declared if truly else register.declared(false),
    )


def digit_altered_declared_false(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """One digit of the paper's number was changed to a look-alike, and typed so."""
    return _altered(rng, blank, as_of, truly=False)


def digit_altered_declared_true(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """One digit of the paper's number was changed to a look-alike; the true number was typed."""
    return _altered(rng, blank, as_of, truly=True)


def with_forged_file(name: str) -> Tell:
    """An honest paper whose file was forged to show another number; the true one was typed."""

    def tell(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
        plot = honest(rng, blank, as_of, recent=True)
        false = plot.facts.with_fields(number=numbers.altered(rng, plot.facts.text("number")))
        reasons = ("ALTERATION_SUSPECTED", "REGISTRY_MISMATCH", "REGISTRY_NOT_FOUND", "DECLARED_MISMATCH")
        return caught(plot, name, *reasons, facts=false, drawn=plot.facts, damage=name)

    return tell


def declared_typo(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """Paper and register agree; one typed digit differs."""
    plot = honest(rng, blank, as_of)
    typed = {**plot.declared, "number": numbers.altered(rng, plot.declared["number"])}
    return replace(plot, scenario="declared_typo", notes=("DECLARED_MISMATCH",), declared=typed)


def never_issued(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """The holder is in the register; the paper, of a recent year, is not."""
    plot = honest(rng, blank, as_of, recent=True)
    other = honest(rng, blank, as_of)
    held = other.registry[0]["documents"] if rng.random() < 0.4 else []
    return caught(
        plot, "never_issued", "REGISTRY_NOT_FOUND", "REGISTRY_MISMATCH", registry=(register.person(plot.holder, held),)
    )


def revoked(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """The register says that the paper was revoked."""
    plot = honest(rng, blank, as_of)
    entry = register.person(plot.holder, [register.document(rng, plot.facts, status="revoked")])
    return replace(
        plot,
        scenario="revoked",
        decisions=("rejected",),
        reasons=("REGISTRY_REVOKED", *plot.reasons),
        registry=(entry,),
    )


def replaced(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """The register says that a duplicate took the paper's place."""
    plot = honest(rng, blank, as_of)
    entry = register.person(plot.holder, [register.document(rng, plot.facts, status="replaced")])
    return caught(plot, "replaced", "REGISTRY_REVOKED", "REGISTRY_MISMATCH", registry=(entry,))


def another_year(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """The paper shows another year of issue than the register."""
    plot = honest(rng, blank, as_of, recent=True)
    years = rng.choice((-2, -1))
    moved = {
        name: _shifted(plot.facts.day(name), years)
        for name in ("issue_date", "protocol_date", "study_start", "study_end", "valid_until")
        if plot.facts.text(name)
    }
    false = plot.facts.with_fields(**moved)
    return caught(
        plot,
        "another_year",
        "REGISTRY_MISMATCH",
        "REGISTRY_NOT_FOUND",
        "EXPIRED",
        "DATES_INCONSISTENT",
        facts=false,
        declared=register.declared(false),
    )


def _shifted(day: dt.date, years: int) -> str:
    return day.replace(year=day.year + years, day=min(day.day, 28)).isoformat()


def no_signature(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    plot = honest(rng, blank, as_of)
    return caught(plot, "no_signature", "SIGNATURE_MISSING", marks=Marks(signature=False))


def no_seal(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    plot = honest(rng, blank, as_of)
    return caught(plot, "no_seal", "SEAL_MISSING", marks=Marks(seal=False))


def wrong_kind(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """A good paper, handed in as another kind."""
    plot = honest(rng, blank, as_of)
    said = rng.choice([kind for kind in REGISTERED if kind != blank.kind])
    return caught(plot, "wrong_kind", "KIND_MISMATCH", kind=said)


def unrelated(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """A receipt, a letter or a recipe in place of the paper."""
    return caught(honest(rng, blank, as_of), "unrelated", "KIND_MISMATCH", "SCAN_UNREADABLE", damage="unrelated")


def expired(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """Its five years ended: before the decrees, after them, or within (then a person looks)."""
    first, last = (
        blank.issued[0],
        min(blank.issued[1], as_of.replace(year=as_of.year - 5, day=1) - dt.timedelta(days=40)),
    )
    return replace(
        honest(rng, blank, as_of, day=numbers.day_between(rng, first, max(last, first + dt.timedelta(days=30)))),
        scenario="expired",
    )


def date_in_future(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """Issued after today."""
    plot = honest(rng, blank, as_of, recent=True)
    ahead = as_of + dt.timedelta(days=rng.randrange(40, 700))
    false = plot.facts.with_fields(issue_date=ahead.isoformat())
    return caught(
        plot,
        "date_in_future",
        "DATE_IN_FUTURE",
        "REGISTRY_MISMATCH",
        "DATES_INCONSISTENT",
        facts=false,
        declared=register.declared(false),
    )


def protocol_after_issue(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """The commission decided after the paper was issued."""
    plot = honest(rng, blank, as_of)
    late = plot.facts.day("issue_date") + dt.timedelta(days=rng.randrange(25, 200))
    return caught(
        plot,
        "protocol_after_issue",
        "DATES_INCONSISTENT",
        "REGISTRY_MISMATCH",
        facts=plot.facts.with_fields(protocol_date=late.isoformat()),
    )


def too_young(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
    """Issued before the holder could have graduated."""
    plot = honest(rng, blank, as_of)
    child = replace(
        holder_for(rng, plot.facts.day("issue_date"), (8, 13)), snils=plot.holder.snils, inn=plot.holder.inn
    )
    return caught(
        plot,
        "too_young",
        "DATES_INCONSISTENT",
        facts=replace(plot.facts, person=child),
        holder=child,
        registry=(register.person(child, plot.registry[0]["documents"]),),
    )


def with_picture_fault(name: str, code: str) -> Tell:
    def tell(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
        plot = replace(honest(rng, blank, as_of), scenario=name, damage=name)
        if name.endswith("_just_good"):
            return plot if ended(plot) else replace(plot, decisions=("approved", "needs_review"))
        others = (
            ("SCAN_UNREADABLE", "FIELD_MISSING", "PAGE_MISSING", "KIND_MISMATCH")
            if name != "blank"
            else ("SCAN_UNREADABLE",)
        )
        return caught(plot, name, code, *others)

    return tell


def with_file_fault(name: str, codes: tuple[str, ...]) -> Tell:
    def tell(rng: random.Random, blank: Blank, as_of: dt.date) -> Plot:
        return replace(honest(rng, blank, as_of), scenario=name, damage=name, decisions=("rejected",), reasons=codes)

    return tell
