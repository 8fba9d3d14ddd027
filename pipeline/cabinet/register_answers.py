"""What did the register answer any worker of this installation a while ago? (a cache that machines share)"""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.tables.access import RegistryAnswerRow

ANSWERS = RegistryAnswerRow.metadata.tables["registry_answers"]


@dataclass(frozen=True, kw_only=True, repr=False)
class KeptAnswer:
    """An answer, which holds personal data, and when the register was asked."""

    body: bytes
    at: dt.datetime


class SqlAnswers:
    """Keeps answers by a keyed hash of the question; a sweep removes old ones. Raises `DatabaseUnavailable`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, key: str) -> KeptAnswer | None:
        with reading(self._engine) as connection:
            row = connection.execute(select(ANSWERS.c.body, ANSWERS.c.at).where(ANSWERS.c.key == key)).first()
        return KeptAnswer(body=bytes(row.body), at=row.at) if row else None

    def put(self, key: str, body: bytes, at: dt.datetime) -> None:
        """Of two workers that ask at once the later one's answer stays."""
        with writing(self._engine) as connection:
            connection.execute(delete(ANSWERS).where(ANSWERS.c.key == key))
            with contextlib.suppress(IntegrityError), connection.begin_nested():  # the other one was just as late
                connection.execute(insert(ANSWERS).values(key=key, body=body, at=at))
