"""Who looks at which document now? (a lease with a heartbeat: nobody gets what another has; a lost one comes back)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, literal, or_, select, tuple_, update

from pipeline.cabinet import audit, changes
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.reviews.filters import Filters, conditions, for_visitor
from pipeline.cabinet.reviews.tasks import TASKS, Doubt, Purpose, task_of
from pipeline.cabinet.sessions import Visitor
from pipeline.cabinet.statuses import IN_WORK, OUT_OF_USE, Status
from pipeline.cabinet.tables.columns import Utc

PAGE = 50
FREED: Mapping[str, Any] = {"lease_owner": None, "lease_until": None, "leased_at": None}


class HeldByAnother(Exception):
    """Somebody else looks at it. `login`: who."""

    def __init__(self, login: str) -> None:
        super().__init__("somebody else looks at this document")
        self.login = login


class NotToBeTaken(Exception):
    """The pipeline is at it, it is out of use, or it is not this person's to look at."""


class Stale(Exception):
    """The screen is older than the document, or the lease is another's now."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A document in a person's hands. `task` is its row of `review_tasks`."""

    task: Mapping[str, Any]

    @property
    def document_id(self) -> str:
        return str(self.task["document_id"])

    @property
    def token(self) -> int:
        return int(self.task["lease_token"])

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.task["purpose"])


@dataclass(frozen=True, kw_only=True)
class Place:
    """Behind which task a page begins."""

    urgent_at: dt.datetime
    document_id: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """Tasks, the most urgent first; `after` leads to the next ones."""

    tasks: Sequence[Mapping[str, Any]]
    after: Place | None


@dataclass(frozen=True, kw_only=True)
class Totals:
    """How many tasks there are that the visitor may take. `taken`: by anybody; `oldest`: when it was queued."""

    waiting: int
    taken: int
    oldest: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many of them there are of each sort, the most first."""

    by_kind: Mapping[str, int]
    by_reason: Mapping[str, int]
    by_purpose: Mapping[str, int]
    by_region: Mapping[str, int]


def take_next(
    engine: Engine, visitor: Visitor, wanted: Filters, now: dt.datetime, seconds: float, *, but: Sequence[str] = ()
) -> Held | None:
    """The most urgent document that nobody has; first one that the visitor has already. `but`: not these.

    Raises `DatabaseUnavailable`.
    """
    with writing(engine) as connection:
        found = _mine(connection, visitor, wanted, now, but) or _free(connection, visitor, wanted, now, but)
        if found is None:
            return None
        return _lease(connection, found, visitor, now, seconds)


def next_free(engine: Engine, visitor: Visitor, wanted: Filters, now: dt.datetime) -> str | None:
    """Which document the visitor would be given next; nobody takes it by asking."""
    where = [*_to_be_given(now), for_visitor(visitor), *conditions(wanted, now)]
    query = select(TASKS.c.document_id).where(*where).order_by(TASKS.c.urgent_at, TASKS.c.document_id).limit(1)
    with reading(engine) as connection:
        found: str | None = connection.execute(query).scalar()
    return found


def take(engine: Engine, visitor: Visitor, document_id: str, now: dt.datetime, seconds: float) -> Held:
    """This document, also one that waits for nobody. Raises `HeldByAnother`, `NotToBeTaken`, `LookupError`."""
    with writing(engine) as connection:
        row = changes.document(connection, document_id, locked=True)
        if row is None:
            raise LookupError(document_id)
        if Status(row["status"]) in IN_WORK | OUT_OF_USE:
            raise NotToBeTaken
        task = task_for_update(connection, document_id)
        if task is None:
            fresh = task_of(row, Purpose.INSPECTION, Doubt(reason=_first_code(connection, document_id)), now)
            connection.execute(insert(TASKS).values(fresh))
            task = task_for_update(connection, document_id)
            assert task is not None
        _may_have(connection, task, visitor, now)
        return _lease(connection, task, visitor, now, seconds)


def extend(engine: Engine, visitor: Visitor, document_id: str, token: int, now: dt.datetime, seconds: float) -> bool:
    """A heartbeat. False when the lease is lost."""
    held = _held_by(visitor, document_id, token)
    values = {"lease_until": now + dt.timedelta(seconds=seconds)}
    with writing(engine) as connection:
        return connection.execute(update(TASKS).where(held).values(values)).rowcount == 1


def give_back(engine: Engine, visitor: Visitor, document_id: str, token: int) -> None:
    """The next one may have it; what was only inspected is no task any more. Silent when the lease is lost."""
    held = _held_by(visitor, document_id, token)
    with writing(engine) as connection:
        connection.execute(delete(TASKS).where(held & (TASKS.c.purpose == Purpose.INSPECTION.value)))
        connection.execute(update(TASKS).where(held).values(dict(FREED)))


def held_now(engine: Engine, document_id: str) -> Mapping[str, Any] | None:
    """The document's task, whoever has it."""
    with reading(engine) as connection:
        found = connection.execute(select(TASKS).where(TASKS.c.document_id == document_id)).mappings().first()
    return dict(found) if found else None


