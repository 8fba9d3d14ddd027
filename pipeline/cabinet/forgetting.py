"""What is kept for a while only, and removed after it?"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Column, Engine, Table, delete, select

from pipeline.cabinet.changes import TABLES
from pipeline.cabinet.database import writing
from pipeline.cabinet.idempotency import KEPT_FOR
from pipeline.cabinet.tables.access import IdempotencyRow, RegistryAnswerRow

IDEMPOTENCY = TABLES[IdempotencyRow.__tablename__]
ANSWERS = TABLES[RegistryAnswerRow.__tablename__]


def forget_keys(engine: Engine, now: dt.datetime, *, limit: int) -> int:
    """Remove the oldest idempotency keys, about `limit`; how many. Raises `DatabaseUnavailable`."""
    return _remove(engine, IDEMPOTENCY, IDEMPOTENCY.c.created_at, now - KEPT_FOR, limit)


def forget_answers(engine: Engine, now: dt.datetime, *, kept: dt.timedelta, limit: int) -> int:
    """Remove answers of the register that no longer hold, about `limit`; how many. Raises `DatabaseUnavailable`."""
    return _remove(engine, ANSWERS, ANSWERS.c.at, now - kept, limit)


def _remove(engine: Engine, table: Table, time: Column[dt.datetime], before: dt.datetime, limit: int) -> int:
    """By the time of the last one that goes: rows of one and the same moment go together."""
    with writing(engine) as connection:
        last = select(time).where(time < before).order_by(time).offset(limit - 1).limit(1)
        until = connection.execute(last).scalar()
        these = time < before if until is None else time <= until
        return connection.execute(delete(table).where(these)).rowcount
