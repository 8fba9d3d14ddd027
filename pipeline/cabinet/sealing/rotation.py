"""How does everything come under the current master key while everybody works? (portion by portion, safe to repeat)

Data keys and the keys of files are wrapped anew, which touches no content. What still lies open, from before there
were keys, is sealed. Whoever reads meanwhile finds the one or the other, and both open.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Engine, Table, bindparam, func, select, tuple_, type_coerce, update
from sqlmodel import SQLModel

from pipeline.cabinet.database import WORK_TABLES, reading, writing
from pipeline.cabinet.file_store import FileChanged, FileLocked, FileStore
from pipeline.cabinet.noted import note, noted
from pipeline.cabinet.orphans import PREFIXES
from pipeline.cabinet.sealing.key_ring import (
    KEYS,
    TEXT,
    ColumnLocked,
    KeyRing,
    add_data_key,
    is_sealed,
    key_of,
    place_of,
)
from pipeline.cabinet.sealing.master import MasterKeys
from pipeline.cabinet.tables import access, accounts, acts, documents
from pipeline.cabinet.tables.sealed import Sealed, ring_of

SUBJECTS = (access, accounts, acts, documents)
"""Modules of the tables with sealed columns: without them they would not be known."""
NAME = "keys-rotate"
PORTION = 100
"""Rows in one transaction."""


@dataclass(kw_only=True)
class Rotation:
    """What was done so far, and what could not be. `done` counts by what was done."""

    done: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, str]] = field(default_factory=list)
    """A file's name, and why its key could not be wrapped anew; the first of many."""


def sealed_columns() -> Mapping[Table, Sequence[Column[Any]]]:
    """Of every table of the cabinet that has some, in the order in which they are seen to."""
    found = {
        table: [column for column in table.c if isinstance(column.type, Sealed)]
        for table in SQLModel.metadata.sorted_tables
        if table not in WORK_TABLES
    }
    return {table: columns for table, columns in found.items() if columns}


def rewrap_data_keys(engine: Engine, masters: MasterKeys) -> int:
    """Have the current master key wrap them all, and add a fresh one when it is new; how many were wrapped anew.

    Raises `ColumnLocked`, `DatabaseUnavailable`.
    """
    count = 0
    with writing(engine) as connection:
        rows = connection.execute(select(KEYS).order_by(KEYS.c.number).with_for_update()).all()
        for row in rows:
            if row.master != masters.current:
                fresh = masters.wrap(key_of(row, masters), place_of(row.number))
                change = update(KEYS).where(KEYS.c.number == row.number)
                connection.execute(change.values(master=fresh.master, wrapped=fresh.key))
                count += 1
    if count:
        with engine.connect() as connection:
            add_data_key(connection, masters, rows[-1].number + 1)
        _ring(engine).load()
    return count


def data_keys_by_master(engine: Engine, masters: MasterKeys) -> Counter[str]:
    """How many are wrapped by which. Raises `ColumnLocked` where a key of that name is not the one that wrapped."""
    with reading(engine) as connection:
        rows = connection.execute(select(KEYS)).all()
    for row in rows:
        if row.master in masters.ciphers:
            key_of(row, masters)
    return Counter(row.master for row in rows)


def rotate(engine: Engine, files: FileStore, masters: MasterKeys, rotation: Rotation) -> Iterator[str]:
    """Everything else, a portion a step; what a step was about. What was broken off goes on where it was.

    Raises `OSError` when the file store is away, `DatabaseUnavailable`.
    """
    tables = {table.name: table for table in sealed_columns()}
    units = [*tables, *PREFIXES]
    run, unit, after = _broken_off(engine, masters)
    for name in units[units.index(unit) if run and unit in units else 0 :]:
        if name not in tables:
            rewrap_files(files, name, rotation)
            yield name
        else:
            at: Sequence[Any] | None = after if name == unit else []
            while at is not None:
                _keep_place(engine, masters, name, at)
                at = seal_rows(engine, tables[name], at, rotation)
                yield name
        _keep_place(engine, masters, name, [])
    note(engine, NAME, cursor="", done=rotation.done.total())


