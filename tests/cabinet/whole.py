"""What does a whole database hold? (every row of every table as text, what is packed unpacked)

As it lies there, or sealed columns opened.
"""

from __future__ import annotations

import contextlib
import zlib

from sqlalchemy import Connection, Engine, MetaData, Table, select

from pipeline.cabinet.sealing.rotation import sealed_columns


def everything_in(engine: Engine) -> str:
    """Also tables that the code does not know."""
    found = MetaData()
    found.reflect(engine)
    told = []
    with engine.connect() as connection:
        for table in found.sorted_tables:
            told += _rows(connection, table)
    return "\n".join(told)


def opened_in(engine: Engine) -> str:
    """Tables of the cabinet with sealed columns, as whoever has the engine's keys reads them."""
    with engine.connect() as connection:
        return "\n".join(line for table in sealed_columns() for line in _rows(connection, table))


def _rows(connection: Connection, table: Table) -> list[str]:
    return [
        f"{table.name}.{name}: {_text(value)}"
        for row in connection.execute(select(table))
        for name, value in row._mapping.items()
    ]


def _text(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        content = bytes(value)
        with contextlib.suppress(zlib.error):
            content = zlib.decompress(content)
        return content.decode("utf-8", "replace")
    return str(value)
