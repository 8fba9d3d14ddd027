"""What must not be purged, whatever its time, and under which reference?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Engine, select, update

from pipeline.cabinet import audit
from pipeline.cabinet.changes import DOCUMENTS, Row
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.putting_away import Chosen, locked
from pipeline.cabinet.statuses import Status


def set_hold(engine: Engine, ids: Sequence[str], reference: str | None, *, actor: str, now: dt.datetime) -> int:
    """Put documents on hold under a reference (a code or a number, no personal data), or with None release them.

    How many were changed; those that are purged, or are so already, are left alone. Raises `DatabaseUnavailable`.
    """
    changed = 0
    for condition in Chosen(ids=tuple(ids)).conditions():
        other = DOCUMENTS.c.hold.is_distinct_from(reference) & (DOCUMENTS.c.status != Status.PURGED.value)
        with writing(engine) as connection:
            rows = locked(connection, condition & other, "", len(ids))
            these = DOCUMENTS.c.id.in_([row["id"] for row in rows])
            connection.execute(update(DOCUMENTS).where(these).values(hold=reference))
            audit.append(connection, [_entry(row, reference, actor) for row in rows], now)
        changed += len(rows)
    return changed


def held(engine: Engine) -> list[Row]:
    """Documents on hold: `id`, `kind`, `status`, `hold`. Raises `DatabaseUnavailable`."""
    columns = [DOCUMENTS.c[name] for name in ("id", "kind", "status", "hold")]
    query = select(*columns).where(DOCUMENTS.c.hold.is_not(None)).order_by(DOCUMENTS.c.id)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _entry(row: Row, reference: str | None, actor: str) -> audit.Entry:
    return audit.Entry(
        actor=actor, action="held" if reference else "released", document_id=row["id"], before=row["status"],
        after=row["status"], why=reference or row["hold"],
    )  # fmt: skip
