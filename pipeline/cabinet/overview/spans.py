"""What was decided over the last days, and what waits now?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

from sqlalchemy import Connection, RowMapping, case, func, select

from pipeline.cabinet.overview.days import DAYS, TIMES
from pipeline.cabinet.reviews.tasks import TASKS, Purpose
from pipeline.zones import MOSCOW

SORTS = ("kind", "person", "rules", "reason")
LOWEST = 5.0
"""Seconds: where the shortest span of times begins, for a median within it."""


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Of a day, or of several; of everything, or of a kind, a person, a version of the rules, a reason."""

    machine_approved: int = 0
    machine_rejected: int = 0
    machine_doubted: int = 0
    people_approved: int = 0
    people_rejected: int = 0
    overturned: int = 0
    waiting: int = 0
    times: Mapping[str, int] = field(default_factory=dict)
    """Answers of people by how long they took, as `days.TIMES`, and `longer`."""

    @property
    def machine(self) -> int:
        return self.machine_approved + self.machine_rejected + self.machine_doubted

    @property
    def people(self) -> int:
        return self.people_approved + self.people_rejected

    @property
    def answers(self) -> int:
        """Of people, with those that only agreed, or are not in force."""
        return sum(self.times.values())

    @property
    def by_itself(self) -> float | None:
        """Share of what the machine examined that it approved without a person."""
        return _share(self.machine_approved, self.machine)

    @property
    def was_overturned(self) -> float | None:
        """Share of the machine's approvals and rejections that people decided otherwise."""
        return _share(self.overturned, self.machine_approved + self.machine_rejected)

    @property
    def median_seconds(self) -> float | None:
        """Half of the answers took no longer; within a span of times as if they were spread evenly."""
        half, before, low = self.answers / 2, 0, LOWEST
        if not half:
            return None
        for name, high in TIMES.items():
            here = self.times.get(name, 0)
            if here and before + here >= half:
                return low + (high - low) * (half - before) / here
            before, low = before + here, high
        return low


@dataclass(frozen=True, kw_only=True)
class Span:
    """`days` has every day of the span, also one of which nothing is known."""

    days: Mapping[dt.date, Sums]
    whole: Sums
    by: Mapping[str, Mapping[str, Sums]]
    """By sort (`SORTS`) and name; the largest first."""
    folded_at: dt.datetime | None
    """As of when the latest day is; None where nothing was folded."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits for a person now. `blind`: so many of them are a sample of what the machine decided."""

    count: int
    blind: int
    oldest: dt.datetime | None
    """When the one was queued that has waited longest."""


def span(connection: Connection, now: dt.datetime, days: int) -> Span:
    """The last `days` days, today among them."""
    today = now.astimezone(MOSCOW).date()
    all_days = [today - dt.timedelta(days=back) for back in reversed(range(days))]
    daily, folded_at = _daily(connection, all_days[0])
    known = {day: daily.get(day, Sums()) for day in all_days}
    by = _by_name(connection, all_days[0])
    return Span(days=known, whole=added(list(known.values())), by=by, folded_at=folded_at)


def waiting(connection: Connection) -> Waiting:
    """Also what somebody has in their hands."""
    blind = func.count(case((TASKS.c.purpose == Purpose.BLIND.value, 1)))
    row = connection.execute(select(func.count(), blind, func.min(TASKS.c.queued_at)).select_from(TASKS)).one()
    return Waiting(count=row[0], blind=row[1], oldest=row[2])


def added(sums: Sequence[Sums]) -> Sums:
    """All but `waiting`, which is the last one's: queues of days are not added up."""
    counted = {name: sum(getattr(each, name) for each in sums) for name in COUNTED if name != "waiting"}
    times = {name: sum(each.times.get(name, 0) for each in sums) for name in BOUNDS}
    return Sums(**counted, waiting=sums[-1].waiting if sums else 0, times=times)


COUNTED = tuple(each.name for each in fields(Sums) if each.name != "times")
BOUNDS = (*TIMES, "longer")


def _daily(connection: Connection, since: dt.date) -> tuple[dict[dt.date, Sums], dt.datetime | None]:
    columns = [DAYS.c[name] for name in (*COUNTED, *BOUNDS)]
    query = select(DAYS.c.day, DAYS.c.folded_at, *columns).where(DAYS.c.day >= since, DAYS.c.sort == "all")
    rows = connection.execute(query).all()
    return {row.day: _sums(row._mapping) for row in rows}, max((row.folded_at for row in rows), default=None)


def _by_name(connection: Connection, since: dt.date) -> dict[str, dict[str, Sums]]:
    columns = [func.sum(DAYS.c[name]).label(name) for name in (*COUNTED, *BOUNDS)]
    query = select(DAYS.c.sort, DAYS.c.name, *columns).where(DAYS.c.day >= since, DAYS.c.sort != "all")
    by: dict[str, dict[str, Sums]] = {sort: {} for sort in SORTS}
    for row in connection.execute(query.group_by(DAYS.c.sort, DAYS.c.name)):
        by[row.sort][row.name] = _sums(row._mapping)
    return {sort: dict(sorted(found.items(), key=_largest_first)) for sort, found in by.items()}


def _largest_first(named: tuple[str, Sums]) -> tuple[int, int, str]:
    name, sums = named
    return -sums.machine, -sums.answers, name


def _sums(row: RowMapping) -> Sums:
    times = {name: int(row[name]) for name in BOUNDS}
    return Sums(**{name: int(row[name]) for name in COUNTED}, times=times)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