def listed(
    engine: Engine,
    visitor: Visitor,
    wanted: Filters,
    now: dt.datetime,
    *,
    after: Place | None = None,
    limit: int = PAGE,
) -> Page:
    """Tasks that the visitor may see, also those that somebody has, but for what is decided and may still be undone.

    A page costs the same wherever it is.
    """
    query = select(TASKS).where(for_visitor(visitor), TASKS.c.held_until.is_(None), *conditions(wanted, now))
    if after is not None:
        here = tuple_(TASKS.c.urgent_at, TASKS.c.document_id)
        query = query.where(here > tuple_(literal(after.urgent_at, Utc), after.document_id))
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(TASKS.c.urgent_at, TASKS.c.document_id).limit(limit + 1)).mappings()
        tasks = [dict(row) for row in rows]
    last = tasks[limit - 1] if len(tasks) > limit else None
    place = Place(urgent_at=last["urgent_at"], document_id=last["document_id"]) if last else None
    return Page(tasks=tasks[:limit], after=place)


def totals(engine: Engine, visitor: Visitor, wanted: Filters, now: dt.datetime) -> Totals:
    """Of the tasks that the filter leaves."""
    mine = [for_visitor(visitor), *conditions(wanted, now), _is_free(now)]
    query = select(func.count(), func.min(TASKS.c.queued_at)).select_from(TASKS).where(*mine)
    taken = select(func.count()).select_from(TASKS).where(TASKS.c.lease_until > now, TASKS.c.lease_owner.is_not(None))
    with reading(engine) as connection:
        waiting, oldest = connection.execute(query).one()
        held = int(connection.execute(taken).scalar_one())
    return Totals(waiting=waiting, taken=held, oldest=oldest)


def counted(engine: Engine, visitor: Visitor, wanted: Filters, now: dt.datetime) -> Counts:
    """Of the tasks that the filter leaves, those that nobody has."""
    mine = [for_visitor(visitor), *conditions(wanted, now), _is_free(now)]
    with reading(engine) as connection:
        kinds, reasons, purposes, regions = (
            _by(connection, TASKS.c[name], mine) for name in ("kind", "reason", "purpose", "region")
        )
    return Counts(by_kind=kinds, by_reason=reasons, by_purpose=purposes, by_region=regions)


def _by(connection: Connection, column: ColumnElement[Any], mine: Sequence[ColumnElement[bool]]) -> dict[str, int]:
    query = select(column, func.count()).where(*mine, column.is_not(None)).group_by(column)
    return dict(sorted(((str(name), int(count)) for name, count in connection.execute(query)), key=lambda of: -of[1]))


def task_for_update(connection: Connection, document_id: str) -> Mapping[str, Any] | None:
    """Nobody else changes it until the commit."""
    query = select(TASKS).where(TASKS.c.document_id == document_id).with_for_update()
    found = connection.execute(query).mappings().first()
    return dict(found) if found else None


