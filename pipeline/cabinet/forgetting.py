"""What is kept for a while only, and removed after it?"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Column, Engine, Table, delete, select, tuple_

from pipeline.cabinet.changes import TABLES
from pipeline.cabinet.database import writing
from pipeline.cabinet.idempotency import KEPT_FOR
from pipeline.cabinet.tables.access import IdempotencyRow, RegistryAnswerRow

IDEMPOTENCY = TABLES[IdempotencyRow.__tablename__]
ANSWERS = TABLES[RegistryAnswerRow.__tablename__]


def forget_keys(engine: Engine, now: dt.datetime, *, limit: int) -> int:
    """Remove old idempotency keys, at most `limit`; how many. Raises `DatabaseUnavailable`."""
    return _remove(engine, IDEMPOTENCY, IDEMPOTENCY.c.created_at, now - KEPT_FOR, limit)


def forget_answers(engine: Engine, now: dt.datetime, *, kept: dt.timedelta, limit: int) -> int:
    """Remove answers of the register that no longer hold, at most `limit`; how many. Raises `DatabaseUnavailable`."""
    return _remove(engine, ANSWERS, ANSWERS.c.at, now - kept, limit)


def _remove(engine: Engine, table: Table, time: Column[dt.datetime], before: dt.datetime, limit: int) -> int:
    key = tuple_(*table.primary_key.columns)
    old = select(*table.primary_key.columns).where(time < before).order_by(time).limit(limit)
    with writing(engine) as connection:
        return connection.execute(delete(table).where(key.in_(old))).rowcount
