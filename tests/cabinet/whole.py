"""What does a whole database hold? (every row of every table as text, what is packed unpacked)"""

from __future__ import annotations

import contextlib
import zlib

from sqlalchemy import Engine, MetaData, select


def everything_in(engine: Engine) -> str:
    """Also tables that the code does not know."""
    found = MetaData()
    found.reflect(engine)
    told = []
    with engine.connect() as connection:
        for table in found.sorted_tables:
            for row in connection.execute(select(table)):
                told += [f"{table.name}.{name}: {_text(value)}" for name, value in row._mapping.items()]
    return "\n".join(told)


def _text(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        content = bytes(value)
        with contextlib.suppress(zlib.error):
            content = zlib.decompress(content)
        return content.decode("utf-8", "replace")
    return str(value)
