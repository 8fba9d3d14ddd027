"""What do operators want to know of the cabinet's database, every few seconds, and at what bounded cost?

Each question looks at a part that an index bounds, and counts no further than `MOST`: what is beyond is no longer a
matter of exact numbers. Nothing here is about one document or one person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Select, func, literal_column, select

from pipeline.cabinet import store_check
from pipeline.cabinet.audit import HEAD
from pipeline.cabinet.audit_checks import LastCheck, last_check
from pipeline.cabinet.changes import DOCUMENTS, NOTICES
from pipeline.cabinet.counts import documents_nearly
from pipeline.cabinet.database import reading
from pipeline.cabinet.ids import moment_of
from pipeline.cabinet.outbox import DELIVERIES, UNROUTED, UNTOLD
from pipeline.cabinet.reprocessing.selection import CHUNKS, RUNS
from pipeline.cabinet.statuses import STAGES
from pipeline.cabinet.sweeping import SWEEPS
from pipeline.cabinet.work_due import WORKING, unattended

MOST = 20_000
CHANNELS = ("webhook", "email", "sms")
RUN_STATES = ("selecting", "running", "paused")
"""Of reprocessing runs that have not ended."""
DEAD = DELIVERIES.c.state == literal_column("'dead'")


@dataclass(frozen=True, kw_only=True)
class Pending:
    """Deliveries of a channel that are not made. Moments are None where there are none."""

    count: int
    oldest: dt.datetime | None
    """When the oldest notice among them was written; of more than `MOST`, among those whose turn comes first."""
    due: dt.datetime | None
    """Since when somebody should have been at the first; in the future while all wait for their next try."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of one moment, nearly."""

    by_status: Mapping[str, int]
    entries_left_out: int
    """Entries of the audit log that `by_status` does not know yet."""
    in_work: Mapping[tuple[str, str], int]
    """By status and stage: the stage that comes next or runs."""
    in_work_cut: bool
    """There are more than `MOST`: `in_work` is of those that have been due longest."""
    waits_since: dt.datetime | None
    """Since when the document has been due that nobody has worked on for longest."""
    pending: Mapping[str, Pending]
    dead: Mapping[str, int]
    unrouted: dt.datetime | None
    """When the oldest notice was written whose deliveries are not."""
    swept: Mapping[str, dt.datetime]
    """When each sweep last ended a run."""
    runs: Mapping[str, int]
    documents_to_redo: int
    """Of the chunks that reprocessing runs have not carried yet."""
    audit_entries: int
    audit_check: LastCheck | None
    store_check: store_check.LastCheck | None


def figures(engine: Engine, now: dt.datetime) -> Figures:
    """Raises `DatabaseUnavailable`."""
    with reading(engine) as connection:
        by_status, left_out = documents_nearly(connection, most=MOST)
        in_work = {(row[0], row[1] or STAGES[0]): row[2] for row in connection.execute(in_work_query())}
        runs, redo = _runs(connection)
        return Figures(
            by_status=by_status, entries_left_out=left_out, in_work=in_work,
            in_work_cut=sum(in_work.values()) >= MOST,
            waits_since=connection.execute(waits_query(now)).scalar(),
            pending={channel: _pending(connection, channel) for channel in CHANNELS}, dead=_dead(connection),
            unrouted=_unrouted(connection), swept=_swept(connection), runs=runs, documents_to_redo=redo,
            audit_entries=int(connection.execute(select(func.max(HEAD.c.seq))).scalar() or 0),
            audit_check=last_check(connection), store_check=store_check.last_check(connection),
        )  # fmt: skip


def in_work_query() -> Select[str, str | None, int]:
    rows = DOCUMENTS.c
    first = (
        select(rows.status, rows.stage).where(rows.status.in_(WORKING)).order_by(rows.due_at, rows.id).limit(MOST)
    ).subquery()
    return select(first.c.status, first.c.stage, func.count()).group_by(first.c.status, first.c.stage)


def waits_query(now: dt.datetime) -> Select[dt.datetime | None]:
    return select(DOCUMENTS.c.due_at).where(unattended(now)).order_by(DOCUMENTS.c.due_at, DOCUMENTS.c.id).limit(1)


def pending_query(channel: str) -> Select[int, str | None, dt.datetime | None]:
    rows = DELIVERIES.c
    first = (
        select(rows.notice_id, rows.next_at).where(UNTOLD, rows.channel == channel).order_by(rows.next_at).limit(MOST)
    ).subquery()
    return select(func.count(), func.min(first.c.notice_id), func.min(first.c.next_at))


def dead_query() -> Select[str, int]:
    first = select(DELIVERIES.c.channel).where(DEAD).order_by(DELIVERIES.c.notice_id).limit(MOST).subquery()
    return select(first.c.channel, func.count()).group_by(first.c.channel)


def unrouted_query() -> Select[str]:
    return select(NOTICES.c.id).where(UNROUTED).order_by(NOTICES.c.id).limit(1)


def to_redo_query(run_ids: Sequence[str]) -> Select[int | None]:
    open_ones = (CHUNKS.c.run_id.in_(run_ids)) & (CHUNKS.c.state == "open")
    return select(func.sum(CHUNKS.c.size)).where(open_ones)


def _pending(connection: Connection, channel: str) -> Pending:
    count, oldest, due = connection.execute(pending_query(channel)).one()
    return Pending(count=count, oldest=_moment(oldest), due=due)


def dead_count(engine: Engine) -> int:
    """Deliveries that were given up, over all channels; no more than `MOST`. Raises `DatabaseUnavailable`."""
    with reading(engine) as connection:
        return sum(row[1] for row in connection.execute(dead_query()))


def _dead(connection: Connection) -> Mapping[str, int]:
    found = {row[0]: row[1] for row in connection.execute(dead_query())}
    return {channel: found.get(channel, 0) for channel in CHANNELS}


def _unrouted(connection: Connection) -> dt.datetime | None:
    return _moment(connection.execute(unrouted_query()).scalar())


def _swept(connection: Connection) -> Mapping[str, dt.datetime]:
    ended = select(SWEEPS.c.name, SWEEPS.c.finished_at).where(SWEEPS.c.finished_at.is_not(None))
    return {row.name: row.finished_at for row in connection.execute(ended)}


def _runs(connection: Connection) -> tuple[Mapping[str, int], int]:
    found = connection.execute(select(RUNS.c.id, RUNS.c.state).where(RUNS.c.state.in_(RUN_STATES))).all()
    states = [row.state for row in found]
    redo = connection.execute(to_redo_query([row.id for row in found])).scalar() if found else 0
    return {state: states.count(state) for state in RUN_STATES}, int(redo or 0)


def _moment(notice_id: str | None) -> dt.datetime | None:
    """Its number says when a notice was written: `evt_` and a ULID."""
    return moment_of(notice_id.removeprefix("evt_")) if notice_id else None
