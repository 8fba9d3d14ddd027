"""Which uploads ended the process that opened them, and may be forgiven after a mend?"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, delete, insert, inspect, select
from sqlalchemy.exc import IntegrityError

from pipeline.cabinet.database import open_database, reading, sqlite_url, writing
from pipeline.cabinet.tables.killers import UploadKillerRow

KILLERS = UploadKillerRow.metadata.tables["upload_killers"]
Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, kw_only=True)
class Killer:
    """What is known of one."""

    sha256: str
    opened_with: str
    cause: str
    at: dt.datetime


class SqlKillers:
    """In the cabinet's database, for all workers. Raises `DatabaseUnavailable`."""

    def __init__(self, engine: Engine, opened_with: str, clock: Clock) -> None:
        self._engine = engine
        self._opened_with = opened_with
        self._clock = clock

    def cause(self, sha256: str) -> str | None:
        """What came of opening it with this version; None when nothing is known."""
        query = select(KILLERS.c.cause).where(KILLERS.c.sha256 == sha256, KILLERS.c.opened_with == self._opened_with)
        with reading(self._engine) as connection:
            found: str | None = connection.execute(query).scalar()
        return found

    def note(self, sha256: str, cause: str) -> None:
        """Durable when it returns; of two workers that lose a process at once the first one's cause stays."""
        row = {"sha256": sha256, "opened_with": self._opened_with, "cause": cause, "at": self._clock()}
        with writing(self._engine) as connection, contextlib.suppress(IntegrityError), connection.begin_nested():
            connection.execute(insert(KILLERS).values(row))


class FileKillers:
    """In a file of their own, made when the first one is noted: for `check`, `batch` and `explain`."""

    def __init__(self, path: Path, opened_with: str, clock: Clock) -> None:
        self._path = path
        self._kept: SqlKillers | None = None
        self._opened_with = opened_with
        self._clock = clock

    def cause(self, sha256: str) -> str | None:
        return self._store().cause(sha256) if self._path.exists() else None

    def note(self, sha256: str, cause: str) -> None:
        self._store().note(sha256, cause)

    def _store(self) -> SqlKillers:
        if self._kept is None:
            self._kept = SqlKillers(open_file(self._path), self._opened_with, self._clock)
        return self._kept


def open_file(path: Path) -> Engine:
    """The file's database, with its table."""
    engine = open_database(sqlite_url(path))
    KILLERS.metadata.create_all(engine, tables=[KILLERS])
    return engine


def has_killers(engine: Engine) -> bool:
    """False for a database that was not brought to this version's tables."""
    with reading(engine) as connection:
        return bool(inspect(connection).has_table(KILLERS.name))


def killers_in(engine: Engine) -> Sequence[Killer]:
    """The latest first."""
    with reading(engine) as connection:
        rows = connection.execute(select(KILLERS).order_by(KILLERS.c.at.desc())).mappings().all()
    return [Killer(**row) for row in rows]


def forgive(engine: Engine, sha256: str | None) -> int:
    """Forget what is known against that upload, or against all: the next process opens it. Returns how many."""
    with writing(engine) as connection:
        gone = delete(KILLERS) if sha256 is None else delete(KILLERS).where(KILLERS.c.sha256 == sha256)
        return int(connection.execute(gone).rowcount)
