"""How is a database opened?"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, StatementError
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel, create_engine

from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.cabinet.sealing.key_ring import ColumnLocked, KeyRing
from pipeline.cabinet.sealing.master import MasterKeys
from pipeline.cabinet.tables import work
from pipeline.cabinet.tables.data_keys import DataKeyRow
from pipeline.cabinet.tables.sealed import RING, ring_of

WORK_TABLES: tuple[Table, ...] = tuple(
    SQLModel.metadata.tables[row.__tablename__] for row in (work.StageRow, work.BatchLineRow, work.BatchPrintKeyRow)
)
"""What a batch's work store holds."""


CONNECT_SECONDS = 5
OUT_OF_REACH = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
}  # fmt: skip
"""SQLite calls nearly everything an operational error: these are the world's, the others are ours."""


def open_database(url: str, *, kept: int = 0, masters: MasterKeys | None = None) -> Engine:
    """An engine, safe to make in any process. SQLite: WAL, foreign keys, waits for its turn.

    `kept` connections to a server stay open between transactions; a program that stays for long wants one a thread.
    With `masters` the columns that identify a person are sealed (`pipeline.cabinet.tables.sealed`).
    """
    engine = _open(url, kept)
    if masters is not None:
        ring = KeyRing(_open(url, 0), masters)
        setattr(engine.dialect, RING, ring)
        event.listen(engine, "checkout", lambda *_: _make_ready(ring))
    return engine


def _make_ready(ring: KeyRing) -> None:
    """Before any transaction: SQLite has one writer, and the first key may have to be written.

    Whoever reads nothing that is sealed works without the key as well.
    """
    if not ring.ready:
        with contextlib.suppress(ColumnLocked):
            ring.load()


def _open(url: str, kept: int) -> Engine:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return _open_server(address, kept)
    path = address.database
    if path and path != ":memory:":
        Path(path).absolute().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 60}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _open_server(address: URL, kept: int) -> Engine:
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    arguments = {"connect_timeout": CONNECT_SECONDS}
    if not kept:
        engine = create_engine(address, poolclass=NullPool, connect_args=arguments, hide_parameters=True)
    else:
        engine = create_engine(
            address, pool_size=kept, max_overflow=kept, pool_pre_ping=True, pool_recycle=1800, connect_args=arguments,
            hide_parameters=True,
        )  # fmt: skip
    event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "handle_error", _without_values)
    if kept:
        _close_what_is_given_back_late(engine)
    return engine


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path.absolute()}"


def create_work_tables(engine: Engine) -> None:
    """For a batch's own work store; the cabinet's database is made by migrations. Raises `ColumnLocked`."""
    SQLModel.metadata.create_all(engine, tables=list(WORK_TABLES))
    bring_keys(engine)


def bring_keys(engine: Engine) -> None:
    """A database of its own, beside the cabinet's, has data keys of its own where it was opened with master keys.

    Raises `ColumnLocked` where it holds some that do not open.
    """
    table, ring = SQLModel.metadata.tables[DataKeyRow.__tablename__], ring_of(engine.dialect)
    if ring is not None:
        SQLModel.metadata.create_all(engine, tables=[table])
        ring.blind_key()
    elif inspect(engine).has_table(table.name):
        raise ColumnLocked("it is sealed, and PODLINNIK_MASTER_KEYS is not set")


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    """The cache, 64 MiB, is what an import of millions of lines needs for its indexes; it fills only as used."""
    pragmas = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-65536")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    """No compiling of expressions: it costs some 50 ms where a statement of ours takes one or two.

    PostgreSQL goes by its guess at the rows, which a limit that is a parameter makes too high.
    """
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def _close_what_is_given_back_late(engine: Engine) -> None:
    """A connection that is in use while its engine is disposed of is closed when it is given back.

    It would go back to a pool that nobody has any more, and stay open until it is swept up.
    """
    disposals: list[Engine] = []
    event.listen(engine, "connect", lambda _, record: record.info.update(made_after=len(disposals)))
    event.listen(engine, "engine_disposed", disposals.append)

    def checkin(connection: Any, record: Any) -> None:
        if connection is not None and record.info.get("made_after") != len(disposals):
            connection.close()

    event.listen(engine, "checkin", checkin)


def _without_values(context: ExceptionContext) -> None:
    """PostgreSQL tells with an error which row it is about, and that row is a person's: only the first line stays."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes. Raises `DatabaseUnavailable` where the database cannot be reached or was lost.

    SQLite takes its one write lock at the beginning: what was read stays true until the commit.
    """
    with reached(), engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only asks. Raises `DatabaseUnavailable`."""
    with reached(), engine.connect() as connection:
        yield connection


@contextlib.contextmanager
def reached() -> Iterator[None]:
    """Raises `DatabaseUnavailable` in place of the driver's errors about the connection."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        code = getattr(error.orig, "sqlite_errorcode", None)
        if code is not None and code & 0xFF not in OUT_OF_REACH:
            raise
        raise DatabaseUnavailable(f"the database failed: {type(error.orig).__name__}") from None
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise DatabaseUnavailable("the connection to the database was lost") from None
    except StatementError as error:
        if isinstance(error.orig, DatabaseUnavailable):  # a value could not be sealed
            raise error.orig from None
        raise
