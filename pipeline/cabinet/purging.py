"""What is removed of a document when its time is over? (all but that it was there)

Two steps, each safe to repeat. First one transaction: the row becomes a tombstone, everything that hangs on it goes,
and the audit log tells. Then what lies outside of the database: the queue's traces and the bytes. Until that is done
the tombstone keeps the bytes' hash: whoever was killed in between has lost nothing that is still to be removed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from pipeline.cabinet import audit, changes, tables
from pipeline.cabinet.acts import ACTS
from pipeline.cabinet.changes import DOCUMENTS, NO_LEASE, TABLES, Change, Row
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.file_store import FileStore
from pipeline.cabinet.putting_away import PORTION, Condition, locked, nobody_works_on_it
from pipeline.cabinet.statuses import PUT_AWAY, TRANSITIONS, Status
from pipeline.cabinet.tables.access import IdempotencyRow, RegistryAnswerRow
from pipeline.cabinet.tables.documents import BYTES_TO_GO
from pipeline.cabinet.tables.reprocessing import ItemRow

IDEMPOTENCY = TABLES[IdempotencyRow.__tablename__]
ANSWERS = TABLES[RegistryAnswerRow.__tablename__]
ITEMS = TABLES[ItemRow.__tablename__]
UNDER_WAY = dt.timedelta(minutes=10)
"""Bytes that were kept so shortly ago may be another upload's, whose row is not written yet."""
MAY_BE_PURGED = frozenset(status.value for status, following in TRANSITIONS.items() if Status.PURGED in following)
NOBODY: dict[str, Any] = {"holder": {}, "declared": {}, "upload": {"name": "", "size": 0, "sha256": ""}}
"""A claim that says nothing."""
NO_BYTES: dict[str, Any] = {"sha256": "", "signature_sha256": None}
NOTHING_LEFT: dict[str, Any] = {
    **NO_LEASE, "holder_key": None, "contacts": {}, "stage": None, "decision": None, "decided_by": None, "rules": None,
    "correct_by": None, "window_paused_at": None, "valid_until": None, "due_at": None, "tries": {}, "hold": None,
    "act_due_at": None,
}  # fmt: skip
"""What stays of the row: its id, kind, client, statuses, and when it was handed in, decided and purged."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """Documents of these kinds with this status have served their time when that happened before `before`."""

    status: str
    kinds: tuple[str, ...]
    counted_from: str
    """`changed`, `uploaded`, `decided`, `valid_until`; where that is missing the last change counts."""
    before: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Trace:
    """What a queue may remember of a document: jobs of its leases up to `token`."""

    document_id: str
    token: int


class Traces(Protocol):
    """What the queues remember."""

    def forget(self, traces: Sequence[Trace]) -> bool:
        """False where the queues cannot be reached: to be tried again."""


@dataclass(frozen=True, kw_only=True)
class Removed:
    """What a portion of leftovers came to. `young`: bytes that may be another upload's, `unreached`: no queue there."""

    done: int = 0
    files: int = 0
    young: int = 0
    unreached: int = 0


def ended(terms: Collection[Ended], now: dt.datetime) -> list[Condition]:
    """What has served its time and may go."""
    return [
        (DOCUMENTS.c.status == term.status) & DOCUMENTS.c.kind.in_(term.kinds) & _happened(term) & may_go(now)
        for term in terms
    ]


def may_go(now: dt.datetime) -> Condition:
    """Nobody works on it, no correction window is open, nothing is on hold."""
    free = DOCUMENTS.c.status.in_(sorted(MAY_BE_PURGED)) & DOCUMENTS.c.correct_by.is_(None)
    return free & DOCUMENTS.c.hold.is_(None) & nobody_works_on_it(now)


def purge_portion(
    engine: Engine, condition: Condition, now: dt.datetime, *, actor: str, why: str, after: str = ""
) -> Sequence[Row]:
    """Make tombstones of the next documents behind `after`; their rows as they were. Fewer than `PORTION`: the last.

    `why` is a cause or a reference, without personal data. Raises `DatabaseUnavailable`.
    """
    with writing(engine) as connection:
        rows = locked(connection, condition, after)
        if rows:
            _remove_what_hangs_on(connection, [row["id"] for row in rows])
        entries = [_bury(connection, row, now, actor=actor, why=why) for row in rows]
        audit.append(connection, entries, now)
    return rows


