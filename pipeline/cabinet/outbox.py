"""How does every notice reach its channels, at least once and in order a document, whatever dies on the way?

A delivery is a notice on one channel. It is taken up under a lease, told, and what came of it is recorded. Who is
killed in between has recorded nothing: the same notice goes out again, under the same id. A document's later notice
waits for the earlier one to be told, or to be given up: a dead letter holds up nobody, the gap shows in `sequence`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, Engine, and_, bindparam, false, func, insert, literal_column, select, update

from pipeline.cabinet import audit
from pipeline.cabinet.changes import DECISIONS, DOCUMENTS, NOTICES, TABLES, Row
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.order import Due, Pending, SortedOut, sort_out
from pipeline.cabinet.tables.outbox import DeliveryRow
from pipeline.cabinet.telling import channels_for

DELIVERIES = TABLES[DeliveryRow.__tablename__]
State = Literal["pending", "delivered", "superseded", "dead"]
UNTOLD = DELIVERIES.c.state == literal_column("'pending'")  # spelt out, or the partial index is not used
UNROUTED = NOTICES.c.routed == false()
SCANNED = 200
"""Deliveries looked at in one transaction."""
ABANDONED = "abandoned"
"""The error of a delivery whose every taker was killed."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A notice that was taken up for one channel. No personal data."""

    id: str
    channel: str
    document_id: str
    sequence: int
    body: Mapping[str, Any]
    attempt: int
    """Which try this is, from 1."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """`seen`: how many were due, also those that must wait; 0 means that there is nothing to do."""

    notices: tuple[Notice, ...]
    seen: int
    dead: tuple[tuple[str, str], ...] = ()
    """Notice and document of those that were given up, for every taker was killed."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What an applicant's letter is written from: personal data. `decision` is the one that the notice is about."""

    row: Row = field(repr=False)
    decision: Row | None = field(repr=False)


def route(engine: Engine, channels: Collection[str], *, limit: int = 500) -> int:
    """Write the deliveries of notices that have none; how many notices. Raises `DatabaseUnavailable`."""
    with writing(engine) as connection:
        fresh = connection.execute(
            select(NOTICES.c.id, NOTICES.c.document_id, NOTICES.c.sequence, NOTICES.c.body, NOTICES.c.created_at)
            .where(UNROUTED).order_by(NOTICES.c.id).limit(limit).with_for_update(skip_locked=True)
        ).all()  # fmt: skip
        if not fresh:
            return 0
        about = DOCUMENTS.c.id.in_({one.document_id for one in fresh})
        known = connection.execute(select(DOCUMENTS.c.id, DOCUMENTS.c.contacts).where(about))
        contacts = {row.id: row.contacts for row in known}
        rows = [
            {"notice_id": one.id, "channel": channel, "document_id": one.document_id, "sequence": one.sequence,
             "state": "pending", "tries": 0, "next_at": one.created_at, "error": ""}
            for one in fresh
            for channel in channels_for(one.body, contacts[one.document_id], channels)
        ]  # fmt: skip
        if rows:
            connection.execute(insert(DELIVERIES), rows)
        connection.execute(update(NOTICES).where(NOTICES.c.id.in_([one.id for one in fresh])).values(routed=True))
    return len(fresh)


def take(engine: Engine, channel: str, now: dt.datetime, *, lease: dt.timedelta, most: int) -> Taken:
    """Take up to `most` deliveries that are due, for as long as `lease`. Raises `DatabaseUnavailable`."""
    with writing(engine) as connection:
        due = _due(connection, channel, now, max(SCANNED, most))
        if not due:
            return Taken(notices=(), seen=0)
        about = {one.document_id for one in due}
        turns = sort_out(
            due, _pending(connection, channel, about), _unrouted(connection, about), now=now, lease=lease, most=most
        )
        _put_aside(connection, channel, turns, now)
        notices = _taken(connection, channel, turns.ready, now + lease)
    return Taken(
        notices=notices, seen=len(due), dead=tuple((one.notice_id, one.document_id) for one in turns.spent)
    )  # fmt: skip


