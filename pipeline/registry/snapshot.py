"""What does an imported snapshot of the register of medical workers say about a person or a paper?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy import BigInteger, Column, Engine, Index, LargeBinary, Select, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Field, Session, SQLModel

from pipeline.case import Holder, RegistryPerson, RegistryUnavailable
from pipeline.registry.keys import name_key, number_key, snils_key

MOST_CANDIDATES = 50
"""More people than that under one name or number tell nothing."""


class PersonRow(SQLModel, table=True):
    """One line of a snapshot."""

    __tablename__ = "registry_people"

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    """63 bits of the hash of the line's content: the same line is the same row."""
    source: str = Field(index=True)
    """SHA-256 of the file it came from."""
    identity: str = Field(index=True)
    """Who it is about: a later file's line about the same person takes its place."""
    snils: str | None = Field(default=None, index=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """JSON of a `RegistryPerson`."""


class NameRow(SQLModel, table=True):
    """A surname, present or former, under which a person is found."""

    __tablename__ = "registry_names"
    __table_args__ = (Index("ix_registry_names_key", "last_name", "first_name", "birth_date"),)

    person_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    last_name: str = Field(primary_key=True)
    first_name: str
    middle_name: str
    birth_date: dt.date | None = None


class NumberRow(SQLModel, table=True):
    """A document's number under which a person is found."""

    __tablename__ = "registry_numbers"

    kind: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    person_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}, index=True)


class SnapshotRow(SQLModel, table=True):
    """One row: which content is served. Absent until the first import is complete."""

    __tablename__ = "registry_snapshot"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: str
    people: int


PEOPLE = SQLModel.metadata.tables["registry_people"]
NAMES = SQLModel.metadata.tables["registry_names"]
NUMBERS = SQLModel.metadata.tables["registry_numbers"]
SNAPSHOT = SQLModel.metadata.tables["registry_snapshot"]
REGISTRY_TABLES = (PEOPLE, NAMES, NUMBERS, SNAPSHOT)

Row = TypeVar("Row")


class SnapshotRegistry:
    """The register in SQL. Raises `RegistryUnavailable` when the database fails or nothing was imported."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def version(self) -> str:
        with self._session() as session:
            row = self._ask(lambda: session.get(SnapshotRow, 1))
        if row is None:
            raise RegistryUnavailable("no snapshot of the register was imported")
        return row.version

    def find_people(self, holder: Holder) -> tuple[RegistryPerson, ...]:
        """By СНИЛС; when there is none or nobody has it, by name and birth date."""
        snils = snils_key(holder.snils)
        by_snils = self._people(select(PEOPLE.c.id).where(PEOPLE.c.snils == snils)) if snils else ()
        return by_snils or self._by_name(holder)

    def find_by_number(self, kind: str, series: str | None, number: str) -> tuple[RegistryPerson, ...]:
        key = number_key(series, number)
        if not key:
            return ()
        return self._people(select(NUMBERS.c.person_id).where(NUMBERS.c.kind == kind, NUMBERS.c.number == key))

    def _by_name(self, holder: Holder) -> tuple[RegistryPerson, ...]:
        last, first, middle = name_key(holder.last_name), name_key(holder.first_name), name_key(holder.middle_name)
        if not last or not first:
            return ()
        names = NAMES.c
        query = select(names.person_id).where(names.last_name == last, names.first_name == first)
        if middle:
            query = query.where(names.middle_name.in_((middle, "")))
        if holder.birth_date is not None:
            query = query.where((names.birth_date == holder.birth_date) | names.birth_date.is_(None))
        return self._people(query)

    def _people(self, ids: Select[tuple[int]]) -> tuple[RegistryPerson, ...]:
        people = PEOPLE.c
        query = select(people.body).where(people.id.in_(ids)).order_by(people.id).limit(MOST_CANDIDATES)
        with self._session() as session:
            self._ask(lambda: self._served(session))
            rows: Iterable[bytes] = self._ask(lambda: session.execute(query).scalars().all())
        return tuple(RegistryPerson.model_validate_json(body) for body in rows)

    def _served(self, session: Session) -> None:
        if session.get(SnapshotRow, 1) is None:
            raise RegistryUnavailable("no snapshot of the register was imported")

    def _session(self) -> Session:
        return Session(self._engine)

    def _ask(self, question: Callable[[], Row]) -> Row:
        try:
            return question()
        except SQLAlchemyError as error:
            raise RegistryUnavailable(f"the register's database failed: {type(error).__name__}") from None


class NothingToAsk(RegistryUnavailable):
    """There is no register here; waiting some seconds brings none."""

    at_once = False


class NoRegistry:
    """Stands where no register was given: whoever asks must wait."""

    version = "none"

    def find_people(self, holder: Holder) -> tuple[RegistryPerson, ...]:
        raise NothingToAsk("no register was given")

    def find_by_number(self, kind: str, series: str | None, number: str) -> tuple[RegistryPerson, ...]:
        raise NothingToAsk("no register was given")
