"""Does the paper have each period of work that somebody states, and does anybody state each that it has?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.case import Employment, Period, PeriodComparison, WorkDate
from pipeline.rules.employment.employers import SAME, Employers
from pipeline.rules.employment.positions import Positions, stems_of

NEAR_DAYS = 31
"""Dates up to a month apart are one event, told by the day of the order or of the work; beyond it they contradict."""
ALIKE = 0.5

Source = Literal["declared", "registry"]


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """What two statements are compared by."""

    employers: Employers
    positions: Positions
    paper_date: dt.date
    """The last day of which the paper can know: who left later is still at work on it."""
    none_goes_on: bool = True
    """A statement without an end says that work goes on; else only that the end was not told."""


def compare_periods(
    periods: Sequence[Period], expected: Sequence[Employment], against: Source, known: Knowledge
) -> tuple[PeriodComparison, ...]:
    """A comparison for each statement and each period. One stated as a whole that the paper tells position by position,
    or the other way round, is the same when its ends are.
    """
    found: list[PeriodComparison] = []
    left = list(range(len(expected)))
    free = set(range(len(periods)))
    for nearest in (0, NEAR_DAYS):
        for at in list(left):
            run = _run_like(periods, expected[at], free, known, nearest)
            if run:
                days = days_apart([periods[i] for i in run], expected[at : at + 1], known)
                found += [_alike(periods, i, run, expected[at], against, days, known) for i in run]
                free -= set(run)
                left.remove(at)
    for whole, parts in _wholes(periods, expected, left, free, known):
        found += [_alike(periods, whole, (whole,), expected[at], against, 0, known) for at in parts]
        free.discard(whole)
        left = [at for at in left if at not in parts]
    found += _contradicting(periods, [expected[at] for at in left], against, free, known)
    found += [
        PeriodComparison(against=against, period=at, expected=None, verdict="missing", detail="есть только на бумаге")
        for at in sorted(free)
    ]
    return tuple(sorted(found, key=lambda one: (one.period is None, one.period or 0)))


def days_apart(run: Sequence[Period], stated: Sequence[Employment], known: Knowledge) -> int:
    """By how many days the ends differ at most; what is not told differs by none."""
    start, end = stated[0].start, stated[-1].end
    first = _off(run[0].start, start) if start else 0
    if end is None and not known.none_goes_on:
        return first
    return max(first, _end_off(run[-1].end, end, known.paper_date))


def _off(read: WorkDate, stated: dt.date) -> int:
    """0 within the month or the year, where the paper tells no more."""
    same_year = read.day.year == stated.year
    if same_year and (read.exact == "year" or (read.exact == "month" and read.day.month == stated.month)):
        return 0
    return abs((read.day - stated).days)


def _end_off(read: WorkDate | None, stated: dt.date | None, paper_date: dt.date) -> int:
    if read is None:
        return 0 if stated is None else max((paper_date - stated).days, 0)
    if stated is None:
        return max((paper_date - read.day).days, 0)
    return _off(read, stated)


def _run_like(
    periods: Sequence[Period], stated: Employment, free: set[int], known: Knowledge, nearest: int
) -> tuple[int, ...]:
    """The shortest run of the stated employer's periods, one right after the other, whose ends are so near."""
    same = [i for i in sorted(free) if is_of(periods[i], stated, known)]
    start, not_told = stated.model_copy(update={"end": None}), replace(known, none_goes_on=False)
    runs: list[tuple[int, ...]] = []
    begun: list[int] = []
    for place, i in enumerate(same):
        if place and not _adjoin(periods[same[place - 1]], periods[i]):
            begun = []
        if days_apart([periods[i]], (start,), not_told) <= nearest:
            begun.append(place)
        if begun and days_apart([periods[same[begun[-1]]], periods[i]], (stated,), known) <= nearest:
            runs.append(tuple(same[begun[-1] : place + 1]))
    return min(runs, key=len, default=())