def record(engine: Engine, notice: Notice, state: State, now: dt.datetime, *, error: str = "",
           wait: dt.timedelta | None = None) -> bool:  # fmt: skip
    """What came of a try: an end, or `pending` again after `wait`. The document's next notice is free to go.

    False when the lease was lost: somebody else tells it again. `error` is a status or a kind of failure, never
    what a receiver wrote. Raises `DatabaseUnavailable`.
    """
    values: dict[str, Any] = {"state": state, "error": error, "lease_until": None}
    if state == "pending":
        values["next_at"] = now + (wait or dt.timedelta(0))
    if state == "delivered":
        values["delivered_at"] = now
    with writing(engine) as connection:
        done = connection.execute(update(DELIVERIES).where(_mine(notice)).values(values)).rowcount == 1
        if done and state != "pending":
            _free_next(connection, notice.document_id, notice.channel, now)
    return done


def give_back(engine: Engine, notices: Sequence[Notice], now: dt.datetime) -> None:
    """They were taken up and not tried: no try is counted."""
    with writing(engine) as connection:
        for notice in notices:
            values = {"tries": notice.attempt - 1, "next_at": now, "lease_until": None}
            connection.execute(update(DELIVERIES).where(_mine(notice)).values(values))


def facts(engine: Engine, notice: Notice) -> Facts | None:
    """The document as it is now, and the decision that the notice is about. None: the document is no longer kept."""
    with reading(engine) as connection:
        row = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == notice.document_id)).mappings().first()
        if row is None:
            return None
        about = select(DECISIONS).where(DECISIONS.c.id == (notice.body.get("decision") or row["decision"]))
        decision = connection.execute(about).mappings().first()
    return Facts(row=dict(row), decision=dict(decision) if decision else None)


def listed(
    engine: Engine, *, state: State = "dead", channel: str | None = None, document_id: str | None = None,
    after: str = "", limit: int = 100,
) -> list[Row]:  # fmt: skip
    """Deliveries in this state, by notice id; each with its event and when that was."""
    known = DELIVERIES.c.state == literal_column(f"'{state}'")
    query = (
        select(DELIVERIES, NOTICES.c.event, NOTICES.c.created_at)
        .join(NOTICES, NOTICES.c.id == DELIVERIES.c.notice_id)
        .where(known, DELIVERIES.c.notice_id > after)
        .order_by(DELIVERIES.c.notice_id, DELIVERIES.c.channel)
        .limit(limit)
    )
    if channel is not None:
        query = query.where(DELIVERIES.c.channel == channel)
    if document_id is not None:
        query = query.where(DELIVERIES.c.document_id == document_id)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def replay(
    engine: Engine, now: dt.datetime, *, actor: str, notice_ids: Collection[str] | None, channel: str | None = None
) -> int:
    """Send dead letters again, under the same ids and with all their tries; how many. `notice_ids` None: all.

    Who did so is in the audit log. Raises `DatabaseUnavailable`.
    """
    which = DELIVERIES.c.state == literal_column("'dead'")
    if notice_ids is not None:
        which &= DELIVERIES.c.notice_id.in_(list(notice_ids))
    if channel is not None:
        which &= DELIVERIES.c.channel == channel
    values = {"state": "pending", "tries": 0, "next_at": now, "lease_until": None}
    with writing(engine) as connection:
        count = connection.execute(update(DELIVERIES).where(which).values(values)).rowcount
        if count:
            entry = audit.Entry(actor=actor, action="notices_sent_again", why=f"{channel or 'all channels'} {count}")
            audit.append(connection, [entry], now)
    return count


