"""How are rows of the register written by one process at a time, and never open beside veiled ones?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, inspect, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.registry.columns import ABOVE_OPEN, Rows
from pipeline.registry.snapshot import NAMES, NUMBERS, PEOPLE, SNAPSHOT
from pipeline.registry.veil import RegisterClosed, Veil

LOCK = 0x706F6472
"""PostgreSQL's advisory lock under which one process at a time writes the register; readers do not wait."""
LIES_OPEN = PEOPLE.c.identity < ABOVE_OPEN
VEILED = PEOPLE.c.identity > ABOVE_OPEN


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes the register: what was read in it stays true until the commit."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection


def agree(connection: Connection, veil: Veil | None) -> None:
    """Before rows are written: whoever reads is told that some are veiled now. Raises `RegisterClosed`."""
    if "veil" not in {column["name"] for column in inspect(connection).get_columns(SNAPSHOT.name)}:
        raise RegisterClosed("the register's tables are an earlier version's: podlinnik database upgrade")
    mark = veil.mark if veil is not None else None
    found = connection.execute(select(SNAPSHOT.c.veil)).scalar()
    some_veiled = found is not None or connection.execute(select(PEOPLE.c.id).where(VEILED).limit(1)).first()
    if mark is None and some_veiled:
        raise RegisterClosed("the register is sealed, and PODLINNIK_MASTER_KEYS is not set")
    if found not in (None, mark):
        raise RegisterClosed("the register is sealed with keys that are not among PODLINNIK_MASTER_KEYS")
    if found != mark:
        connection.execute(update(SNAPSHOT).values(veil=mark))


def put(connection: Connection, rows: Rows) -> None:
    """What is there already stays as it is."""
    for table, values in ((PEOPLE, rows.people), (NAMES, rows.names), (NUMBERS, rows.numbers)):
        _insert(connection, table, values)


def remove(connection: Connection, condition: Any) -> None:
    """People of this condition, with their names and numbers."""
    ids = select(PEOPLE.c.id).where(condition)
    connection.execute(delete(NAMES).where(NAMES.c.person_id.in_(ids)))
    connection.execute(delete(NUMBERS).where(NUMBERS.c.person_id.in_(ids)))
    connection.execute(delete(PEOPLE).where(condition))


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)
