"""What does a decision change for other documents of the same holder?

A renewal that is approved takes the old paper's place. An approved paper about a change of name explains the former
surname on others: those that waited for it are examined again.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, select

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import DOCUMENTS, NO_LEASE, REASONS, TABLES, Change, Row
from pipeline.cabinet.statuses import HELD, Status
from pipeline.cabinet.tables.documents import StageResultRow
from pipeline.cabinet.window import after_status

RESULTS = TABLES[StageResultRow.__tablename__]
EXPLAINS = "name_change_certificate"
EXPLAINED = ("SURNAME_CHANGED", "HOLDER_MISMATCH")
READS = ("cross_check", "extraction")
"""The later stage's reading of the paper is the better one."""
MOST = 100


def follow(connection: Connection, row: Row, now: dt.datetime) -> list[audit.Entry]:
    """Write what follows from the status that `row` has now; the entries to note."""
    if Status(row["status"]) not in HELD:
        return []
    entries = _take_place(connection, row, now)
    if row["kind"] == EXPLAINS and row["holder_key"] is not None:
        entries += _explain_others(connection, row, now)
    return entries


def former_last_names(connection: Connection, holder_key: str | None) -> tuple[str, ...]:
    """Surnames that approved papers of this holder explain."""
    if holder_key is None:
        return ()
    return each_once(former_last_names_of(connection, [holder_key]).get(holder_key, {}))


def former_last_names_of(connection: Connection, holder_keys: Collection[str]) -> Mapping[str, Mapping[str, str]]:
    """The same for many holders at once, each with the document that says so; holders without any are missing."""
    held = [status.value for status in HELD]
    same = DOCUMENTS.c.holder_key.in_(holder_keys) & (DOCUMENTS.c.kind == EXPLAINS) & DOCUMENTS.c.status.in_(held)
    query = (
        select(DOCUMENTS.c.holder_key, RESULTS.c.document_id, RESULTS.c.stage, RESULTS.c.delta)
        .join(DOCUMENTS, DOCUMENTS.c.id == RESULTS.c.document_id)
        .where(same & RESULTS.c.stage.in_(READS))
        .order_by(RESULTS.c.document_id)
    )
    names: dict[str, dict[str, dict[str, str]]] = {}
    for found in connection.execute(query):
        name = _former_name(json.loads(zlib.decompress(found.delta)))
        if name:
            papers = names.setdefault(found.holder_key, {})
            papers.setdefault(found.document_id, {})[found.stage] = name
    return {holder_key: {one: _best(read) for one, read in papers.items()} for holder_key, papers in names.items()}


def each_once(names: Mapping[str, str], *, but: str | None = None) -> tuple[str, ...]:
    """The names by document, without the one on `but`: a paper does not explain itself."""
    return tuple(dict.fromkeys(name for document_id, name in names.items() if document_id != but))


def _best(by_stage: Mapping[str, str]) -> str:
    return next(by_stage[stage] for stage in READS if stage in by_stage)


def _former_name(delta: Mapping[str, Any]) -> str | None:
    value = ((delta.get("reading") or {}).get("fields") or {}).get("previous_last_name")
    return str(value["value"]) if value else None


def _take_place(connection: Connection, row: Row, now: dt.datetime) -> list[audit.Entry]:
    """Replace the papers that still counted while this one was examined, through rejected uploads between."""
    entries = []
    older = row["replaces"]
    while older is not None:
        old = changes.document(connection, older)
        if old is None:
            break
        if Status(old["status"]) in HELD | {Status.EXPIRED}:
            what = Change(
                to=Status.REPLACED, actor="machine", action="replaced", why=row["id"],
                values={**NO_LEASE, "replaced_by": row["id"], "due_at": None},
            )  # fmt: skip
            changes.change(connection, old, what, now)
            entries.append(changes.entry_of(old, what))
        older = old["replaces"]
    return entries


def _explain_others(connection: Connection, row: Row, now: dt.datetime) -> list[audit.Entry]:
    undecided = [Status.REJECTED.value, Status.NEEDS_REVIEW.value, Status.ACCESS_RESTRICTED.value]
    query = (
        select(DOCUMENTS)
        .where(DOCUMENTS.c.holder_key == row["holder_key"], DOCUMENTS.c.status.in_(undecided))
        .where(DOCUMENTS.c.decided_by == "machine")
        .where(DOCUMENTS.c.id.in_(select(REASONS.c.document_id).where(REASONS.c.code.in_(EXPLAINED))))
        .order_by(DOCUMENTS.c.id)
        .limit(MOST)
    )
    entries = []
    for other in [dict(found) for found in connection.execute(query).mappings()]:
        window, ledger = after_status(
            changes.window_of(other), Status.UPLOADED, cause="name_change", now=now, correct_by=None, may_open=False
        )
        what = Change(
            to=Status.UPLOADED, actor="machine", action="sent_back", why="name_change",
            values={
                **NO_LEASE, "due_at": now, "stage": None, "tries": {"cause": "name_change"},
                "correct_by": window.correct_by, "window_paused_at": window.paused_at,
            },
        )  # fmt: skip
        changes.change(connection, other, what, now)
        changes.write_ledger(connection, other["id"], ledger)
        entries.append(changes.entry_of(other, what))
    return entries