def held_for_update(connection: Connection, visitor: Visitor, document_id: str, token: int) -> Mapping[str, Any]:
    """The visitor's task, locked. Raises `Stale`."""
    task = task_for_update(connection, document_id)
    if task is None or task["lease_owner"] != visitor.login or task["lease_token"] != token or task["held_until"]:
        raise Stale
    return task


def freed(connection: Connection, document_id: str, **values: Any) -> None:
    """Nobody has it, and `values` of it change."""
    connection.execute(update(TASKS).where(TASKS.c.document_id == document_id).values(**FREED, **values))


def _mine(
    connection: Connection, visitor: Visitor, wanted: Filters, now: dt.datetime, but: Sequence[str]
) -> Mapping[str, Any] | None:
    """What a lost browser had: its owner gets it back at once."""
    mine = (TASKS.c.lease_owner == visitor.login) & (TASKS.c.lease_until > now) & TASKS.c.held_until.is_(None)
    return _first(connection, [mine, for_visitor(visitor), *conditions(wanted, now)], but)


def _free(
    connection: Connection, visitor: Visitor, wanted: Filters, now: dt.datetime, but: Sequence[str]
) -> Mapping[str, Any] | None:
    return _first(connection, [*_to_be_given(now), for_visitor(visitor), *conditions(wanted, now)], but)


def _first(
    connection: Connection, where: Sequence[ColumnElement[bool]], but: Sequence[str]
) -> Mapping[str, Any] | None:
    query = select(TASKS).where(*where)
    if but:
        query = query.where(TASKS.c.document_id.not_in(list(but)))
    query = query.order_by(TASKS.c.urgent_at, TASKS.c.document_id).limit(1).with_for_update(skip_locked=True)
    found = connection.execute(query).mappings().first()
    return dict(found) if found else None


def _lease(connection: Connection, task: Mapping[str, Any], visitor: Visitor, now: dt.datetime, seconds: float) -> Held:
    """A new token, also for whoever had it: of two screens the older one is stale."""
    again = task["lease_owner"] == visitor.login and task["lease_until"] is not None and task["lease_until"] > now
    values = {
        "lease_owner": visitor.login, "lease_token": task["lease_token"] + 1,
        "lease_until": now + dt.timedelta(seconds=seconds), "leased_at": task["leased_at"] if again else now,
    }  # fmt: skip
    connection.execute(update(TASKS).where(TASKS.c.document_id == task["document_id"]).values(values))
    if not again:
        entry = audit.Entry(
            actor=visitor.actor, action="review_taken", document_id=task["document_id"], why=task["purpose"]
        )
        audit.append(connection, [entry], now)
    return Held(task={**task, **values})


def _may_have(connection: Connection, task: Mapping[str, Any], visitor: Visitor, now: dt.datetime) -> None:
    """Raises `HeldByAnother`, `NotToBeTaken`."""
    if task["held_until"] is not None:
        raise NotToBeTaken
    if task["lease_owner"] not in (None, visitor.login) and task["lease_until"] > now:
        raise HeldByAnother(task["lease_owner"])
    mine = select(TASKS.c.document_id).where(TASKS.c.document_id == task["document_id"], for_visitor(visitor))
    if connection.execute(mine).first() is None:
        raise NotToBeTaken


def _first_code(connection: Connection, document_id: str) -> str | None:
    reasons = changes.REASONS
    query = select(func.min(reasons.c.code)).where(reasons.c.document_id == document_id)
    code: str | None = connection.execute(query).scalar()
    return code


def _to_be_given(now: dt.datetime) -> list[ColumnElement[bool]]:
    return [_is_free(now), TASKS.c.purpose != Purpose.INSPECTION.value]


def _is_free(now: dt.datetime) -> ColumnElement[bool]:
    return or_(TASKS.c.lease_until.is_(None), TASKS.c.lease_until <= now) & TASKS.c.held_until.is_(None)


def _held_by(visitor: Visitor, document_id: str, token: int) -> ColumnElement[bool]:
    mine = (TASKS.c.document_id == document_id) & (TASKS.c.lease_owner == visitor.login)
    return mine & (TASKS.c.lease_token == token)