def remove_leftovers(engine: Engine, files: FileStore, traces: Traces, now: dt.datetime) -> Iterator[Removed]:
    """Portion by portion what lies outside of the database. Raises `DatabaseUnavailable`, `OSError`."""
    after = ""
    while True:
        query = select(DOCUMENTS.c.id, DOCUMENTS.c.sha256, DOCUMENTS.c.signature_sha256, DOCUMENTS.c.lease_token)
        query = query.where(literal_column(BYTES_TO_GO), DOCUMENTS.c.id > after).order_by(DOCUMENTS.c.id).limit(PORTION)
        with reading(engine) as connection:
            rows = connection.execute(query).all()
        if not rows:
            return
        told = traces.forget([Trace(document_id=row.id, token=row.lease_token) for row in rows])
        drawn = _drawn_up_on(engine, [row.id for row in rows])
        gone = {
            row.id: [
                _remove_bytes(engine, files, each, now)
                for each in (row.sha256, row.signature_sha256, *drawn.get(row.id, ()))
                if each
            ]
            for row in rows
        }
        finished = [one for one, states in gone.items() if told and "young" not in states]
        with writing(engine) as connection:
            connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id.in_(finished)).values(NO_BYTES))
            connection.execute(update(ACTS).where(ACTS.c.document_id.in_(finished)).values(sha256="", size=0))
        states = [state for each in gone.values() for state in each]
        yield Removed(
            done=len(finished), files=states.count("removed"), young=states.count("young"),
            unreached=0 if told else len(rows),
        )  # fmt: skip
        after = rows[-1].id


def leftovers(engine: Engine) -> int:
    """Purged documents of which something outside of the database is still to be removed."""
    with reading(engine) as connection:
        query = select(func.count()).select_from(DOCUMENTS).where(literal_column(BYTES_TO_GO))
        return int(connection.execute(query).scalar_one())


def forget_register(engine: Engine) -> int:
    """What the register said is only kept to ask it less: it is asked again. How many answers."""
    with writing(engine) as connection:
        return connection.execute(delete(ANSWERS)).rowcount


def clear_free_pages(engine: Engine) -> None:
    """SQLite overwrites what is deleted; its log of changes is emptied here. PostgreSQL reuses space when it likes."""
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def tables_of_a_document() -> list[Table]:
    """Every table whose rows belong to a document, but those of runs, which hold codes alone, and of acts.

    The numbers of acts have no gaps, also where one was purged.

    A table that nobody has loaded yet is one all the same: all of `pipeline.cabinet.tables` are looked at.
    """
    for module in iter_modules(tables.__path__):
        import_module(f"{tables.__name__}.{module.name}")
    return [
        table
        for table in TABLES.values()
        if table not in (ITEMS, ACTS) and any(key.column.table is DOCUMENTS for key in table.foreign_keys)
    ]


def _happened(term: Ended) -> ColumnElement[bool]:
    changed: ColumnElement[bool] = DOCUMENTS.c.updated_at < term.before
    match term.counted_from:
        case "changed":
            return changed
        case "uploaded":
            return DOCUMENTS.c.created_at < term.before
        case "decided":
            return or_(DOCUMENTS.c.decided_at < term.before, DOCUMENTS.c.decided_at.is_(None) & changed)
        case "valid_until":
            until = DOCUMENTS.c.valid_until
            return or_(until < term.before.date(), until.is_(None) & changed)
    raise ValueError(f"nothing is counted from {term.counted_from!r}")


def _remove_what_hangs_on(connection: Connection, ids: Sequence[str]) -> None:
    for table in tables_of_a_document():
        connection.execute(delete(table).where(table.c.document_id.in_(ids)))
    connection.execute(delete(IDEMPOTENCY).where(IDEMPOTENCY.c.document_id.in_(ids)))
    connection.execute(update(ACTS).where(ACTS.c.document_id.in_(ids)).values(says=""))


def _bury(connection: Connection, row: Row, now: dt.datetime, *, actor: str, why: str) -> audit.Entry:
    former = row["former_status"] if Status(row["status"]) in PUT_AWAY else row["status"]
    claim = {"kind": row["kind"], **NOBODY}
    values = {**NOTHING_LEFT, "claim": claim, "former_status": former, "purged_at": now}
    what = Change(to=Status.PURGED, actor=actor, action="purged", why=why, values=values)
    changes.change(connection, row, what, now)
    return changes.entry_of(row, what)


def _drawn_up_on(engine: Engine, ids: Sequence[str]) -> dict[str, list[str]]:
    """Names of the acts' bytes by document."""
    query = select(ACTS.c.document_id, ACTS.c.sha256).where(ACTS.c.document_id.in_(ids), ACTS.c.sha256 != "")
    drawn: dict[str, list[str]] = {}
    with reading(engine) as connection:
        for row in connection.execute(query):
            drawn.setdefault(row.document_id, []).append(row.sha256)
    return drawn


def _remove_bytes(engine: Engine, files: FileStore, sha256: str, now: dt.datetime) -> str:
    """`removed`, `kept` for another document that lives, `gone` before, or `young`."""
    lives = DOCUMENTS.c.status != Status.PURGED.value
    acts = select(ACTS.c.number).join(DOCUMENTS, DOCUMENTS.c.id == ACTS.c.document_id)
    documents = select(DOCUMENTS.c.id)
    owners = (
        documents.where(DOCUMENTS.c.sha256 == sha256, lives),
        documents.where(DOCUMENTS.c.signature_sha256 == sha256, lives),
        acts.where(ACTS.c.sha256 == sha256, lives),
    )
    with reading(engine) as connection:
        for owner in owners:
            if connection.execute(select(exists(owner))).scalar():
                return "kept"
    if files.remove_old(sha256, now - UNDER_WAY):
        return "removed"
    return "young" if files.has(sha256) else "gone"
