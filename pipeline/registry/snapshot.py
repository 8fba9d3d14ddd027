"""What does an imported snapshot of the register of medical workers say about a person or a paper?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import BigInteger, Column, Engine, Index, LargeBinary, Select, select, union_all
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Field, Session, SQLModel

from pipeline.case import Holder, RegistryPerson, RegistryUnavailable
from pipeline.registry.columns import OPEN, Columns, NameColumns, Veiled, place_of_body
from pipeline.registry.keys import name_key, number_key, snils_key
from pipeline.registry.veil import Veil

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
    """Who it is about, hashed: a later file's line about the same person takes its place. Tells what is veiled."""
    snils: str | None = Field(default=None, index=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """JSON of a `RegistryPerson`, sealed where it is veiled; the other columns are keyed hashes then."""


class NameRow(SQLModel, table=True):
    """A surname, present or former, under which a person is found."""

    __tablename__ = "registry_names"
    __table_args__ = (Index("ix_registry_names_key", "last_name", "first_name", "birth_date"),)

    person_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    last_name: str = Field(primary_key=True)
    first_name: str
    middle_name: str
    birth_date: dt.date | None = None
    birth_key: str | None = None
    """In its place where it is veiled."""


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
    veil: str | None = None
    """The mark of the veil that some rows are under or all; None: everything lies open."""


PEOPLE = SQLModel.metadata.tables["registry_people"]
NAMES = SQLModel.metadata.tables["registry_names"]
NUMBERS = SQLModel.metadata.tables["registry_numbers"]
SNAPSHOT = SQLModel.metadata.tables["registry_snapshot"]
REGISTRY_TABLES = (PEOPLE, NAMES, NUMBERS, SNAPSHOT)

Row = TypeVar("Row")


class SnapshotRegistry:
    """The register in SQL. Raises `RegistryUnavailable` when the database fails, nothing was imported, or it is veiled
    and this process has not the keys: nobody is taken for unknown who only cannot be looked for.
    """

    def __init__(self, engine: Engine, veil: Veil | None = None) -> None:
        self._engine = engine
        self._veil = veil

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
        by_snils = self._people(lambda columns: _with_snils(columns, snils)) if snils else ()
        return by_snils or self._by_name(holder)

    def find_by_number(self, kind: str, series: str | None, number: str) -> tuple[RegistryPerson, ...]:
        key = number_key(series, number)
        return self._people(lambda columns: _with_number(columns, kind, key)) if key else ()

    def _by_name(self, holder: Holder) -> tuple[RegistryPerson, ...]:
        last, first, middle = name_key(holder.last_name), name_key(holder.first_name), name_key(holder.middle_name)
        if not last or not first:
            return ()
        return self._people(lambda columns: _called(columns.name(last, first, middle, holder.birth_date)))

    def _people(self, ids: Callable[[Columns], Select[tuple[int]]]) -> tuple[RegistryPerson, ...]:
        """Whom `ids` finds, veiled or open: while rows are being veiled there are both."""
        people, mark = PEOPLE.c, self._ask(self._mark)
        veiled = (Veiled(self._veil),) if self._veil is not None and mark is not None else ()
        wanted = union_all(*(ids(columns) for columns in (*veiled, OPEN)))
        query = select(people.id, people.body).where(people.id.in_(wanted)).order_by(people.id).limit(MOST_CANDIDATES)
        with self._session() as session:
            rows = self._ask(lambda: session.execute(query).all())
            self._served(session, mark)  # afterwards: whatever was veiled in between is not missed
        return tuple(RegistryPerson.model_validate_json(self._unveiled(*row)) for row in rows)

    def _unveiled(self, row_id: int, body: bytes) -> bytes:
        return body if self._veil is None else self._veil.unseal(bytes(body), place_of_body(row_id))

    def _served(self, session: Session, mark: str | None) -> None:
        found = self._ask(lambda: session.execute(select(SNAPSHOT.c.veil)).first())
        if found is None:
            raise RegistryUnavailable("no snapshot of the register was imported")
        if found.veil is not None and found.veil != mark:
            raise RegistryUnavailable("the register is sealed with keys that are not among PODLINNIK_MASTER_KEYS")

    def _mark(self) -> str | None:
        return self._veil.mark if self._veil is not None else None

    def _session(self) -> Session:
        return Session(self._engine)

    def _ask(self, question: Callable[[], Row]) -> Row:
        try:
            return question()
        except SQLAlchemyError as error:
            raise RegistryUnavailable(f"the register's database failed: {type(error).__name__}") from None


def _with_snils(columns: Columns, digits: str) -> Select[tuple[int]]:
    return select(PEOPLE.c.id).where(PEOPLE.c.snils == columns.snils(digits))


def _with_number(columns: Columns, kind: str, number: str) -> Select[tuple[int]]:
    same = NUMBERS.c.number == columns.number(kind, number)
    return select(NUMBERS.c.person_id).where(NUMBERS.c.kind == kind, same)


def _called(wanted: NameColumns) -> Select[tuple[int]]:
    """Whoever has no middle name or birth date in the register may be meant."""
    names = NAMES.c
    query = select(names.person_id).where(names.last_name == wanted.last_name, names.first_name == wanted.first_name)
    if wanted.middle_name:
        query = query.where(names.middle_name.in_((wanted.middle_name, "")))
    for column, value in ((names.birth_date, wanted.birth_date), (names.birth_key, wanted.birth_key)):
        if value is not None:
            query = query.where((column == value) | column.is_(None))
    return query


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
