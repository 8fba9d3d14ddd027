"""How is a database opened?"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel, create_engine

from pipeline.cabinet.tables import work

WORK_TABLES: tuple[Table, ...] = tuple(
    SQLModel.metadata.tables[row.__tablename__]
    for row in (work.StageRow, work.BatchLineRow)
)
"""What a batch's work store holds."""


def open_database(url: str) -> Engine:
    """An engine without a pool, safe to make in any process. SQLite: WAL, foreign keys, waits for its turn."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, poolclass=NullPool)
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).absolute().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 60})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path.absolute()}"


def create_work_tables(engine: Engine) -> None:
    """For a batch's own work store; the cabinet's database is made by migrations."""
    SQLModel.metadata.create_all(engine, tables=list(WORK_TABLES))


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    """The cache, 64 MiB, is what an import of millions of lines needs for its indexes; it fills only as used."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
