"""How does a person stand in the register's columns, open or veiled?

Veiled, the body is sealed for its row, and what is looked for is a keyed hash. A hash that stood for a first name alone
would show by how often it comes which name it is: so names are hashed together, middle name and birth date with them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pipeline.case import RegistryPerson
from pipeline.registry.keys import name_key, number_key, snils_key
from pipeline.registry.veil import Veil

VEILED = "v:"
"""Before the identity of a veiled row; that of an open one is hexadecimal."""
ABOVE_OPEN = "g"
"""Identities below it lie open, whatever the order of letters: so an index tells what does."""


@dataclass(frozen=True, kw_only=True, repr=False)
class NameColumns:
    """What is looked for in `registry_names`. An empty name stays empty, and an unknown birth date None."""

    last_name: str
    first_name: str
    middle_name: str
    birth_date: dt.date | None = None
    birth_key: str | None = None


class Columns(Protocol):
    """One way of writing a person down. Parts are keys of `pipeline.registry.keys`."""

    def row_id(self, body: bytes) -> int: ...

    def body(self, body: bytes, row_id: int) -> bytes: ...

    def identity(self, whole: str) -> str: ...

    def snils(self, digits: str) -> str: ...

    def name(self, last: str, first: str, middle: str, birth_date: dt.date | None) -> NameColumns: ...

    def number(self, kind: str, number: str) -> str: ...


class Open:
    """Readable; identity and row are hashes without a key."""

    def row_id(self, body: bytes) -> int:
        return int.from_bytes(hashlib.sha256(body).digest()[:8]) >> 1

    def body(self, body: bytes, row_id: int) -> bytes:
        return body

    def identity(self, whole: str) -> str:
        return hashlib.sha256(whole.encode()).hexdigest()[:32]

    def snils(self, digits: str) -> str:
        return digits

    def name(self, last: str, first: str, middle: str, birth_date: dt.date | None) -> NameColumns:
        return NameColumns(last_name=last, first_name=first, middle_name=middle, birth_date=birth_date)

    def number(self, kind: str, number: str) -> str:
        return number


class Veiled:
    """Readable to whoever has the keys of the veil. Sealing raises what the veil raises."""

    def __init__(self, veil: Veil) -> None:
        self._veil = veil

    def row_id(self, body: bytes) -> int:
        return int(self._veil.blind("registry_people.id", body.decode())[:16], 16) >> 1

    def body(self, body: bytes, row_id: int) -> bytes:
        return self._veil.seal(body, place_of_body(row_id))

    def identity(self, whole: str) -> str:
        return VEILED + self._veil.blind("registry_people.identity", whole)

    def snils(self, digits: str) -> str:
        return self._veil.blind("registry_people.snils", digits)

    def name(self, last: str, first: str, middle: str, birth_date: dt.date | None) -> NameColumns:
        blind = self._veil.blind
        return NameColumns(
            last_name=blind("registry_names.last_name", last, first),
            first_name=blind("registry_names.first_name", last, first) if first else "",
            middle_name=blind("registry_names.middle_name", last, first, middle) if middle else "",
            birth_key=blind("registry_names.birth_key", last, first, birth_date.isoformat()) if birth_date else None,
        )

    def number(self, kind: str, number: str) -> str:
        return self._veil.blind("registry_numbers.number", kind, number)


OPEN = Open()


def columns_of(veil: Veil | None) -> Columns:
    return OPEN if veil is None else Veiled(veil)


def place_of_body(row_id: int) -> str:
    """A body that is moved to another row does not open."""
    return f"registry_people.body:{row_id}"


@dataclass(frozen=True, kw_only=True, repr=False)
class Entry:
    """A person and their line as it is kept: JSON, UTF-8."""

    person: RegistryPerson
    body: bytes


@dataclass(frozen=True, kw_only=True, repr=False)
class Rows:
    """Of some entries, by table."""

    people: Sequence[dict[str, Any]]
    names: Sequence[dict[str, Any]]
    numbers: Sequence[dict[str, Any]]


def rows_of(entries: Sequence[tuple[Entry, str]], columns: Columns) -> Rows:
    """`entries` with the SHA-256 of the file each came from."""
    people: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    numbers: list[dict[str, Any]] = []
    for entry, source in entries:
        person, row_id = entry.person, columns.row_id(entry.body)
        digits = snils_key(person.snils)
        people.append({
            "id": row_id, "source": source, "identity": columns.identity(whole_identity(person)),
            "snils": columns.snils(digits) if digits else None, "body": columns.body(entry.body, row_id),
        })  # fmt: skip
        names += _names(row_id, person, columns)
        numbers += _numbers(row_id, person, columns)
    return Rows(people=people, names=names, numbers=numbers)


def whole_identity(person: RegistryPerson) -> str:
    """СНИЛС, else name and birth date: who a line is about."""
    names = (name_key(person.last_name), name_key(person.first_name), name_key(person.middle_name))
    return snils_key(person.snils) or "|".join((*names, str(person.birth_date)))


def _names(row_id: int, person: RegistryPerson, columns: Columns) -> Iterator[dict[str, Any]]:
    first, middle = name_key(person.first_name), name_key(person.middle_name)
    surnames = {name_key(name) for name in (person.last_name, *person.previous_last_names)}
    for surname in sorted(surnames - {""}):
        found = columns.name(surname, first, middle, person.birth_date)
        yield {
            "person_id": row_id, "last_name": found.last_name, "first_name": found.first_name,
            "middle_name": found.middle_name, "birth_date": found.birth_date, "birth_key": found.birth_key,
        }  # fmt: skip


def _numbers(row_id: int, person: RegistryPerson, columns: Columns) -> Iterator[dict[str, Any]]:
    entries = person.documents
    keys = {(entry.kind, number_key(entry.fields.get("series"), entry.fields.get("number"))) for entry in entries}
    for kind, number in sorted(keys):
        if number:
            yield {"kind": kind, "number": columns.number(kind, number), "person_id": row_id}
