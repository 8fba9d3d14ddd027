"""How does a document's status change? (the one way: with its audit entry and its notice, in one transaction)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from pipeline.cabinet import audit
from pipeline.cabinet.ids import new_id
from pipeline.cabinet.protocol import LeaseLost, StaleWriter
from pipeline.cabinet.reviews import tasks
from pipeline.cabinet.reviews.tasks import Doubt
from pipeline.cabinet.statuses import ForbiddenTransition, Status, may_follow, status_of
from pipeline.cabinet.tables.documents import DecisionRow, DocumentRow, ReasonRow, WindowEntryRow
from pipeline.cabinet.tables.outbox import NoticeRow
from pipeline.cabinet.terms import after_change
from pipeline.cabinet.window import Window, WindowEntry, after_status
from pipeline.case import Decision

TABLES = DocumentRow.metadata.tables
DOCUMENTS = TABLES[DocumentRow.__tablename__]
DECISIONS = TABLES[DecisionRow.__tablename__]
REASONS = TABLES[ReasonRow.__tablename__]
WINDOW = TABLES[WindowEntryRow.__tablename__]
NOTICES = TABLES[NoticeRow.__tablename__]

Row = Mapping[str, Any]
"""A row of `documents`, by column."""
NO_LEASE: Mapping[str, Any] = {"lease_owner": None, "lease_until": None}


@dataclass(frozen=True, kw_only=True)
class Change:
    """`to` is the new status, `values` what else changes in the row."""

    to: Status
    actor: str
    action: str
    why: str = ""
    """Codes and causes, no personal data."""
    values: Mapping[str, Any] = field(default_factory=dict)
    event: str = "status_changed"
    told: Mapping[str, Any] = field(default_factory=dict)
    """Further members of the notice."""
    doubt: Doubt | None = None
    """Of a decision: what a person is to look at."""


def document(
    connection: Connection, document_id: str, *, locked: bool = False, skip_locked: bool = False
) -> Row | None:
    """`locked`: nobody else changes it until the commit; `skip_locked`: None when somebody is just doing so."""
    query = select(DOCUMENTS).where(DOCUMENTS.c.id == document_id)
    if locked or skip_locked:
        query = query.with_for_update(skip_locked=skip_locked)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def change(connection: Connection, row: Row, what: Change, now: dt.datetime) -> Row:
    """Write one change; the row as it is then. The caller notes `entry_of` it in the audit log, last of all.

    Raises `StaleWriter` when the row is no longer what `row` says, `ForbiddenTransition` for a status that may not
    follow.
    """
    values = _values(row, what, now)
    _write(connection, row, values)
    after = {**row, **values}
    connection.execute(insert(NOTICES).values(_notice(after, what.event, _told(row, what), now)))
    tasks.follow(connection, [(row, after, what.doubt)], now)
    return after


def _values(row: Row, what: Change, now: dt.datetime) -> dict[str, Any]:
    """What changes in the row. Raises `ForbiddenTransition`."""
    before = Status(row["status"])
    if not may_follow(before, what.to):
        raise ForbiddenTransition(f"{what.to} may not follow {before}")
    values = {
        **what.values, "status": what.to.value, "revision": row["revision"] + 1, "updated_at": now,
        "sequence": row["sequence"] + 1,
    }  # fmt: skip
    return values | after_change(row, {**row, **values}, now)


def _told(row: Row, what: Change) -> dict[str, Any]:
    return {"before": row["status"], **what.told}


def entry_of(row: Row, what: Change) -> audit.Entry:
    """The audit entry of a change of `row`, which is as it was before."""
    return audit.Entry(
        actor=what.actor, action=what.action, document_id=row["id"], before=row["status"], after=what.to.value,
        why=what.why,
    )  # fmt: skip


def change_one(connection: Connection, row: Row, what: Change, now: dt.datetime) -> Row:
    """A change with its audit entry; nothing may be written in this transaction after it."""
    after = change(connection, row, what, now)
    audit.append(connection, [entry_of(row, what)], now)
    return after


def remind(
    connection: Connection, row: Row, event: str, told: Mapping[str, Any], now: dt.datetime,
    values: Mapping[str, Any] = MappingProxyType({}),
) -> Row:  # fmt: skip
    """A notice without a change of status; `values` are what else changes in the row. Raises `StaleWriter`."""
    values = {**values, "revision": row["revision"] + 1, "sequence": row["sequence"] + 1, "updated_at": now}
    _write(connection, row, values)
    after = {**row, **values}
    connection.execute(insert(NOTICES).values(_notice(after, event, told, now)))
    return after


# --- decisions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """A decision with who made it, why now, and with what."""

    decision: Decision
    by: str
    cause: str
    versions: Mapping[str, str]
    valid_until: dt.date | None = None
    status: Status | None = None
    """Where it is not the outcome's own."""
    may_open: bool = True
    """False for reprocessing: it opens no correction window."""
    confidence: float | None = None
    """Of the deciding field that was read least surely; for the order in which people look."""
    blind: bool = False
    """Of the machine's decisions, a sample that a person is asked about without being told of it."""