def _due(connection: Connection, channel: str, now: dt.datetime, scanned: int) -> list[Due]:
    query = (
        select(
            DELIVERIES.c.notice_id, DELIVERIES.c.document_id, DELIVERIES.c.sequence, DELIVERIES.c.tries,
            DELIVERIES.c.lease_until,
        )
        .where(UNTOLD, DELIVERIES.c.channel == channel, DELIVERIES.c.next_at <= now)
        .order_by(DELIVERIES.c.next_at)
        .limit(scanned)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    return [
        Due(
            notice_id=row.notice_id, document_id=row.document_id, sequence=row.sequence, tries=row.tries,
            abandoned=row.lease_until is not None,
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def _pending(connection: Connection, channel: str, about: Collection[str]) -> list[Pending]:
    query = select(DELIVERIES.c.document_id, DELIVERIES.c.sequence, DELIVERIES.c.next_at).where(
        UNTOLD, DELIVERIES.c.channel == channel, DELIVERIES.c.document_id.in_(about)
    )
    return [
        Pending(document_id=row.document_id, sequence=row.sequence, next_at=row.next_at)
        for row in connection.execute(query)
    ]


def _unrouted(connection: Connection, about: Collection[str]) -> dict[str, int]:
    query = select(NOTICES.c.document_id, func.min(NOTICES.c.sequence).label("first")).where(
        UNROUTED, NOTICES.c.document_id.in_(about)
    )
    return {row.document_id: row.first for row in connection.execute(query.group_by(NOTICES.c.document_id))}


def _put_aside(connection: Connection, channel: str, turns: SortedOut, now: dt.datetime) -> None:
    if turns.held:
        one_of_them = _is(bindparam("held"), channel)
        connection.execute(
            update(DELIVERIES).where(one_of_them).values(next_at=bindparam("until")),
            [{"held": one.notice_id, "until": until} for one, until in turns.held],
        )
    for one in turns.spent:
        dead = {"state": "dead", "error": ABANDONED, "lease_until": None}
        connection.execute(update(DELIVERIES).where(_is(one.notice_id, channel)).values(dead))
        _free_next(connection, one.document_id, channel, now)


def _taken(connection: Connection, channel: str, ready: Sequence[Due], until: dt.datetime) -> tuple[Notice, ...]:
    if not ready:
        return ()
    ids = [one.notice_id for one in ready]
    bodies = connection.execute(select(NOTICES.c.id, NOTICES.c.body).where(NOTICES.c.id.in_(ids)))
    body = {row.id: row.body for row in bodies}
    connection.execute(
        update(DELIVERIES)
        .where(DELIVERIES.c.channel == channel, DELIVERIES.c.notice_id.in_(ids))
        .values(tries=DELIVERIES.c.tries + 1, lease_until=until, next_at=until)
    )
    return tuple(
        Notice(
            id=one.notice_id, channel=channel, document_id=one.document_id, sequence=one.sequence,
            body=body[one.notice_id], attempt=one.tries + 1,
        )
        for one in ready
    )  # fmt: skip


def _free_next(connection: Connection, document_id: str, channel: str, now: dt.datetime) -> None:
    """The document's next notice was put aside until this one is told: now it is."""
    same = and_(UNTOLD, DELIVERIES.c.document_id == document_id, DELIVERIES.c.channel == channel)
    first = select(func.min(DELIVERIES.c.sequence)).where(same).scalar_subquery()
    untouched = DELIVERIES.c.tries == 0  # one that was tried already waits for its own time
    connection.execute(
        update(DELIVERIES).where(same, untouched, DELIVERIES.c.sequence == first).values(next_at=now)
    )  # fmt: skip


def _mine(notice: Notice) -> Any:
    return and_(_is(notice.id, notice.channel), UNTOLD, DELIVERIES.c.tries == notice.attempt)


def _is(notice_id: Any, channel: str) -> Any:
    return and_(DELIVERIES.c.notice_id == notice_id, DELIVERIES.c.channel == channel)
