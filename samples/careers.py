"""Where did an invented person work? (employers, positions, events, as labour books and extracts tell them)"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from samples import numbers
from samples.institutions import universities

POSITIONS = (
    ("Врач-терапевт участковый", "Поликлиническое отделение № 2", "2211.1"),
    ("Врач-терапевт", "Терапевтическое отделение", "2211.1"),
    ("Врач-хирург", "Хирургическое отделение № 1", "2212.6"),
    ("Врач-невролог", "Неврологическое отделение для больных с острыми нарушениями мозгового кровообращения", "2212.5"),
    ("Врач-анестезиолог-реаниматолог", "Отделение анестезиологии и реанимации", "2212.1"),
    ("Врач-рентгенолог", "Отделение лучевой диагностики", "2212.7"),
    ("Медицинская сестра палатная (постовая)", "Кардиологическое отделение", "3221.4"),
    ("Медицинская сестра процедурной", "Дневной стационар", "3221.4"),
    ("Старшая медицинская сестра", "Приёмное отделение", "2221.2"),
    ("Фельдшер скорой медицинской помощи", "Подстанция № 3", "2240.1"),
    ("Заведующий отделением - врач-кардиолог", "Кардиологическое отделение с палатой интенсивной терапии", "2212.3"),
    ("Врач общей практики (семейный врач)", "Отделение общей врачебной практики", "2211.2"),
)
FORMS = (
    "Государственное бюджетное учреждение здравоохранения",
    "Федеральное государственное бюджетное учреждение",
    "Областное государственное автономное учреждение здравоохранения",
    "Общество с ограниченной ответственностью",
    "ГБУЗ", "ГАУЗ", "ООО", "ФГБУ",
)  # fmt: skip
NAMES = (
    "Городская клиническая больница № {}", "Городская поликлиника № {}", "Центральная районная больница",
    "Областная клиническая больница", "Медицинский центр «Здоровье плюс»", "Станция скорой медицинской помощи",
    "Краевой перинатальный центр", "Национальный медицинский исследовательский центр кардиологии",
    "Стоматологическая поликлиника № {}", "Клиника семейной медицины",
)  # fmt: skip
REASONS = (
    "Трудовой договор расторгнут по инициативе работника, пункт 3 части первой статьи 77 Трудового кодекса "
    "Российской Федерации",
    "Расторгнут по соглашению сторон, п. 1 ч. 1 ст. 77 ТК РФ",
    "Истечение срока трудового договора, пункт 2 части первой статьи 77 Трудового кодекса Российской Федерации",
    "Перевод работника по его просьбе на работу к другому работодателю, п. 5 ч. 1 ст. 77 ТК РФ",
)
WORDS = {
    "hire": "ПРИЕМ", "transfer": "ПЕРЕВОД", "dismissal": "УВОЛЬНЕНИЕ", "renaming": "ПЕРЕИМЕНОВАНИЕ",
    "assignment": "УСТАНОВЛЕНИЕ (ПРИСВОЕНИЕ)", "suspension": "ПРИОСТАНОВЛЕНИЕ", "resumption": "ВОЗОБНОВЛЕНИЕ",
}  # fmt: skip
EVENTS_FROM, PERIODS_TO = dt.date(2020, 1, 1), dt.date(2019, 12, 31)
"""Events are told from the first day on, before it whole periods."""


@dataclass(frozen=True, kw_only=True)
class Employer:
    name: str
    number: str
    """In the fund's register."""
    inn: str


@dataclass(frozen=True, kw_only=True)
class WorkRow:
    """A row of an extract, or an entry of a labour book: what must be read."""

    table: Literal["events", "periods"]
    employer: Employer
    date: dt.date
    end: dt.date | None = None
    event: str = ""
    """A key of `WORDS`; empty in a table of periods."""
    position: str = ""
    unit: str = ""
    code: str = ""
    reason: str = ""
    basis: str = ""
    basis_date: dt.date | None = None
    basis_number: str = ""
    cancelled: bool = False
    former_name: str = ""
    """Of an employer that was renamed."""

    def told(self) -> dict[str, Any]:
        """What must be read, JSON."""
        return {
            "table": self.table, "organisation": self.employer.name, "organisation_number": self.employer.number,
            "date": self.date.isoformat(), "end": self.end.isoformat() if self.end else None,
            "event": self.event or None, "position": self.position, "unit": self.unit, "position_code": self.code,
            "reason": self.reason, "basis": self.basis,
            "basis_date": self.basis_date.isoformat() if self.basis_date else None,
            "basis_number": self.basis_number, "cancelled": self.cancelled,
        }  # fmt: skip


def employer(rng: random.Random) -> Employer:
    form, name = rng.choice(FORMS), rng.choice(NAMES).format(rng.randrange(1, 90))
    place = rng.choice(universities())
    old = f"{rng.randrange(1, 90):03d}-{rng.randrange(100):03d}-{rng.randrange(1, 130_000):06d}"
    number = old if rng.random() < 0.75 else f"1{rng.randrange(10**8):08d}"[:10] + str(rng.randrange(10))
    whole = f"{form} «{name}»" if "«" not in name else f"{form} {name}"
    if rng.random() < 0.4:
        whole += f" города {place.city}" if rng.random() < 0.5 else f" (г. {place.city})"
    return Employer(name=whole, number=number, inn=numbers.inn_of_organisation(rng, place.region))


