"""Which documents does a caller ask for? (keyset pages that cost the same at a million documents)

One condition, the one that leaves fewest, drives an index; the others are applied to the next `SCANNED` documents of
it. So a page may hold fewer documents than were asked for, even none, and still have a next one: each is cheap.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, Subquery, literal, select, tuple_

from pipeline.cabinet.changes import DOCUMENTS, REASONS, Row
from pipeline.cabinet.database import reading
from pipeline.cabinet.tables.columns import Utc

SCANNED = 2_000
SHOWN = [
    DOCUMENTS.c[name]
    for name in (
        "id", "client", "kind", "status", "stage", "revision", "attempt", "created_at", "updated_at", "correct_by",
        "window_paused_at", "valid_until", "replaces", "replaced_by", "holder_key", "former_status", "purged_at",
    )
]  # fmt: skip
"""Nothing that is read from a claim: a list names nobody."""


class WrongCursor(ValueError):
    """It is none of ours, or belongs to another question."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Conditions that all hold; None asks for nothing. With `updated_after`: in the order of changes, oldest first."""

    client: str | None = None
    status: str | None = None
    kind: str | None = None
    holder_key: str | None = None
    reason: str | None = None
    updated_after: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Rows with the codes of their reasons; `cursor` leads to the next page, None after the last."""

    rows: Sequence[Row]
    reasons: dict[str, list[str]]
    cursor: str | None


@dataclass(frozen=True, kw_only=True)
class _Place:
    """After which document a page begins."""

    id: str
    updated_at: dt.datetime | None = None


def listed(engine: Engine, wanted: Wanted, *, limit: int, cursor: str | None = None) -> Listed:
    """A page, newest first. Documents that come in meanwhile neither shift nor repeat it.

    Raises `WrongCursor`, `DatabaseUnavailable`.
    """
    after = _place_of(cursor, wanted) if cursor else None
    scanned = _scanned(wanted, after)
    query = select(scanned).where(*_rest(scanned, wanted)).order_by(*_order(scanned, wanted)).limit(limit + 1)
    with reading(engine) as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
        more = len(rows) > limit
        place = _place(rows[limit - 1], wanted) if more else _end_of(connection, wanted, after)
        rows = rows[:limit]
        codes = _reasons_of(connection, [row["id"] for row in rows])
    return Listed(rows=rows, reasons=codes, cursor=_cursor(place, wanted) if place else None)


def _scanned(wanted: Wanted, after: _Place | None) -> Subquery:
    query = select(*SHOWN)
    if _driven_by_reason(wanted):
        query = query.join(REASONS, REASONS.c.document_id == DOCUMENTS.c.id)
    return _driven(query, wanted, after).limit(SCANNED).subquery()


def _driven_by_reason(wanted: Wanted) -> bool:
    return wanted.reason is not None and wanted.holder_key is None and wanted.updated_after is None


def _driven(query: Select[Any], wanted: Wanted, after: _Place | None) -> Select[Any]:
    """With the condition of the index, from behind `after` on, in its order."""
    if wanted.updated_after is not None:
        begin = after or _Place(id="", updated_at=wanted.updated_after)
        here = tuple_(DOCUMENTS.c.updated_at, DOCUMENTS.c.id) > tuple_(literal(begin.updated_at, Utc), begin.id)
        return query.where(here).order_by(DOCUMENTS.c.updated_at, DOCUMENTS.c.id)
    place: ColumnElement[Any] = DOCUMENTS.c.id
    if _driven_by_reason(wanted):
        query = query.where(REASONS.c.code == wanted.reason)
        place = REASONS.c.document_id
    else:
        for name in ("holder_key", "status", "kind", "client"):
            if getattr(wanted, name) is not None:
                query = query.where(DOCUMENTS.c[name] == getattr(wanted, name))
                break
    if after is not None:
        query = query.where(place < after.id)
    return query.order_by(place.desc())


def _rest(scanned: Subquery, wanted: Wanted) -> list[ColumnElement[bool]]:
    """All conditions; those of the index hold anyway."""
    conditions = [
        scanned.c[name] == getattr(wanted, name)
        for name in ("client", "status", "kind", "holder_key")
        if getattr(wanted, name) is not None
    ]
    if wanted.reason is not None:
        with_reason = select(REASONS.c.code).where(REASONS.c.document_id == scanned.c.id)
        conditions.append(with_reason.where(REASONS.c.code == wanted.reason).exists())
    return conditions


def _order(scanned: Subquery, wanted: Wanted) -> list[ColumnElement[Any]]:
    if wanted.updated_after is not None:
        return [scanned.c.updated_at, scanned.c.id]
    return [scanned.c.id.desc()]


def _end_of(connection: Connection, wanted: Wanted, after: _Place | None) -> _Place | None:
    """Where the scan stopped before the end; None when it saw all there is. The index alone tells."""
    shown: list[ColumnElement[Any]] = [DOCUMENTS.c.id]
    if wanted.updated_after is not None:
        shown.append(DOCUMENTS.c.updated_at)
    elif _driven_by_reason(wanted):
        shown = [REASONS.c.document_id.label("id")]
    query = _driven(select(*shown), wanted, after).offset(SCANNED - 1).limit(1)
    last = connection.execute(query).mappings().first()
    return _place(dict(last), wanted) if last else None


def _place(row: Row, wanted: Wanted) -> _Place:
    return _Place(id=row["id"], updated_at=row["updated_at"] if wanted.updated_after else None)


def _reasons_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    codes: dict[str, list[str]] = {}
    query = select(REASONS.c.document_id, REASONS.c.code).where(REASONS.c.document_id.in_(ids))
    for row in connection.execute(query.order_by(REASONS.c.code)) if ids else ():
        codes.setdefault(row.document_id, []).append(row.code)
    return codes


def _cursor(place: _Place, wanted: Wanted) -> str:
    at = place.updated_at.isoformat() if place.updated_at else ""
    return base64.urlsafe_b64encode(json.dumps([_mark(wanted), place.id, at]).encode()).decode().rstrip("=")


def _place_of(cursor: str, wanted: Wanted) -> _Place:
    try:
        mark, last, at = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        place = _Place(id=str(last), updated_at=dt.datetime.fromisoformat(at) if at else None)
    except (ValueError, TypeError, binascii.Error):
        raise WrongCursor("not a cursor") from None
    if mark != _mark(wanted) or _is_of_changes(place) != (wanted.updated_after is not None):
        raise WrongCursor("a cursor of another question")
    return place


def _is_of_changes(place: _Place) -> bool:
    return place.updated_at is not None and place.updated_at.tzinfo is not None


def _mark(wanted: Wanted) -> str:
    """Tells a question by its conditions; nothing of a person is in it that was not a keyed hash before."""
    conditions = "|".join(f"{each.name}={getattr(wanted, each.name)}" for each in fields(wanted))
    return hashlib.sha256(conditions.encode()).hexdigest()[:12]
