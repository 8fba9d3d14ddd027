"""What else is known around a document? (examinations, decisions, what people did, papers that it leads to)"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Select, select

from pipeline.cabinet import changes
from pipeline.cabinet.changes import DECISIONS, DOCUMENTS, Row
from pipeline.cabinet.database import reading
from pipeline.cabinet.reviews.deciding import STEPS
from pipeline.cabinet.statuses import Status
from pipeline.cabinet.work import ATTEMPTS, RESULTS

MOST = 20
"""Of each sort that are shown."""
OTHER = ("id", "kind", "status", "created_at", "decided_at")
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Around:
    """Newest first, but the stages."""

    attempts: Rows
    decisions: Rows
    steps: Rows
    stages: Rows
    earlier: Rows
    """Uploads that this one replaces, one after another, the latest first."""
    later: Row | None
    """The upload that replaces this one."""
    holders: Rows
    """Other papers of the same holder."""
    same_bytes: Rows
    """The same file under other holders, or under another kind."""


def around(engine: Engine, row: Row) -> Around:
    """Raises `DatabaseUnavailable`."""
    document_id = row["id"]
    with reading(engine) as connection:
        earlier = _earlier(connection, row)
        chain = {document_id, *(each["id"] for each in earlier)}
        return Around(
            attempts=_rows(connection, _of(ATTEMPTS, document_id).order_by(ATTEMPTS.c.number.desc())),
            decisions=_rows(connection, _of(DECISIONS, document_id).order_by(DECISIONS.c.id.desc())),
            steps=_rows(connection, _of(STEPS, document_id).order_by(STEPS.c.id.desc())),
            stages=_rows(connection, _stages(document_id)),
            earlier=earlier,
            later=changes.document(connection, row["replaced_by"]) if row["replaced_by"] else None,
            holders=[each for each in _holders(connection, row) if each["id"] not in chain],
            same_bytes=[each for each in _same_bytes(connection, row) if each["id"] not in chain],
        )


def decided_now(engine: Engine, ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """By document: its id, kind and revision, and the reasons of the decision in force."""
    shown = [DOCUMENTS.c[name] for name in ("id", "kind", "revision")]
    query = select(*shown, DECISIONS.c.reasons).join(DECISIONS, DECISIONS.c.id == DOCUMENTS.c.decision)
    with reading(engine) as connection:
        rows = connection.execute(query.where(DOCUMENTS.c.id.in_(list(ids)))).mappings() if ids else ()
        return {row["id"]: dict(row) for row in rows}


def _rows(connection: Connection, query: Select[Any]) -> Rows:
    return [dict(found) for found in connection.execute(query.limit(MOST)).mappings()]


def _of(table: Any, document_id: str) -> Select[Any]:
    return select(table).where(table.c.document_id == document_id)


def _stages(document_id: str) -> Select[Any]:
    shown = [RESULTS.c[name] for name in ("stage", "attempt", "outcome", "seconds", "finished_at", "versions")]
    return select(*shown).where(RESULTS.c.document_id == document_id).order_by(RESULTS.c.finished_at)


def _earlier(connection: Connection, row: Row) -> list[Row]:
    found: list[Row] = []
    older = row["replaces"]
    while older is not None and len(found) < MOST:
        before = changes.document(connection, older)
        if before is None or before["status"] == Status.PURGED.value:
            break
        found.append(before)
        older = before["replaces"]
    return found


def _others() -> Select[Any]:
    shown = select(*[DOCUMENTS.c[name] for name in OTHER], DOCUMENTS.c.holder_key)
    return shown.where(DOCUMENTS.c.status != Status.PURGED.value).order_by(DOCUMENTS.c.id.desc())


def _holders(connection: Connection, row: Row) -> Rows:
    if row["holder_key"] is None:
        return ()
    return _rows(connection, _others().where(DOCUMENTS.c.holder_key == row["holder_key"], DOCUMENTS.c.id != row["id"]))


def _same_bytes(connection: Connection, row: Row) -> Rows:
    return _rows(connection, _others().where(DOCUMENTS.c.sha256 == row["sha256"], DOCUMENTS.c.id != row["id"]))
