"""What does the page say of periods of work? (rows of a table, with where each was read and what the register has)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commands.explained.words import Label
from pipeline.acts.phrases import UNEXACT, span
from pipeline.case import Case, EmploymentCheck, Period, PeriodComparison

VERDICTS = {
    "same": Label(text="совпадает", css="good", sign="✓"),
    "off_by_days": Label(text="расходится на дни", css="doubt", sign="?"),
    "missing": Label(text="нет в реестре", css="doubt", sign="?"),
    "contradicting": Label(text="противоречит", css="bad", sign="✗"),
}
AGAINST = {"registry": "реестр", "declared": "заявитель"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one source says of a period, or of one that the paper lacks."""

    source: str
    label: Label
    stated: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class WorkRow:
    """A period, as a person reads it."""

    organisation: str
    former: str
    position: str
    medical: str
    days: str
    marks: tuple[str, ...]
    """Which rule stands for a day that the paper does not tell."""
    length: str
    pages: str
    told: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True)
class Work:
    """All that the page says of work."""

    rows: tuple[WorkRow, ...]
    absent: tuple[Told, ...]
    """Stated, and not on the paper."""
    total: str
    in_specialty: str
    counted_to: str
    gaps: tuple[str, ...]


def work_of(case: Case) -> Work | None:
    """None of papers that are not about work."""
    check = case.cross_check.employment if case.cross_check else None
    if check is None:
        return None
    return Work(
        rows=tuple(_row(case, check, at, period) for at, period in enumerate(check.periods)),
        absent=tuple(_told(one) for one in check.comparisons if one.period is None),
        total=span(check.total),
        in_specialty=span(check.in_specialty),
        counted_to=f"{check.counted_to:%d.%m.%Y}" if check.counted_to and check.current else "",
        gaps=tuple(f"{first:%d.%m.%Y}–{last:%d.%m.%Y}" for first, last in check.gaps),
    )


def _row(case: Case, check: EmploymentCheck, at: int, period: Period) -> WorkRow:
    exact = {period.start.exact, period.end.exact if period.end else "day"}
    end = f"{period.end.day:%d.%m.%Y}" if period.end else "по настоящее время"
    return WorkRow(
        organisation=period.organisation or "не прочитана", former=", ".join(period.former_organisations),
        position=period.position or "не указана", medical=period.medical_position,
        days=f"{period.start.day:%d.%m.%Y} — {end}",
        marks=tuple(words for mark, words in UNEXACT.items() if mark in exact),
        length=span(period.service) if period.service else "", pages=", ".join(map(str, _pages(case, period))),
        told=tuple(_told(one) for one in check.comparisons if one.period == at),
    )  # fmt: skip


def _pages(case: Case, period: Period) -> Sequence[int]:
    history = case.reading.history if case.reading else None
    entries = history.entries if history else ()
    return sorted({entries[at].page for at in period.entries if at < len(entries)})


def _told(one: PeriodComparison) -> Told:
    stated = ""
    if one.expected is not None:
        first = f"{one.expected.start:%d.%m.%Y}" if one.expected.start else "?"
        last = f"{one.expected.end:%d.%m.%Y}" if one.expected.end else "по настоящее время"
        stated = ", ".join(p for p in (one.expected.organisation, one.expected.position, f"{first} — {last}") if p)
    label = VERDICTS[one.verdict]
    if one.verdict == "missing" and (one.period is None or one.against == "declared"):
        label = Label(text="нет на бумаге" if one.period is None else "не указано", css=label.css, sign=label.sign)
    return Told(source=AGAINST[one.against], label=label, stated=stated, detail=one.detail)
