"""How does a snapshot of the register get into the database, whatever its size?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.case import RegistryPerson
from pipeline.registry.keys import name_key, number_key, snils_key
from pipeline.registry.lines import BadLine, parse_person
from pipeline.registry.snapshot import NAMES, NUMBERS, PEOPLE, REGISTRY_TABLES, SNAPSHOT

CHUNK_LINES = 5_000
LONGEST_LINE = 4 * 1024 * 1024
"""Bytes; a line beyond it is bad, and is never held in memory whole."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A line that could not be used."""

    line: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What came of an import."""

    lines: int
    people: int
    """In the register afterwards."""
    faults: int
    version: str


def import_snapshot(
    path: Path,
    engine: Engine,
    *,
    bad_line: Callable[[Fault], None] = lambda _: None,
    progress: Callable[[int], None] = lambda _: None,
    replace: bool = False,
) -> Imported:
    """Load a file of registry lines, a chunk a transaction, in memory that does not grow with the file.

    A line about someone already there takes the place of the earlier file's; the same file twice changes nothing.
    `replace` also removes whoever this file does not name. `progress` is told bytes done. Raises `OSError`.
    """
    source = hash_of_file(path)
    lines = faults = 0
    with engine.begin() as connection:
        PEOPLE.metadata.create_all(connection, tables=list(REGISTRY_TABLES))
    chunk: list[tuple[int, RegistryPerson, bytes]] = []
    for number, raw, offset in read_lines(path):
        if raw is not None and not raw.strip():
            continue
        lines += 1
        try:
            chunk.append(_parsed(raw))
        except BadLine as error:
            faults += 1
            bad_line(Fault(line=number, why=str(error)))
        if len(chunk) >= CHUNK_LINES:
            _save(engine, chunk, source)
            chunk = []
            progress(offset)
    _save(engine, chunk, source)
    with engine.begin() as connection:
        if replace:
            _remove(connection, PEOPLE.c.source != source)
        people, version = _seal(connection)
    progress(path.stat().st_size)
    return Imported(lines=lines, people=people, faults=faults, version=version)


def read_lines(path: Path) -> Iterator[tuple[int, bytes | None, int]]:
    """Line number from 1, the line (None when it is too long), bytes read so far. A BOM and CR are dropped."""
    with path.open("rb") as file:
        number = offset = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            offset += len(line)
            too_long = len(line) == LONGEST_LINE and not line.endswith(b"\n")
            while too_long and (rest := file.readline(LONGEST_LINE)):
                offset += len(rest)
                if rest.endswith(b"\n"):
                    break
            yield number, None if too_long else line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, offset


def hash_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parsed(raw: bytes | None) -> tuple[int, RegistryPerson, bytes]:
    if raw is None:
        raise BadLine(f"longer than {LONGEST_LINE} bytes")
    try:
        person = parse_person(raw.decode("utf-8"))
        body = json.dumps(person.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False).encode()
    except UnicodeError:
        raise BadLine("not UTF-8") from None
    return int.from_bytes(hashlib.sha256(body).digest()[:8]) >> 1, person, body


def _identity(person: RegistryPerson) -> str:
    """СНИЛС, else name and birth date, hashed: an index needs no personal data."""
    names = (name_key(person.last_name), name_key(person.first_name), name_key(person.middle_name))
    key = snils_key(person.snils) or "|".join((*names, str(person.birth_date)))
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _save(engine: Engine, chunk: list[tuple[int, RegistryPerson, bytes]], source: str) -> None:
    if not chunk:
        return
    people = [
        {
            "id": key, "source": source, "identity": _identity(person),
            "snils": snils_key(person.snils) or None, "body": body,
        }
        for key, person, body in chunk
    ]  # fmt: skip
    identities = sorted({str(row["identity"]) for row in people})
    with engine.begin() as connection:
        if connection.execute(select(PEOPLE.c.id).where(PEOPLE.c.source != source).limit(1)).first():
            for start in range(0, len(identities), 500):
                same = PEOPLE.c.identity.in_(identities[start : start + 500])
                _remove(connection, same & (PEOPLE.c.source != source))
        _insert(connection, PEOPLE, people)
        _insert(connection, NAMES, [row for key, person, _ in chunk for row in _names(key, person)])
        _insert(connection, NUMBERS, [row for key, person, _ in chunk for row in _numbers(key, person)])


def _names(key: int, person: RegistryPerson) -> Iterator[dict[str, Any]]:
    surnames = {name_key(name) for name in (person.last_name, *person.previous_last_names)}
    for surname in sorted(surnames - {""}):
        yield {
            "person_id": key, "last_name": surname, "first_name": name_key(person.first_name),
            "middle_name": name_key(person.middle_name), "birth_date": person.birth_date,
        }  # fmt: skip


def _numbers(key: int, person: RegistryPerson) -> Iterator[dict[str, Any]]:
    entries = person.documents
    keys = {(entry.kind, number_key(entry.fields.get("series"), entry.fields.get("number"))) for entry in entries}
    for kind, number in sorted(keys):
        if number:
            yield {"kind": kind, "number": number, "person_id": key}


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)


def _remove(connection: Connection, condition: Any) -> None:
    ids = select(PEOPLE.c.id).where(condition)
    connection.execute(delete(NAMES).where(NAMES.c.person_id.in_(ids)))
    connection.execute(delete(NUMBERS).where(NUMBERS.c.person_id.in_(ids)))
    connection.execute(delete(PEOPLE).where(condition))


def _seal(connection: Connection) -> tuple[int, str]:
    """Say which content is served from now on: number of people and a version that follows from the content."""
    query = select(PEOPLE.c.source, func.count()).group_by(PEOPLE.c.source).order_by(PEOPLE.c.source)
    parts = [(source, count) for source, count in connection.execute(query)]
    version = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    people = sum(count for _, count in parts)
    connection.execute(delete(SNAPSHOT))
    connection.execute(SNAPSHOT.insert().values(id=1, version=version, people=people))
    return people, version
