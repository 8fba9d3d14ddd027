"""How far did a long piece of work come, and what did it find? (a row of `sweeps` for what no clock rings for)"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.sweeping import SWEEPS


def note(engine: Engine, name: str, **values: Any) -> None:
    """`values`: of the row's columns. Raises `DatabaseUnavailable`."""
    change = update(SWEEPS).where(SWEEPS.c.name == name).values(values)
    try:
        with writing(engine) as connection:
            if connection.execute(change).rowcount == 0:
                connection.execute(insert(SWEEPS).values(name=name, **{"done": 0, "cursor": "", **values}))
    except IntegrityError:  # somebody else noted the very first one just now
        with writing(engine) as connection:
            connection.execute(change)


def noted(engine: Engine, name: str) -> str:
    """The cursor; empty where nothing was noted. Raises `DatabaseUnavailable`."""
    with reading(engine) as connection:
        return connection.execute(select(SWEEPS.c.cursor).where(SWEEPS.c.name == name)).scalar() or ""
