"""How many documents have which status? (without counting a million rows)

The audit log tells every change; a sweep folds it into `status_counts`, and whoever asks adds what came since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Engine, Row, Select, func, insert, select, update

from pipeline.cabinet.audit import AUDIT, HEAD
from pipeline.cabinet.changes import TABLES
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.statuses import Status
from pipeline.cabinet.sweeping import SWEEPS
from pipeline.cabinet.tables.outbox import CountRow

COUNTS = TABLES[CountRow.__tablename__]
NAME = "counts"
"""The sweep whose row in `sweeps` holds the number of the last entry that was folded in."""


def fold(engine: Engine, *, limit: int) -> int:
    """Fold at most `limit` entries in; how many there were. Two at once are harmless. Raises `DatabaseUnavailable`."""
    with writing(engine) as connection:
        mine = SWEEPS.c.name == NAME
        found = connection.execute(select(SWEEPS.c.cursor).where(mine).with_for_update()).first()
        if found is None:
            connection.execute(insert(SWEEPS).values(name=NAME, done=0, cursor=""))
        after = int(found.cursor or 0) if found else 0
        changed = connection.execute(_changes_after(after, limit)).all()
        for status, difference in sorted(_differences(changed).items()):
            _add(connection, status, difference)
        folded = sum(entries for _, _, entries in changed)
        if folded:
            connection.execute(update(SWEEPS).where(mine).values(cursor=str(after + folded)))
    return folded


def documents_by_status(engine: Engine) -> Mapping[str, int]:
    """As of now, also where no sweep ran: then it takes as long as the log is. Raises `DatabaseUnavailable`."""
    cursor = select(SWEEPS.c.cursor).where(SWEEPS.c.name == NAME).scalar_subquery()
    with reading(engine) as connection:
        folded = connection.execute(select(COUNTS.c.status, COUNTS.c.documents, cursor)).all()
        after = int(folded[0][2] or 0) if folded else 0
        changed = connection.execute(_changes_after(after, None)).all()
    counts = Counter({status: documents for status, documents, _ in folded})
    counts.update(_differences(changed))
    return {status.value: counts[status.value] for status in Status}


def documents_nearly(connection: Connection, *, most: int) -> tuple[Mapping[str, int], int]:
    """By status, of what was folded and at most `most` entries since; and how many entries are left out: 0 is exact."""
    cursor = select(SWEEPS.c.cursor).where(SWEEPS.c.name == NAME).scalar_subquery()
    last = select(func.max(HEAD.c.seq)).scalar_subquery()
    found = connection.execute(select(cursor, last)).one()
    after, head = int(found[0] or 0), int(found[1] or 0)
    counts = Counter({row.status: row.documents for row in connection.execute(select(COUNTS))})
    counts.update(_differences(connection.execute(_changes_after(after, most)).all()))
    return {status.value: counts[status.value] for status in Status}, max(head - after - most, 0)


def _changes_after(seq: int, limit: int | None) -> Select[str | None, str | None, int]:
    """What became of entries after `seq`; they are numbered without gaps."""
    some = AUDIT.c.seq > seq
    if limit is not None:
        some &= AUDIT.c.seq <= seq + limit
    return (
        select(AUDIT.c.before, AUDIT.c.after, func.count().label("entries"))
        .where(some)
        .group_by(AUDIT.c.before, AUDIT.c.after)
    )


def _differences(changed: Sequence[Row[str | None, str | None, int]]) -> Counter[str]:
    differences: Counter[str] = Counter()
    for before, after, entries in changed:
        if before is not None:
            differences[before] -= entries
        if after is not None:
            differences[after] += entries
    return differences


def _add(connection: Connection, status: str, difference: int) -> None:
    mine = COUNTS.c.status == status
    values = {"documents": COUNTS.c.documents + difference}
    if difference and connection.execute(update(COUNTS).where(mine).values(values)).rowcount == 0:
        connection.execute(insert(COUNTS).values(status=status, documents=difference))
