"""What does a paper state, before it is drawn?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

from benchmarks.reporting_set.people import Person

Value = str | int | bool

NAME_FIELDS = ("last_name", "first_name", "middle_name")
DECLARED = ("series", "number", "registration_number", "issue_date", "issuer")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A paper's true values: contract's fields, and what else is printed on it."""

    kind: str
    variant: str
    person: Person
    fields: Mapping[str, Value]
    """Normalised as the contract says; what the paper shows."""
    printed: Mapping[str, str] = field(default_factory=dict)
    """Wordings that are no fields: the school after «в», signers."""

    def text(self, name: str) -> str:
        """Return a field or a printed wording as text; empty when absent."""
        return str(self.fields.get(name, self.printed.get(name, "")))

    def day(self, name: str) -> dt.date:
        """Return a date field."""
        return dt.date.fromisoformat(str(self.fields[name]))

    def having(self, **changes: Value) -> Facts:
        """Return the same paper with other values in some fields."""
        return replace(self, fields={**self.fields, **changes})


def names(who: Person) -> dict[str, Value]:
    """Return the name fields as a paper in the nominative shows them."""
    return {"last_name": who.last, "first_name": who.first, "middle_name": who.middle}


def registered(facts: Facts, status: str = "valid") -> dict[str, Value]:
    """Return the registry's entry for a paper."""
    entry: dict[str, Value] = {"kind": facts.kind, "status": status}
    skipped = (*NAME_FIELDS, "birth_date", "snils", "inn", "previous_last_name")
    entry.update({name: value for name, value in facts.fields.items() if name not in skipped})
    return entry


def declared(facts: Facts, rng: Random) -> dict[str, str]:
    """Return what an honest applicant types beside the upload: what the paper shows, sometimes less."""
    given = {name: str(facts.fields[name]) for name in DECLARED if name in facts.fields}
    for name in ("issuer", "registration_number"):
        if rng.random() < 0.35:
            given.pop(name, None)
    return given


def digits(rng: Random, count: int) -> str:
    """Return digits, the first of which may be a zero."""
    return "".join(rng.choice("0123456789") for _ in range(count))
