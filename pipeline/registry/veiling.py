"""How does a register that was imported before there were keys come under the veil, while it is asked?"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine, func, select

from pipeline.case import RegistryPerson
from pipeline.registry.columns import Columns, Entry, Veiled, rows_of
from pipeline.registry.snapshot import PEOPLE
from pipeline.registry.veil import Veil
from pipeline.registry.writing import LIES_OPEN, VEILED, agree, put, remove, writing

PORTION = 500
"""People in one transaction."""


def people_by_state(engine: Engine) -> tuple[int, int]:
    """People whose rows are veiled, and people whose rows lie open."""
    count = select(func.count()).select_from(PEOPLE)
    with engine.connect() as connection:
        veiled = connection.execute(count.where(VEILED)).scalar_one()
        return veiled, connection.execute(count.where(LIES_OPEN)).scalar_one()


def veil_people(engine: Engine, veil: Veil) -> Iterator[int]:
    """Veil whatever lies open, a portion a step; how many people it was. What was broken off goes on by itself.

    The snapshot's version stays: nothing has to be examined again. Raises `RegisterClosed`, and what the veil raises.
    """
    veil.ready()
    while count := _veil_portion(engine, veil, Veiled(veil)):
        yield count


def _veil_portion(engine: Engine, veil: Veil, columns: Columns) -> int:
    people = PEOPLE.c
    query = select(people.id, people.source, people.body).where(LIES_OPEN).order_by(people.identity).limit(PORTION)
    with writing(engine) as connection:
        rows = connection.execute(query).all()
        if rows:
            agree(connection, veil)
            read = [(bytes(row.body), row.source) for row in rows]
            entries = [(Entry(person=RegistryPerson.model_validate_json(body), body=body), s) for body, s in read]
            remove(connection, people.id.in_([row.id for row in rows]))
            put(connection, rows_of(entries, columns))
    return len(rows)