def decide(connection: Connection, row: Row, ruling: Ruling, now: dt.datetime) -> tuple[Row, audit.Entry]:
    """Put a decision in force: the row as it is then, and the entry to note last of all."""
    what, ledger, decision_id = _ruled(row, ruling, now)
    after = change(connection, row, what, now)
    connection.execute(insert(DECISIONS).values(_decision_row(decision_id, row, ruling)))
    write_reasons(connection, row["id"], what.told["reasons"])
    write_ledger(connection, row["id"], ledger)
    return after, entry_of(row, what)


def decide_many(
    connection: Connection, rulings: Sequence[tuple[Row, Ruling]], now: dt.datetime
) -> list[tuple[Row, audit.Entry]]:
    """The same for many documents, each once, in a handful of statements. Raises `StaleWriter` if one was changed."""
    if not rulings:
        return []
    known = {row["id"]: (row, ruling, *_ruled(row, ruling, now)) for row, ruling in rulings}
    values = {one: _values(row, what, now) for one, (row, _, what, _, _) in known.items()}
    after = {one: {**row, **values[one]} for one, (row, *_) in known.items()}
    same = (DOCUMENTS.c.id == bindparam("of")) & (DOCUMENTS.c.revision == bindparam("seen"))
    same &= DOCUMENTS.c.lease_token == bindparam("token")
    written = connection.execute(
        update(DOCUMENTS).where(same),
        [
            {"of": one, "seen": row["revision"], "token": row["lease_token"], **values[one]}
            for one, (row, *_) in known.items()
        ],
    )
    if written.rowcount != len(known):
        raise StaleWriter("one of many documents was changed meanwhile")
    notices = [_notice(after[one], what.event, _told(row, what), now) for one, (row, _, what, *_) in known.items()]
    connection.execute(insert(NOTICES), notices)
    connection.execute(
        insert(DECISIONS), [_decision_row(made, row, ruling) for row, ruling, _, _, made in known.values()]
    )
    connection.execute(delete(REASONS).where(REASONS.c.document_id.in_(known)))
    reasons = [
        {"document_id": one, "code": code} for one, (_, _, what, *_) in known.items() for code in what.told["reasons"]
    ]
    if reasons:
        connection.execute(insert(REASONS), reasons)
    for one, (_, _, _, ledger, _) in known.items():
        write_ledger(connection, one, ledger)
    tasks.follow(connection, [(row, after[one], what.doubt) for one, (row, _, what, *_) in known.items()], now)
    return [(after[one], entry_of(row, what)) for one, (row, _, what, *_) in known.items()]


