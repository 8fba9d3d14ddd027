"""Which former surnames do approved papers about a change of name explain, and whose are they?"""

from __future__ import annotations

from collections import defaultdict

from commands.manifest import Entry
from commands.result import Result
from pipeline.case import Holder, Outcome
from pipeline.registry.keys import name_key, snils_key

EXPLAINS = "name_change_certificate"
FIELD = "previous_last_name"

Person = tuple[str, ...]


class FormerNames:
    """Learns from results as they come. Papers are one holder's by СНИЛС, else by name and birth date."""

    def __init__(self) -> None:
        self._by_snils: defaultdict[str, set[str]] = defaultdict(set)
        self._by_person: defaultdict[Person, set[tuple[str, str]]] = defaultdict(set)

    def learn(self, entry: Entry, result: Result) -> None:
        """Remember the surname before the change, where the paper that says so was approved."""
        value = result["fields"].get(FIELD, {}).get("value")
        if entry.kind != EXPLAINS or result["decision"] != Outcome.APPROVED.value or not isinstance(value, str):
            return
        snils = snils_key(entry.holder.snils)
        if snils:
            self._by_snils[snils].add(value)
        if person := person_of(entry.holder):
            self._by_person[person].add((snils, value))

    def of(self, holder: Holder) -> tuple[str, ...]:
        """The holder's former surnames, in the alphabet's order: results come in any."""
        snils, person = snils_key(holder.snils), person_of(holder)
        alike = self._by_person.get(person, set()) if person else set()
        if snils:
            return tuple(sorted(self._by_snils.get(snils, set()) | {name for other, name in alike if not other}))
        if len({other for other, _ in alike if other}) > 1:  # namesakes born on one day: whose paper it is is not known
            return ()
        return tuple(sorted({name for _, name in alike}))


def same_holder(one: Holder, other: Holder) -> bool:
    """By СНИЛС where both have one, else by name and birth date."""
    known, theirs = snils_key(one.snils), snils_key(other.snils)
    if known and theirs:
        return known == theirs
    person = person_of(one)
    return person is not None and person == person_of(other)


def person_of(holder: Holder) -> Person | None:
    """Name and birth date; None where they do not tell a person from others."""
    if not (holder.last_name and holder.first_name and holder.birth_date):
        return None
    parts = (holder.last_name, holder.first_name, holder.middle_name)
    return (*map(name_key, parts), holder.birth_date.isoformat())
