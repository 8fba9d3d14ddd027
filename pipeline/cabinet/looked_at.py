"""Who looked at what? (each page of a person's document, and the audit log itself)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, select

from pipeline.cabinet import audit
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.sessions import Visitor

PAGE = 50


def note_page_opened(engine: Engine, visitor: Visitor, document_id: str, page: int, now: dt.datetime) -> None:
    """Call before the page is shown: what could not be noted is not shown. Raises `DatabaseUnavailable`.

    `page` is counted from 1; 0: the document's fields and findings, without a picture.
    """
    entry = audit.Entry(actor=visitor.actor, action="page_opened", document_id=document_id, why=f"page:{page}")
    with writing(engine) as connection:
        audit.append(connection, [entry], now)


def note_papers_opened(engine: Engine, visitor: Visitor, ids: Sequence[str], now: dt.datetime) -> None:
    """The same for a list that shows of each paper why it waits. Raises `DatabaseUnavailable`."""
    entries = [audit.Entry(actor=visitor.actor, action="page_opened", document_id=one, why="page:0") for one in ids]
    with writing(engine) as connection:
        audit.append(connection, entries, now)


def audit_page(
    engine: Engine, visitor: Visitor, now: dt.datetime, *, before: int | None = None, document_id: str | None = None
) -> list[dict[str, Any]]:
    """Up to `PAGE` entries and one more, if there is one; the newest first, those before number `before`.

    That it was looked at is an entry, too. Raises `DatabaseUnavailable`.
    """
    query = select(audit.AUDIT).order_by(audit.AUDIT.c.seq.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(audit.AUDIT.c.seq < before)
    if document_id is not None:
        query = query.where(audit.AUDIT.c.document_id == document_id)
    with reading(engine) as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    why = f"before:{before}" if before is not None else "newest"
    entry = audit.Entry(actor=visitor.actor, action="audit_read", document_id=document_id, why=why)
    with writing(engine) as connection:
        audit.append(connection, [entry], now)
    return rows
