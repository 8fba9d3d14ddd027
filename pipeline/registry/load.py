"""How does a snapshot of the register get into the database, whatever its size?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select

from pipeline.registry.columns import OPEN, Entry, columns_of, rows_of, whole_identity
from pipeline.registry.lines import BadLine, parse_person
from pipeline.registry.snapshot import PEOPLE, REGISTRY_TABLES, SNAPSHOT
from pipeline.registry.veil import Veil
from pipeline.registry.writing import LIES_OPEN, agree, put, remove, writing

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
    veil: Veil | None = None,
) -> Imported:
    """Load a file of registry lines, a chunk a transaction, in memory that does not grow with the file.

    A line about someone already there takes the place of the earlier file's; the same file twice changes nothing.
    `replace` also removes whoever this file does not name. `progress` is told bytes done. With a `veil` whoever the
    file names is veiled; whoever else lies open stays so (`pipeline.registry.veiling`).
    Raises `OSError`, `RegisterClosed`, and what the veil raises.
    """
    source = hash_of_file(path)
    lines = faults = 0
    if veil is not None:
        veil.ready()
    with writing(engine) as connection:
        PEOPLE.metadata.create_all(connection, tables=list(REGISTRY_TABLES))
        agree(connection, veil)
    chunk: list[Entry] = []
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
            _save(engine, chunk, source, veil)
            chunk = []
            progress(offset)
    _save(engine, chunk, source, veil)
    with writing(engine) as connection:
        agree(connection, veil)
        if replace:
            remove(connection, PEOPLE.c.source != source)
        people, version = _seal(connection, veil)
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


def _parsed(raw: bytes | None) -> Entry:
    if raw is None:
        raise BadLine(f"longer than {LONGEST_LINE} bytes")
    try:
        person = parse_person(raw.decode("utf-8"))
        body = json.dumps(person.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False).encode()
    except UnicodeError:
        raise BadLine("not UTF-8") from None
    return Entry(person=person, body=body)


def _save(engine: Engine, chunk: list[Entry], source: str, veil: Veil | None) -> None:
    if not chunk:
        return
    columns = columns_of(veil)
    rows = rows_of([(entry, source) for entry in chunk], columns)
    whole = [whole_identity(entry.person) for entry in chunk]
    with writing(engine) as connection:
        agree(connection, veil)
        if connection.execute(select(PEOPLE.c.id).where(PEOPLE.c.source != source).limit(1)).first():
            _remove_people(connection, map(columns.identity, whole), PEOPLE.c.source != source)
        if veil is not None and connection.execute(select(PEOPLE.c.id).where(LIES_OPEN).limit(1)).first():
            _remove_people(connection, map(OPEN.identity, whole), LIES_OPEN)
        put(connection, rows)


def _remove_people(connection: Connection, identities: Iterable[str], condition: Any) -> None:
    wanted = sorted(set(identities))
    for start in range(0, len(wanted), 500):
        remove(connection, PEOPLE.c.identity.in_(wanted[start : start + 500]) & condition)


def _seal(connection: Connection, veil: Veil | None) -> tuple[int, str]:
    """Say which content is served from now on: number of people and a version that follows from the content."""
    query = select(PEOPLE.c.source, func.count()).group_by(PEOPLE.c.source).order_by(PEOPLE.c.source)
    parts = [(source, count) for source, count in connection.execute(query)]
    version = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    people = sum(count for _, count in parts)
    connection.execute(delete(SNAPSHOT))
    connection.execute(SNAPSHOT.insert().values(id=1, version=version, people=people, veil=veil and veil.mark))
    return people, version
