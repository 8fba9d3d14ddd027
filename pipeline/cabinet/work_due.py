"""Which documents wait for a worker and have none: never rung for, lost by a worker that died, put off until now?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, ColumnElement, Engine, bindparam, literal, or_, select, tuple_

from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import reading
from pipeline.cabinet.statuses import IN_WORK, STAGES

WORKING: BindParameter[list[str]] = bindparam("working", sorted(IN_WORK), expanding=True, literal_execute=True)
"""As in the index's own condition, so that any plan may use it."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a page of what is due ended."""

    due_at: dt.datetime
    document_id: str

    def __str__(self) -> str:
        return f"{self.due_at.isoformat()} {self.document_id}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """What `str` made; None for nothing."""
        if not text:
            return None
        due_at, _, document_id = text.partition(" ")
        return cls(due_at=dt.datetime.fromisoformat(due_at), document_id=document_id)


@dataclass(frozen=True, kw_only=True)
class Due:
    """A document to ring for; `lost`: a worker died with it."""

    document_id: str
    lane: str
    stage: str
    token: int
    lost: bool
    place: Place


def work_due(engine: Engine, now: dt.datetime, *, after: Place | None = None, limit: int) -> Sequence[Due]:
    """What has been due longest comes first. Raises `DatabaseUnavailable`.

    Nothing is written: a lost lease is counted by whoever takes the document next.
    """
    rows = DOCUMENTS.c
    query = (
        select(rows.id, rows.lane, rows.stage, rows.lease_token, rows.lease_until, rows.due_at)
        .where(unattended(now))
        .order_by(rows.due_at, rows.id)
        .limit(limit)
    )
    if after is not None:
        place = tuple_(literal(after.due_at, rows.due_at.type), literal(after.document_id))
        query = query.where(rows.due_at >= after.due_at, tuple_(rows.due_at, rows.id) > place)
    with reading(engine) as connection:
        found = connection.execute(query).all()
    return [
        Due(
            document_id=row.id, lane=row.lane, stage=row.stage or STAGES[0], token=row.lease_token,
            lost=row.lease_until is not None, place=Place(due_at=row.due_at, document_id=row.id),
        )
        for row in found
    ]  # fmt: skip


def unattended(now: dt.datetime) -> ColumnElement[bool]:
    """Of documents: due, and nobody has a lease."""
    rows = DOCUMENTS.c
    nobody = or_(rows.lease_until.is_(None), rows.lease_until <= now)
    return rows.status.in_(WORKING) & (rows.due_at <= now) & nobody
