"""What does an invented labour book say? (employers, entries, periods: before anything is drawn)"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Literal

from samples.blanks.employment import hospital
from samples.numbers import day_between
from samples.people import Person

Event = Literal["hire", "transfer", "assignment", "renaming", "dismissal"]

POSITIONS = {
    "врач-терапевт": "врача-терапевта",
    "врач-хирург": "врача-хирурга",
    "врач-невролог": "врача-невролога",
    "врач-рентгенолог": "врача-рентгенолога",
    "врач-педиатр участковый": "врача-педиатра участкового",
    "медицинская сестра": "медицинской сестры",
    "старшая медицинская сестра": "старшей медицинской сестры",
    "медицинская сестра палатная": "медицинской сестры палатной",
    "фельдшер": "фельдшера",
    "акушерка": "акушерки",
    "заведующий отделением": "заведующего отделением",
}
"""In the nominative and in the genitive that the book has."""
UNITS = ("терапевтическое отделение", "поликлинику № 1", "приёмное отделение", "хирургическое отделение")
SPECIALTIES = ("Терапия", "Хирургия", "Неврология", "Сестринское дело")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: as it is printed (`text`, `basis`) and as it is meant."""

    event: Event
    date: dt.date
    number: int | None
    organisation: str
    position: str = ""
    text: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class Job:
    """An employment that follows from the entries."""

    organisation: str
    position: str
    start: dt.date
    end: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Career:
    """Who worked where: entries in the book's order, and the employers' names before their first entry."""

    person: Person
    entries: tuple[Entry, ...]
    jobs: tuple[Job, ...] = field(default=())


def invent(rng: random.Random, person: Person, start: dt.date, until: dt.date, *, soviet: bool = False) -> Career:
    """A work life from `start` on; the last employment may go on."""
    ends = "а" if person.sex == "f" else ""
    entries: list[Entry] = []
    jobs: list[Job] = []
    day, count = start, rng.randrange(1, 5)
    for index in range(count):
        organisation = _employer(rng, soviet)
        leaves = index < count - 1 or rng.random() < 0.5
        end = min(day + dt.timedelta(days=rng.randrange(300, 2600)), until)
        job = _job(rng, entries, organisation, day, end if leaves else until, ends, soviet=soviet)
        last = None
        if leaves:
            last = end
            entries.append(_entry(rng, "dismissal", end, entries, job[0], _leaving(rng, ends, soviet)))
        jobs.append(Job(organisation=job[0], position=job[1], start=day, end=last))
        day = end + dt.timedelta(days=rng.randrange(1, 120))
        if day > until - dt.timedelta(days=200):
            break
    return Career(person=person, entries=tuple(entries), jobs=tuple(jobs))


def _job(
    rng: random.Random,
    entries: list[Entry],
    organisation: str,
    start: dt.date,
    end: dt.date,
    ends: str,
    *,
    soviet: bool,
) -> tuple[str, str]:
    """The entries of an employment but its end; the employer's last name and the last position."""
    position = rng.choice(tuple(POSITIONS))
    into = f" в {rng.choice(UNITS)}" if rng.random() < 0.6 else ""
    verb = f"{rng.choice(('Принят', 'Зачислен'))}{ends}" if soviet else f"Принят{ends}"
    entries.append(
        _entry(rng, "hire", start, entries, organisation, f"{verb}{into} на должность {POSITIONS[position]}", position)
    )
    middle = day_between(
        rng, start + dt.timedelta(days=40), max(end - dt.timedelta(days=40), start + dt.timedelta(days=60))
    )
    story = rng.random()
    if story < 0.3:
        position = rng.choice([one for one in POSITIONS if one != position])
        text = f"Переведен{ends} на должность {POSITIONS[position]}"
        entries.append(_entry(rng, "transfer", middle, entries, organisation, text, position))
    elif story < 0.5:
        text = f"Присвоена первая квалификационная категория по специальности «{rng.choice(SPECIALTIES)}»"
        entries.append(_entry(rng, "assignment", middle, entries, organisation, text))
    elif story < 0.62:
        new = _employer(rng, soviet)
        text = f"{organisation} с {middle:%d.%m.%Y} переименовано в {new}"
        entries.append(_entry(rng, "renaming", middle, entries, new, text, numbered=False))
        organisation = new
    return organisation, position


def _entry(
    rng: random.Random, event: Event, day: dt.date, entries: list[Entry], organisation: str, text: str,
    position: str = "", *, numbered: bool = True,
) -> Entry:  # fmt: skip
    number = 1 + sum(one.number is not None for one in entries) if numbered else None
    order = f"{rng.randrange(2, 900)}-{rng.choice(('к', 'лс', 'ок'))}"
    ordered = day - dt.timedelta(days=rng.randrange(0, 3))
    basis = rng.choice((f"Приказ от {ordered:%d.%m.%Y} № {order}", f"Приказ № {order} от {ordered:%d.%m.%Y}"))
    return Entry(
        event=event, date=day, number=number, organisation=organisation, position=position, text=text, basis=basis
    )


def _employer(rng: random.Random, soviet: bool) -> str:
    if soviet:
        number = rng.randrange(1, 60)
        return rng.choice(
            (
                f"Городская больница № {number}",
                f"Центральная районная больница № {number}",
                f"Городская поликлиника № {number}",
            )
        )
    return hospital(rng).name


def _leaving(rng: random.Random, ends: str, soviet: bool) -> str:
    if soviet:
        return f"Уволен{ends} по собственному желанию, статья 31 КЗоТ РСФСР"
    law = "пункт 3 части первой статьи 77 Трудового кодекса Российской Федерации"
    return rng.choice(
        (
            f"Трудовой договор расторгнут по инициативе работника, {law}",
            f"Уволен{ends} по собственному желанию, {law}",
            "Трудовой договор прекращен по соглашению сторон, пункт 1 части первой статьи 77 Трудового кодекса "
            "Российской Федерации",
        )
    )