def career(rng: random.Random, until: dt.date, *, rows: int, first: dt.date | None = None) -> tuple[WorkRow, ...]:
    """About so many rows up to the day `until`: whole periods before 2020, events after; the last job may go on."""
    day = first or dt.date(rng.randrange(2005, 2015), rng.randrange(1, 13), rng.randrange(1, 28))
    found: list[WorkRow] = []
    jobs = max(1, round(rows / 2.2))
    span = max((until - day).days // jobs, 90)
    for index in range(jobs):
        start = day + dt.timedelta(days=rng.randrange(1, max(span // 6, 4)))
        end = None if index == jobs - 1 and rng.random() < 0.6 else start + dt.timedelta(days=int(span * 0.7))
        if start >= until:
            break
        found += _job(rng, employer(rng), start, end if end is None or end < until else None, until)
        day += dt.timedelta(days=span)
    return tuple(sorted(found, key=lambda row: (row.table == "periods", row.date)))


def one_employer(rng: random.Random, until: dt.date, *, rows: int) -> tuple[WorkRow, ...]:
    """Events at one employer, as the employer's own extract tells them."""
    firm, found = employer(rng), []
    day = dt.date(2020, rng.randrange(1, 12), rng.randrange(1, 28))
    span = max((until - day).days // max(rows // 4, 1), 120)
    while day + dt.timedelta(days=100) < until:
        end = day + dt.timedelta(days=int(span * 0.8))
        last = end + dt.timedelta(days=130) >= until
        found += _job(rng, firm, day, None if last and rng.random() < 0.7 else min(end, until), until)
        day = end + dt.timedelta(days=rng.randrange(1, 30))
    return tuple(row for row in found if row.table == "events")


def jobs(rows: Sequence[WorkRow]) -> list[dict[str, Any]]:
    """The employments that follow from these rows, as the register has them."""
    found: list[dict[str, Any]] = []
    for row in sorted((row for row in rows if not row.cancelled), key=lambda row: row.date):
        known = [one for one in found if one["number"] == row.employer.number]
        if row.event == "hire" or (row.table == "periods" and not known):
            ended = row.end.isoformat() if row.end and row.end < PERIODS_TO else None
            if not (row.event == "hire" and known and known[-1]["end"] is None):
                known = [
                    {"organisation": row.employer.name, "number": row.employer.number, "position": row.position,
                     "start": row.date.isoformat(), "end": ended}
                ]  # fmt: skip
                found += known
        elif known and row.event == "dismissal":
            known[-1]["end"] = row.date.isoformat()
        if known and row.event in ("hire", "transfer"):
            known[-1]["position"] = row.position
        if known and row.event == "renaming":
            known[-1]["organisation"] = row.employer.name
    return [{name: value for name, value in job.items() if name != "number"} for job in found]


def _job(rng: random.Random, firm: Employer, start: dt.date, end: dt.date | None, until: dt.date) -> list[WorkRow]:
    rows: list[WorkRow] = []
    if start <= PERIODS_TO:
        rows.append(WorkRow(table="periods", employer=firm, date=start, end=min(end or PERIODS_TO, PERIODS_TO)))
        if end is not None and end <= PERIODS_TO:
            return rows
    position = rng.choice(POSITIONS)
    rows.append(_event("hire", firm, start, position, _order(rng, start)))
    last = end or until
    for day in sorted(_between(rng, max(start, EVENTS_FROM), last) for _ in range(rng.choice((0, 1, 1, 2)))):
        what = rng.choices(("transfer", "renaming", "suspension", "assignment", "cancelled"), (5, 1.5, 1, 1, 1))[0]
        if what == "renaming":
            renamed = replace(firm, name=employer(rng).name)
            rows.append(replace(_event("renaming", renamed, day, None, _order(rng, day)), former_name=firm.name))
            firm = renamed
        elif what == "suspension" and (last - day).days > 60:
            again = day + dt.timedelta(days=rng.randrange(20, (last - day).days - 10))
            rows.append(_event("suspension", firm, day, position, _order(rng, day)))
            rows.append(_event("resumption", firm, again, position, _order(rng, again)))
        elif what == "cancelled":
            rows.append(replace(_event("transfer", firm, day, rng.choice(POSITIONS), _order(rng, day)), cancelled=True))
        elif what == "assignment":
            rows.append(_event("assignment", firm, day, position, _order(rng, day)))
        else:
            position = rng.choice(POSITIONS)
            rows.append(_event("transfer", firm, day, position, _order(rng, day)))
    if end is not None:
        rows.append(replace(_event("dismissal", firm, end, position, _order(rng, end)), reason=rng.choice(REASONS)))
    return sorted(rows, key=lambda row: row.date)


def _event(
    what: str, firm: Employer, day: dt.date, position: tuple[str, str, str] | None, order: tuple[str, dt.date, str]
) -> WorkRow:
    title, unit, code = position or ("", "", "")
    return WorkRow(
        table="events", employer=firm, date=day, event=what, position=title, unit=unit, code=code, basis=order[0],
        basis_date=order[1], basis_number=order[2],
    )  # fmt: skip


def _order(rng: random.Random, day: dt.date) -> tuple[str, dt.date, str]:
    number = f"{rng.randrange(1, 999)}{rng.choice(('-к', '-лс', '', '/к', '-ок', 'л/с'))}"
    return rng.choice(("Приказ", "ПРИКАЗ", "Приказ", "Распоряжение")), day - dt.timedelta(days=rng.randrange(4)), number


def _between(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=rng.randrange(1, max((last - first).days, 2)))
