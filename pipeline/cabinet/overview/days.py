"""What was decided on a day? (folded by a sweep, so that a page over 90 days costs the same at a million documents)

A day is folded until an hour after its end, and for as long as an answer of it may still come into force or not.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, case, delete, func, insert, literal_column, select

from pipeline.cabinet.audit import AUDIT, HEAD
from pipeline.cabinet.changes import DECISIONS, DOCUMENTS, TABLES
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.ids import first_id_of
from pipeline.cabinet.reviews.deciding import MACHINE, STEPS
from pipeline.cabinet.reviews.tasks import TASKS
from pipeline.cabinet.statuses import Status
from pipeline.cabinet.tables.overview import DailyFigureRow
from pipeline.zones import MOSCOW

DAYS = TABLES[DailyFigureRow.__tablename__]
HISTORY = 90
"""Days that supervisors look back over."""
LATE = dt.timedelta(hours=1)
"""A transaction that began on a day is committed by then."""
SKEW = dt.timedelta(minutes=10)
"""How far entries of the audit log may be out of the order of their times."""
TIMES: Mapping[str, float] = {
    "under_15": 15, "under_30": 30, "under_60": 60, "under_120": 120, "under_300": 300, "under_600": 600,
}  # fmt: skip
"""Upper bounds in seconds; what is longer than all is `longer`."""
REPROCESSING = "reprocessing"
"""The cause of decisions that nobody handed a paper in for: a million of them in a day would hide the day."""
ANSWERS = ("decided", "agreed", "differed")
DECIDING = ("decided", "differed")
OPEN = ("pending", "proposed")
OUTCOMES = {"approved": "approved", "rejected": "rejected", "needs_review": "doubted"}
OF_STATUS = {
    Status.APPROVED.value: "approved", Status.RECORDED.value: "approved", Status.REJECTED.value: "rejected",
    Status.NEEDS_REVIEW.value: "doubted",
}  # fmt: skip
Figures = dict[tuple[str, str], Counter[str]]
"""By sort and name."""


def days_to_fold(engine: Engine, now: dt.datetime) -> list[dt.date]:
    """The latest first. Raises `DatabaseUnavailable`."""
    today = now.astimezone(MOSCOW).date()
    query = select(DAYS.c.day, DAYS.c.folded_at, DAYS.c.unsettled).where(DAYS.c.sort == "all", DAYS.c.name == "")
    with reading(engine) as connection:
        known = {row.day: row for row in connection.execute(query.where(DAYS.c.day > today - _days(HISTORY)))}
    wanted = []
    for day in (today - _days(back) for back in range(HISTORY)):
        row = known.get(day)
        if row is None or row.unsettled or row.folded_at < _span(day)[1] + LATE:
            wanted.append(day)
    return wanted


def fold_days(engine: Engine, now: dt.datetime) -> Iterator[tuple[dt.date, bool]]:
    """Fold what is to be folded, a day in a transaction; twice does no harm: each day, and whether it had anything.

    Raises `DatabaseUnavailable`.
    """
    for day in days_to_fold(engine, now):
        with writing(engine) as connection:
            anything = _fold(connection, day, now)
        yield day, anything


def _fold(connection: Connection, day: dt.date, now: dt.datetime) -> bool:
    figures: Figures = {("all", ""): Counter()}
    _add_machine(connection, day, figures)
    _add_reasons(connection, day, figures)
    _add_people(connection, day, figures)
    _add_waiting(connection, day, now, figures)
    names = [column.name for column in DAYS.columns if column.name not in ("day", "sort", "name", "folded_at")]
    connection.execute(delete(DAYS).where(DAYS.c.day == day))
    rows = [
        {"day": day, "sort": sort, "name": name, "folded_at": now, **{each: counted[each] for each in names}}
        for (sort, name), counted in sorted(figures.items())
    ]
    connection.execute(insert(DAYS), rows)
    return any(any(counted.values()) for counted in figures.values())


def _add_machine(connection: Connection, day: dt.date, figures: Figures) -> None:
    """An id says when its decision was made."""
    start, end = _span(day)
    sorts = (DOCUMENTS.c.kind, DECISIONS.c.outcome, DECISIONS.c.versions)
    query = (
        select(*sorts, func.count())
        .join(DOCUMENTS, DOCUMENTS.c.id == DECISIONS.c.document_id)
        .where(DECISIONS.c.id >= first_id_of(start), DECISIONS.c.id < first_id_of(end))
        .where(DECISIONS.c.decided_by == MACHINE, DECISIONS.c.cause != REPROCESSING)
        .group_by(*sorts)
    )
    for kind, outcome, versions, count in connection.execute(query):
        told = Counter({f"machine_{OUTCOMES[outcome]}": count})
        _add(figures, told, kind=kind, rules=versions.get("rules"))


def _add_reasons(connection: Connection, day: dt.date, figures: Figures) -> None:
    """Reasons stand sealed beside a decision; the audit log has their codes."""
    start, end = _span(day)
    first, last = _first_after(connection, start - SKEW), _first_after(connection, end + SKEW)
    query = (
        select(AUDIT.c.after, AUDIT.c.why, func.count())
        .where(AUDIT.c.seq >= first, AUDIT.c.seq < last)
        .where(AUDIT.c.at >= start, AUDIT.c.at < end, AUDIT.c.action == "decided", AUDIT.c.actor == MACHINE)
        .group_by(AUDIT.c.after, AUDIT.c.why)
    )  # fmt: skip
    for after, why, count in connection.execute(query):
        cause, *codes = why.split()
        if cause == REPROCESSING or after not in OF_STATUS:
            continue
        for code in codes:
            figures.setdefault(("reason", code), Counter())[f"machine_{OF_STATUS[after]}"] += count


def _add_people(connection: Connection, day: dt.date, figures: Figures) -> None:
    start, end = _span(day)
    taken = case(*((STEPS.c.seconds < bound, name) for name, bound in TIMES.items()), else_="longer")
    taken = case((STEPS.c.seconds.is_(None), None), else_=taken)
    sorts: tuple[ColumnElement[str | None], ...] = (
        STEPS.c.kind, STEPS.c.login, STEPS.c.rules, STEPS.c.action, STEPS.c.state, STEPS.c.machine, STEPS.c.outcome,
        taken.label("taken"), STEPS.c.codes,
    )  # fmt: skip
    query = select(*sorts, func.count().label("answers")).where(STEPS.c.at >= start, STEPS.c.at < end)
    query = query.where(STEPS.c.action.in_(ANSWERS), STEPS.c.state != "undone")
    # by place: PostgreSQL does not see that two expressions with parameters of their own are one
    places: list[ColumnElement[Any]] = [literal_column(str(place)) for place in range(1, len(sorts) + 1)]
    for row in connection.execute(query.group_by(*places)):
        told: Counter[str] = Counter()
        if row.taken:
            told[row.taken] += row.answers
        if row.state in OPEN:
            told["unsettled"] += row.answers
        if row.state == "in_force" and row.action in DECIDING and row.outcome in ("approved", "rejected"):
            told[f"people_{row.outcome}"] += row.answers
            if row.machine in ("approved", "rejected") and row.machine != row.outcome:
                told["overturned"] += row.answers
        _add(figures, told, kind=row.kind, rules=row.rules, person=row.login)
        if told["people_rejected"]:
            for code in row.codes:
                figures.setdefault(("reason", code), Counter())["people_rejected"] += row.answers


def _add_waiting(connection: Connection, day: dt.date, now: dt.datetime, figures: Figures) -> None:
    """Of a day that is over, what was counted while it lasted."""
    if day == now.astimezone(MOSCOW).date():
        query = select(TASKS.c.kind, func.count()).group_by(TASKS.c.kind)
        for kind, count in connection.execute(query):
            _add(figures, Counter({"waiting": count}), kind=kind)
        return
    known = select(DAYS.c.sort, DAYS.c.name, DAYS.c.waiting).where(DAYS.c.day == day, DAYS.c.waiting > 0)
    for sort, name, count in connection.execute(known):
        figures.setdefault((sort, name), Counter())["waiting"] += count


def _add(figures: Figures, told: Mapping[str, int], **names: str | None) -> None:
    figures[("all", "")].update(told)
    for sort, name in names.items():
        figures.setdefault((sort, name or "?"), Counter()).update(told)


def _first_after(connection: Connection, moment: dt.datetime) -> int:
    """The number of the first entry of the audit log that was made at `moment` or later, nearly: they are in order."""
    low, high = 1, int(connection.execute(select(func.max(HEAD.c.seq))).scalar() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        at = connection.execute(select(AUDIT.c.at).where(AUDIT.c.seq == middle)).scalar()
        if at is not None and at < moment:
            low = middle + 1
        else:
            high = middle
    return low


def _span(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    start = dt.datetime.combine(day, dt.time(), MOSCOW)
    return start, dt.datetime.combine(day + _days(1), dt.time(), MOSCOW)


def _days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)
