"""What does one invented paper say? (the facts, before anything is drawn)"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from samples.canvas import Paper
from samples.careers import WorkRow
from samples.institutions import Institution
from samples.people import Person, invent
from samples.style import Style

FieldValue = str | int | bool


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the paper shows: its holder and its fields, normalised as the contract says.

    `fields` leaves out the holder's own (names, birth date): `shown` adds those that the paper prints.
    """

    kind: str
    variant: str
    person: Person
    institution: Institution
    fields: dict[str, FieldValue]
    printed_person: tuple[str, ...] = ("last_name", "first_name", "middle_name")
    """Which data of the holder stand on this paper."""
    details: dict[str, str] = field(default_factory=dict)
    """Printed, but no field of the contract: signers, places."""
    rows: tuple[WorkRow, ...] = ()
    """Of a paper about work: what it tells, row by row, in its order."""

    def day(self, name: str) -> dt.date:
        return dt.date.fromisoformat(str(self.fields[name]))

    def text(self, name: str) -> str:
        return str(self.fields.get(name, ""))

    def with_fields(self, **changes: FieldValue) -> Facts:
        return replace(self, fields={**self.fields, **changes})

    def shown(self) -> dict[str, FieldValue]:
        """Every field that the paper shows, the holder's among them; empty ones are left out."""
        holder = {
            "last_name": self.person.last_name,
            "first_name": self.person.first_name,
            "middle_name": self.person.middle_name,
            "birth_date": self.person.birth_date.isoformat(),
            "snils": self.person.snils,
            "inn": self.person.inn,
        }
        printed = {name: holder[name] for name in self.printed_person if holder[name]}
        return {**printed, **{name: value for name, value in self.fields.items() if value not in ("", None)}}


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Which marks are set on the paper."""

    signature: bool = True
    seal: bool = True


@dataclass(frozen=True, kw_only=True)
class Blank:
    """One generation of one kind's blank: when it was issued, what it says, how it is drawn."""

    kind: str
    variant: str
    issued: tuple[dt.date, dt.date]
    """First and last day of issue."""
    invent: Callable[[random.Random, Person, dt.date], Facts]
    """(rng, holder, day of issue) -> facts."""
    draw: Callable[[random.Random, Facts, Style, Marks], Paper]
    typed: bool = False
    weight: float = 1.0
    signed: bool = True
    """A genuine paper bears a pen's signature."""
    sealed: bool = True
    electronic: bool = False
    """An electronic original: handed in as a PDF with a text layer, or its printout."""


SIGNERS = (
    "А.В. Соколов",
    "И.П. Громова",
    "Н.С. Ветров",
    "Е.Л. Макарова",
    "В.Г. Зимин",
    "О.Ю. Крылова",
    "П.А. Дроздов",
    "С.И. Полякова",
    "Г.М. Туманов",
    "Л.Д. Орехова",
)


def signers(rng: random.Random) -> dict[str, str]:
    first, second, third = rng.sample(SIGNERS, 3)
    return {"chair": first, "head": second, "secretary": third}


def holder_for(rng: random.Random, issued: dt.date, age: tuple[int, int] = (23, 38)) -> Person:
    """Invent somebody of a likely age on the day of issue."""
    return invent(rng, born=(issued.year - age[1], issued.year - age[0]))
