"""Was this very request answered before, or is it being answered just now?

The first request with a key claims it in a transaction of its own; the answer is kept beside it for 30 days, which is
longer than any correction window. A claim whose process died is taken over after a while: what it was for is safe
to repeat.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from pipeline.cabinet.database import writing
from pipeline.cabinet.tables.access import IdempotencyRow

TABLE = IdempotencyRow.metadata.tables[IdempotencyRow.__tablename__]
KEPT_FOR = dt.timedelta(days=30)
DEAD_AFTER = dt.timedelta(seconds=60)
"""A request that has its body at hand is answered in less, or never."""


class InProgress(Exception):
    """The first request with this key has no answer yet."""


class OtherRequest(Exception):
    """The key was used for a request that said something else."""


@dataclass(frozen=True, kw_only=True)
class RequestKey:
    """`key` counts for one client and one route."""

    client: str
    route: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: dict[str, Any]
    headers: Mapping[str, str]


def claim(engine: Engine, key: RequestKey, fingerprint: str, now: dt.datetime) -> Answer | None:
    """The answer that was kept, or None: the request is the caller's to answer, with `keep` or `release`.

    Raises `InProgress`, `OtherRequest`, `DatabaseUnavailable`.
    """
    row = {**key.__dict__, "fingerprint": fingerprint, "status": None, "body": None, "headers": None, "created_at": now}
    row["document_id"] = None
    try:
        with writing(engine) as connection:
            connection.execute(insert(TABLE).values(row))
        return None
    except IntegrityError:
        with writing(engine) as connection:
            return _known(connection, key, fingerprint, now)


def keep(engine: Engine, key: RequestKey, answer: Answer) -> None:
    values = {
        "status": answer.status, "body": answer.body, "headers": dict(answer.headers),
        "document_id": answer.body.get("id"),
    }  # fmt: skip
    with writing(engine) as connection:
        connection.execute(update(TABLE).where(_same(key)).values(values))


def release(engine: Engine, key: RequestKey) -> None:
    """What failed on our side may be tried again with the same key."""
    with writing(engine) as connection:
        connection.execute(delete(TABLE).where(_same(key) & TABLE.c.status.is_(None)))


def _known(connection: Connection, key: RequestKey, fingerprint: str, now: dt.datetime) -> Answer | None:
    row = connection.execute(select(TABLE).where(_same(key)).with_for_update()).mappings().first()
    if row is None:  # it was released in between: the client asks again
        raise InProgress
    age = now - row["created_at"]
    if age < KEPT_FOR and row["fingerprint"] != fingerprint:
        raise OtherRequest
    if age >= KEPT_FOR or (row["status"] is None and age >= DEAD_AFTER):
        anew = {"fingerprint": fingerprint, "status": None, "body": None, "headers": None, "created_at": now}
        anew["document_id"] = None
        connection.execute(update(TABLE).where(_same(key)).values(anew))
        return None
    if row["status"] is None:
        raise InProgress
    return Answer(status=row["status"], body=row["body"], headers=row["headers"])


def _same(key: RequestKey) -> Any:
    return (TABLE.c.client == key.client) & (TABLE.c.route == key.route) & (TABLE.c.key == key.key)
