"""Who changed what, when and why, so that a change, a gap or a cut tail is found?

Each entry carries the hash of the one before it. The head (number and hash of the last entry) stands in a row of its
own, which every writer locks until it commits: entries are as many as their numbers say. A head that was noted
elsewhere (`podlinnik audit head`) tells a log whose tail was cut together with its head.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from pipeline.cabinet.tables.outbox import AuditHeadRow, AuditRow

AUDIT = AuditRow.metadata.tables["audit"]
HEAD = AuditHeadRow.metadata.tables["audit_head"]
NOTHING = "0" * 64
PAGE = 5_000


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is to be noted. `why` holds codes and causes, never personal data."""

    actor: str
    action: str
    document_id: str | None = None
    before: str | None = None
    after: str | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Head:
    seq: int
    hash: str


BEGINNING = Head(seq=0, hash=NOTHING)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Where the log is not what it was."""

    seq: int
    what: str


def append(connection: Connection, entries: Sequence[Entry], now: dt.datetime) -> None:
    """Add entries in this transaction. Call last: other writers wait for the commit from here on."""
    if not entries:
        return
    locked = connection.execute(select(HEAD.c.seq, HEAD.c.hash).where(HEAD.c.id == 1).with_for_update()).first()
    if locked is None:
        connection.execute(insert(HEAD).values(id=1, seq=0, hash=NOTHING))
    seq, previous = (locked.seq, locked.hash) if locked else (0, NOTHING)
    rows = []
    for entry in entries:
        seq += 1
        row = {"seq": seq, "at": now, **entry.__dict__, "previous": previous}
        previous = hash_of(row)
        rows.append({**row, "hash": previous})
    connection.execute(insert(AUDIT), rows)
    connection.execute(update(HEAD).where(HEAD.c.id == 1).values(seq=seq, hash=previous))


def hash_of(row: dict[str, Any]) -> str:
    """SHA-256 over an entry's members but its own hash."""
    members = {name: value for name, value in row.items() if name != "hash"}
    members["at"] = row["at"].astimezone(dt.UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(json.dumps(members, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def head(engine: Engine) -> Head:
    with engine.connect() as connection:
        row = connection.execute(select(HEAD.c.seq, HEAD.c.hash).where(HEAD.c.id == 1)).first()
    return Head(seq=row.seq, hash=row.hash) if row else BEGINNING


def entries(
    engine: Engine, *, after: int = 0, until: int | None = None, document_id: str | None = None
) -> Iterator[dict[str, Any]]:
    """Entries in order, as members by name: those after number `after`, to number `until`."""
    while True:
        query = select(AUDIT).where(AUDIT.c.seq > after).order_by(AUDIT.c.seq).limit(PAGE)
        if until is not None:
            query = query.where(AUDIT.c.seq <= until)
        if document_id is not None:
            query = query.where(AUDIT.c.document_id == document_id)
        with engine.connect() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1]["seq"]


def verify(engine: Engine, *, noted: Head | None = None, step: Callable[[], None] = lambda: None) -> Fault | None:
    """The first fault, or None. `noted` is a head that was written down earlier, outside the database.

    `step` is called for each entry. The log may grow meanwhile: what comes in is left for the next time.
    """
    last = head(engine)
    fault = find_fault(_stepping(entries(engine, until=last.seq), step), last, noted)
    if fault is not None:
        return fault
    with engine.connect() as connection:
        newest = connection.execute(select(func.max(AUDIT.c.seq))).scalar() or 0
    now = head(engine)
    return Fault(seq=now.seq + 1, what="entries were added beside the head") if newest > now.seq else None


def _stepping(log: Iterable[dict[str, Any]], step: Callable[[], None]) -> Iterator[dict[str, Any]]:
    for row in log:
        step()
        yield row


def find_fault(
    log: Iterable[dict[str, Any]], last: Head, noted: Head | None = None, *, after: Head = BEGINNING
) -> Fault | None:
    """Compare a log with its head, and with one noted earlier; `log` goes on after `after`."""
    seq, previous = after.seq, after.hash
    for row in log:
        if row["seq"] != seq + 1:
            return Fault(seq=seq + 1, what="entries are missing")
        if row["previous"] != previous or row["hash"] != hash_of(row):
            return Fault(seq=row["seq"], what="the entry, or the one before it, was changed")
        seq, previous = row["seq"], row["hash"]
        if noted is not None and seq == noted.seq and previous != noted.hash:
            return Fault(seq=seq, what="the log was written anew: it is not the one that was noted")
        if seq == last.seq and previous != last.hash:
            return Fault(seq=seq, what="the head does not fit the last entry")
    if seq < last.seq or (noted is not None and seq < noted.seq):
        return Fault(seq=seq + 1, what="the tail was cut off")
    return None