def seal_rows(engine: Engine, table: Table, after: Sequence[Any], rotation: Rotation) -> Sequence[Any] | None:
    """Seal what lies open in the next rows behind the primary key `after`; the last one's, None at the end."""
    columns, keys = sealed_columns()[table], list(table.primary_key.columns)
    raw = [type_coerce(column, column.type.impl_instance).label(f"raw_{column.name}") for column in columns]  # type: ignore[attr-defined]
    query = select(*keys, *raw).order_by(*keys).limit(PORTION).with_for_update()
    if after:
        query = query.where(tuple_(*keys) > tuple_(*after))
    with writing(engine) as connection:
        rows = connection.execute(query).mappings().all()
        changes = [
            {f"key_{key.name}": row[key.name] for key in keys}
            | {column.name: _opened(engine, column, row[f"raw_{column.name}"]) for column in columns}
            for row in rows
            if any(_lies_open(row[f"raw_{column.name}"]) for column in columns)
        ]  # fmt: skip
        if changes:
            same = [key == bindparam(f"key_{key.name}") for key in keys]
            connection.execute(update(table).where(*same), changes)
    rotation.done["rows looked at"] += len(rows)
    rotation.done["rows sealed"] += len(changes)
    return [rows[-1][key.name] for key in keys] if len(rows) == PORTION else None


def rewrap_files(files: FileStore, prefix: str, rotation: Rotation) -> None:
    """Of all files of this prefix. Raises `OSError` when the store is away."""
    for name in files.listed(prefix):
        try:
            rotation.done[f"files {files.rewrap(name)}"] += 1
        except (FileChanged, FileLocked) as error:
            rotation.done["files that do not open"] += 1
            if len(rotation.faults) < PORTION:
                rotation.faults.append((name, str(error)))
        except ValueError:
            rotation.done["files of no name of ours"] += 1


def rows_by_state(engine: Engine, table: Table) -> tuple[int, int]:
    """Rows that are sealed, and rows that lie open."""
    column = next(column for column in sealed_columns()[table] if not column.nullable)
    raw = type_coerce(column, column.type.impl_instance)  # type: ignore[attr-defined]
    start: Any = TEXT if isinstance(raw.type.python_type(), str) else b"\x00sealed"
    with reading(engine) as connection:
        total = connection.execute(select(func.count()).select_from(table)).scalar_one()
        known = select(func.count()).select_from(table).where(func.substr(raw, 1, len(start)) == start)
        sealed = connection.execute(known).scalar_one()
    return sealed, total - sealed


def count_rows(engine: Engine) -> int:
    with reading(engine) as connection:
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in sealed_columns()
        )


def _opened(engine: Engine, column: Column[Any], raw: Any) -> Any:
    kind = column.type
    assert isinstance(kind, Sealed)
    return kind.process_result_value(raw, engine.dialect)


def _lies_open(raw: Any) -> bool:
    return raw is not None and not is_sealed(raw)


def _ring(engine: Engine) -> KeyRing:
    ring = ring_of(engine.dialect)
    if ring is None:
        raise ColumnLocked("PODLINNIK_MASTER_KEYS is not set")
    return ring


def _broken_off(engine: Engine, masters: MasterKeys) -> tuple[bool, str, Sequence[Any]]:
    """Where a run for the same master key was; a run that came to its end begins anew."""
    text = noted(engine, NAME)
    place = json.loads(text) if text else {}
    return place.get("master") == masters.current, place.get("unit", ""), place.get("after", [])


def _keep_place(engine: Engine, masters: MasterKeys, unit: str, after: Sequence[Any]) -> None:
    note(engine, NAME, cursor=json.dumps({"master": masters.current, "unit": unit, "after": list(after)}))