def _ruled(row: Row, ruling: Ruling, now: dt.datetime) -> tuple[Change, tuple[WindowEntry, ...], str]:
    """What a decision changes, the lines of the window's ledger, the decision's id."""
    decision = ruling.decision
    status = ruling.status or status_of(decision.outcome, row["kind"])
    window, ledger = after_status(
        window_of(row), status, cause=ruling.cause, now=now, correct_by=decision.correct_by, may_open=ruling.may_open
    )
    codes = sorted({reason.code for reason in decision.reasons})
    decision_id = new_id(now)
    what = Change(
        to=status, actor=ruling.by, action="decided", why=" ".join((ruling.cause, *codes)),
        values={
            **NO_LEASE, "stage": None, "due_at": None, "tries": {}, "decision": decision_id,
            "decided_at": decision.decided_at, "decided_by": ruling.by, "rules": ruling.versions.get("rules"),
            "correct_by": window.correct_by, "window_paused_at": window.paused_at, "valid_until": ruling.valid_until,
            "act_due_at": now if status is Status.RECORDED else None,
        },
        told={"decision": decision_id, "reasons": codes, "notes": sorted({note.code for note in decision.notes})},
        doubt=Doubt(
            reason=decision.reasons[0].code if decision.reasons else None, confidence=ruling.confidence,
            blind=ruling.blind,
        ),
    )  # fmt: skip
    return what, ledger, decision_id


def window_of(row: Row) -> Window:
    return Window(correct_by=row["correct_by"], paused_at=row["window_paused_at"])


def write_reasons(connection: Connection, document_id: str, codes: Sequence[str]) -> None:
    connection.execute(delete(REASONS).where(REASONS.c.document_id == document_id))
    if codes:
        connection.execute(insert(REASONS), [{"document_id": document_id, "code": code} for code in codes])


def write_ledger(connection: Connection, document_id: str, ledger: Sequence[WindowEntry]) -> None:
    if not ledger:
        return
    known = len(connection.execute(select(WINDOW.c.number).where(WINDOW.c.document_id == document_id)).all())
    connection.execute(
        insert(WINDOW),
        [
            {"document_id": document_id, "number": known + index, **entry.__dict__}
            for index, entry in enumerate(ledger, start=1)
        ],
    )


def _decision_row(decision_id: str, row: Row, ruling: Ruling) -> dict[str, Any]:
    decision = ruling.decision
    return {
        "id": decision_id, "document_id": row["id"], "attempt": row["attempt"], "outcome": decision.outcome.value,
        "reasons": [reason.model_dump(mode="json") for reason in decision.reasons],
        "notes": [note.model_dump(mode="json") for note in decision.notes],
        "correct_by": decision.correct_by, "decided_at": decision.decided_at, "decided_by": ruling.by,
        "cause": ruling.cause, "versions": dict(ruling.versions),
    }  # fmt: skip


def _write(connection: Connection, row: Row, values: Mapping[str, Any]) -> None:
    """Compare and set. A row whose lease is another's now is `LeaseLost`."""
    same = (DOCUMENTS.c.id == row["id"]) & (DOCUMENTS.c.revision == row["revision"])
    same &= DOCUMENTS.c.lease_token == row["lease_token"]
    if connection.execute(update(DOCUMENTS).where(same).values(dict(values))).rowcount != 1:
        now = document(connection, row["id"])
        if now is not None and now["lease_token"] != row["lease_token"]:
            raise LeaseLost(f"document {row['id']} is another worker's now")
        raise StaleWriter(f"document {row['id']} was changed meanwhile")


def _notice(row: Row, event: str, told: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    """The notice of a row as it is after a change."""
    correct_by = row["correct_by"]
    body = {
        "document_id": row["id"], "sequence": row["sequence"], "event": event, "status": row["status"],
        "kind": row["kind"], "revision": row["revision"], "at": now.isoformat(),
        "correct_by": correct_by.isoformat() if correct_by else None, **told,
    }  # fmt: skip
    return {
        "id": f"evt_{new_id(now)}", "document_id": row["id"], "sequence": row["sequence"], "event": event,
        "body": body, "created_at": now, "routed": False,
    }  # fmt: skip