def _wholes(
    periods: Sequence[Period], expected: Sequence[Employment], left: Sequence[int], free: set[int], known: Knowledge
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """A period of the paper with the several statements, one right after the other, that it is the whole of."""
    used: set[int] = set()
    for i in sorted(free):
        parts = [at for at in left if at not in used and expected[at].start and is_of(periods[i], expected[at], known)]
        run: list[int] = []
        for at in sorted(parts, key=lambda at: expected[at].start or dt.date.min):
            stated = expected[at]
            if run and not _follows(expected[run[-1]], stated):
                run = []
            if run or (stated.start and _off(periods[i].start, stated.start) == 0):
                run.append(at)
            if len(run) > 1 and days_apart([periods[i]], [expected[one] for one in run], known) == 0:
                used |= set(run)
                yield i, tuple(run)
                break


def _follows(one: Employment, other: Employment) -> bool:
    return one.end is not None and other.start is not None and 0 <= (other.start - one.end).days <= 1


def _contradicting(
    periods: Sequence[Period], stated: Sequence[Employment], against: Source, free: set[int], known: Knowledge
) -> Iterator[PeriodComparison]:
    """The employer is on the paper, the dates are other ones; or the paper has no such employer."""
    for one in stated:
        likely = [i for i in free if is_of(periods[i], one, known)]
        if not likely:
            yield PeriodComparison(
                against=against, period=None, expected=one, verdict="missing", detail="на бумаге нет такого периода"
            )
            continue
        best = min(likely, key=lambda i: days_apart([periods[i]], [one], known))
        free.discard(best)
        days = days_apart([periods[best]], [one], known)
        yield PeriodComparison(
            against=against, period=best, expected=one, verdict="contradicting", days=days,
            detail=_dates_in_words(periods[best], one),
        )  # fmt: skip


def _alike(
    periods: Sequence[Period], at: int, run: Sequence[int], stated: Employment, against: Source, days: int,
    known: Knowledge,
) -> PeriodComparison:  # fmt: skip
    """The same period; another position makes two of it, unless one of the run's is the stated one."""
    other = all(position_verdict(periods[i].position, stated.position, known.positions) == "other" for i in run)
    detail = _dates_in_words(periods[at], stated) if days else ""
    if other:
        detail = f"должность: на бумаге {periods[at].position}, ожидалась {stated.position}"
    elif len(run) > 1:
        detail = detail or "часть периода, который указан целиком"
    verdict: Literal["same", "off_by_days", "contradicting"] = "off_by_days" if days else "same"
    return PeriodComparison(
        against=against, period=at, expected=stated, verdict="contradicting" if other else verdict, days=days,
        detail=detail,
    )  # fmt: skip


def is_of(period: Period, stated: Employment, known: Knowledge) -> bool:
    names = (period.organisation, *period.former_organisations)
    return any(known.employers.likeness(name, stated.organisation) >= SAME for name in names)


def position_verdict(one: str, other: str, positions: Positions) -> Literal["same", "unclear", "other"]:
    """`other` only where the dictionary has both as different positions, and none is the other with more words."""
    read, stated = stems_of(one), stems_of(other)
    if not read or not stated:
        return "unclear"
    known = positions.match(one), positions.match(other)
    if known[0] and known[1]:
        if known[0].position.name == known[1].position.name:
            return "same"
        return "unclear" if set(read) <= set(stated) or set(stated) <= set(read) else "other"
    shared = len(set(read) & set(stated)) / min(len(set(read)), len(set(stated)))
    return "same" if shared >= ALIKE else "unclear"


def _adjoin(one: Period, other: Period) -> bool:
    return one.end is not None and abs((other.start.day - one.end.day).days) <= 1


def _dates_in_words(period: Period, stated: Employment) -> str:
    read = days_in_words(period.start.day, period.end.day if period.end else None)
    return f"на бумаге {read}, ожидалось {days_in_words(stated.start, stated.end)}"


def days_in_words(first: dt.date | None, last: dt.date | None) -> str:
    """«01.03.2012–31.08.2019», «с 01.03.2012 по настоящее время»."""
    if first is None:
        return f"по {last:%d.%m.%Y}" if last else "дата не указана"
    return f"{first:%d.%m.%Y}–{last:%d.%m.%Y}" if last else f"с {first:%d.%m.%Y} по настоящее время"
