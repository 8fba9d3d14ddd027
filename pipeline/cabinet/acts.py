"""Which documents wait for their act, which number does it get, and which version of it is in force?

An act is drawn outside of any transaction. First its number and version are taken; then it is drawn and kept; then
one transaction puts it in force, if the document is still what it was drawn from. Whoever is killed in between leaves
a number that the next one goes on with, so that none is lost.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import DOCUMENTS, TABLES, Row
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.file_store import Stored
from pipeline.cabinet.statuses import Status
from pipeline.cabinet.tables.acts import ActLedgerRow, ActRow

ACTS = TABLES[ActRow.__tablename__]
LEDGER = TABLES[ActLedgerRow.__tablename__]
LEASE = dt.timedelta(minutes=5)
"""So long one worker has a document's act to itself; far more than it takes to draw."""
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Nothing that looks like another sign: a code is also typed."""
GROUPS, SIGNS = 4, 4
IN_FORCE = frozenset({Status.RECORDED.value})
ARCHIVED_FROM = frozenset({Status.RECORDED.value})


@dataclass(frozen=True, kw_only=True)
class Due:
    """A document whose act is to be drawn, taken until `until`."""

    document_id: str
    until: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A number and version that nobody else draws. `replaces`: the day of the version in force, if any."""

    number: int
    version: int
    code: str
    replaces: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class Act:
    """A version that was drawn. `sha256` is empty once its document was purged."""

    number: int
    version: int
    document_id: str
    code: str
    sha256: str
    size: int
    made_at: dt.datetime
    replaced_by: int | None


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What whoever holds an act may learn: no personal data."""

    act: Act
    is_current: bool
    purged: bool


def take_due(engine: Engine, now: dt.datetime, *, limit: int, document_id: str | None = None) -> Sequence[Due]:
    """The recorded documents that wait longest, or that one if it waits. Raises `DatabaseUnavailable`.

    One that is put away, or examined anew, keeps waiting until it is recorded again, or decided otherwise.
    """
    waits = (DOCUMENTS.c.act_due_at <= now) & DOCUMENTS.c.status.in_(IN_FORCE)
    if document_id is not None:
        waits &= DOCUMENTS.c.id == document_id
    until = now + LEASE
    with writing(engine) as connection:
        query = select(DOCUMENTS.c.id).where(waits).order_by(DOCUMENTS.c.act_due_at, DOCUMENTS.c.id).limit(limit)
        found = list(connection.execute(query.with_for_update(skip_locked=True)).scalars())
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id.in_(found)).values(act_due_at=until))
    return [Due(document_id=one, until=until) for one in found]


def settle(engine: Engine, due: Due) -> None:
    """Nothing is to be drawn. What was decided meanwhile waits anew."""
    with writing(engine) as connection:
        _settle(connection, due)


def take_number(engine: Engine, due: Due, says: str, now: dt.datetime) -> Taken | None:
    """Its number, and the version after the one in force; None where that one says the same already.

    Numbers are given one after another; a row that is locked until the commit keeps them apart.
    """
    with writing(engine) as connection:
        last = _newest(connection, due.document_id)
        made = last if last is None or last["made_at"] else _version(connection, last["number"], last["version"] - 1)
        if made is not None and made["says"] == says:
            _settle(connection, due)
            return None
        replaces = made["made_at"] if made is not None else None
        if last is not None and last["made_at"] is None:
            mine = (ACTS.c.number == last["number"]) & (ACTS.c.version == last["version"])
            connection.execute(update(ACTS).where(mine).values(says=says, reserved_at=now))
            return Taken(number=last["number"], version=last["version"], code=last["code"], replaces=replaces)
        number = last["number"] if last is not None else _next_number(connection)
        version = last["version"] + 1 if last is not None else 1
        code = new_code()
        connection.execute(
            insert(ACTS).values(
                number=number, version=version, document_id=due.document_id, code=code, says=says, sha256="", size=0,
                reserved_at=now,
            )
        )  # fmt: skip
        return Taken(number=number, version=version, code=code, replaces=replaces)


def put_in_force(engine: Engine, due: Due, taken: Taken, stored: Stored, now: dt.datetime) -> bool:
    """The version that was drawn and kept. False when the document was decided anew, or taken by another, meanwhile."""
    mine = (ACTS.c.number == taken.number) & (ACTS.c.version == taken.version)
    with writing(engine) as connection:
        row = changes.document(connection, due.document_id, locked=True)
        if row is None or row["status"] not in IN_FORCE or row["act_due_at"] != due.until:
            return False
        drawn = {"sha256": stored.sha256, "size": stored.size, "made_at": now}
        connection.execute(update(ACTS).where(mine).values(drawn))
        before = (ACTS.c.number == taken.number) & (ACTS.c.version == taken.version - 1)
        connection.execute(update(ACTS).where(before).values(replaced_by=taken.version))
        told = {"act": {"number": taken.number, "version": taken.version, "sha256": stored.sha256}}
        changes.remind(connection, row, "act_made", told, now, {"act_due_at": None})
        why = f"number {taken.number} version {taken.version} sha256 {stored.sha256}"
        entry = audit.Entry(
            actor="machine", action="act_made", document_id=row["id"], before=row["status"], after=row["status"],
            why=why,
        )  # fmt: skip
        audit.append(connection, [entry], now)
    return True


def acts_of(connection: Connection, document_id: str) -> list[Act]:
    """Every version that was drawn, the newest last."""
    drawn = (ACTS.c.document_id == document_id) & ACTS.c.made_at.is_not(None)
    return [
        _act(dict(row)) for row in connection.execute(select(ACTS).where(drawn).order_by(ACTS.c.version)).mappings()
    ]


def all_acts(engine: Engine, document_id: str) -> list[Act]:
    """The same. Raises `DatabaseUnavailable`."""
    with reading(engine) as connection:
        return acts_of(connection, document_id)


def in_force(row: Row) -> bool:
    """Does the newest act on this document count? While it is examined anew, or once it is replaced, none does."""
    kept = row["status"] == Status.ARCHIVED and row["former_status"] in ARCHIVED_FROM
    return row["status"] in IN_FORCE or kept


def verify(engine: Engine, code: str) -> Verified | None:
    """What there is under a code; None where no act has it. Raises `DatabaseUnavailable`."""
    query = select(ACTS).where(ACTS.c.code == code, ACTS.c.made_at.is_not(None))
    with reading(engine) as connection:
        found = connection.execute(query).mappings().first()
        if found is None:
            return None
        row = changes.document(connection, found["document_id"])
    act = _act(dict(found))
    return Verified(
        act=act,
        is_current=act.replaced_by is None and row is not None and in_force(row),
        purged=row is None or row["status"] == Status.PURGED,
    )


def new_code() -> str:
    """Some 79 bits at random, in groups: nobody guesses one, and one that is typed wrongly is nobody's."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(SIGNS)) for _ in range(GROUPS))


def _settle(connection: Connection, due: Due) -> None:
    same = (DOCUMENTS.c.id == due.document_id) & (DOCUMENTS.c.act_due_at == due.until)
    connection.execute(update(DOCUMENTS).where(same).values(act_due_at=None))


def _next_number(connection: Connection) -> int:
    last: int = connection.execute(select(LEDGER.c.last).where(LEDGER.c.id == 1).with_for_update()).scalar_one()
    connection.execute(update(LEDGER).where(LEDGER.c.id == 1).values(last=last + 1))
    return last + 1


def _newest(connection: Connection, document_id: str) -> Row | None:
    query = select(ACTS).where(ACTS.c.document_id == document_id).order_by(ACTS.c.version.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def _version(connection: Connection, number: int, version: int) -> Row | None:
    query = select(ACTS).where(ACTS.c.number == number, ACTS.c.version == version)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def _act(row: dict[str, Any]) -> Act:
    return Act(**{name: row[name] for name in Act.__annotations__})
