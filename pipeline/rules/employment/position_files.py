"""Which positions stand in a file of the dictionary of medical positions, and how is an imported one kept?

JSON as the dictionaries' API answers ({"list": [{"ID": …, "NAME": …}]}, or rows of {"column", "value"}), a plain list,
JSON Lines, or CSV with a head that names ID and NAME. Rows are read one by one; one that cannot be used is told by its
line.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pipeline.rules.employment.positions import Position, Positions, kept_positions, with_other_names

CHUNK, LONGEST_ROW, LONGEST_NAME = 1 << 16, 1 << 20, 500
"""Characters."""
_NUMBER = ("id", "код", "уникальный идентификатор")
_NAME = ("name", "наименование", "наименование должности", "полное наименование")
_LIST = re.compile(r'"(?:list|rows|positions)"\s*:\s*\[')
_VERSION = re.compile(r'"version"\s*:\s*"([^"\\]{1,40})"')


class NoDictionary(ValueError):
    """The file is none, or nothing in it can be used; the message says why."""


@dataclass(frozen=True, kw_only=True)
class BadRow:
    """A row that was left out."""

    line: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """A row of the file, with the line on which it begins."""

    line: int
    members: dict[str, Any]


def read_positions(path: Path) -> Iterator[Position | BadRow]:
    """The rows of a file, in its order. Raises `NoDictionary`, `OSError`."""
    seen: dict[int, str] = {}
    for row in _rows(path):
        position = row if isinstance(row, BadRow) else _position(row)
        if isinstance(position, Position) and position.id is not None and isinstance(row, Found):
            known = seen.setdefault(position.id, position.name)
            if known != position.name:
                yield BadRow(line=row.line, why=f"the id {position.id} is another position's too")
                continue
        yield position


def version_in(path: Path) -> str | None:
    """The version that a JSON file names before its rows. Raises `OSError`."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        head = file.read(CHUNK)
    start = _LIST.search(head)
    named = _VERSION.search(head[: start.start()] if start else "")
    return named[1] if named else None


def keep_positions(rows: Iterable[Position], path: Path, version: str | None) -> tuple[Positions, bool]:
    """Keep a dictionary in place of the one before; what is kept, and whether anything changed.

    Without a version its content is its version. Raises `NoDictionary` for one without rows, `OSError`.
    """
    unique = sorted({(row.id or 0, row.name) for row in rows})
    if not unique:
        raise NoDictionary("no row of it can be used")
    oid = kept_positions().oid
    plain = Positions(oid=oid, version="", rows=tuple(Position(id=id_ or None, name=name) for id_, name in unique))
    kept = {"oid": oid, "version": version or plain.digest, "positions": [{"id": i, "name": n} for i, n in unique]}
    text = json.dumps(kept, ensure_ascii=False, indent=0)
    changed = not path.exists() or path.read_text(encoding="utf-8") != text
    if changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    return load_positions(path), changed


def load_positions(path: Path) -> Positions:
    """The imported dictionary, or the excerpt where none was imported. Raises `NoDictionary`, `OSError`."""
    if not path.exists():
        return kept_positions()
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        rows = with_other_names(Position(id=row["id"] or None, name=row["name"]) for row in kept["positions"])
        return Positions(oid=kept["oid"], version=kept["version"], rows=rows)
    except (ValueError, TypeError, KeyError):
        raise NoDictionary("not a dictionary that was imported: import it anew") from None


def _rows(path: Path) -> Iterator[Found | BadRow]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        start = file.read(1)
        while start.isspace():
            start = file.read(1)
        file.seek(0)
        yield from _json_rows(file) if start in "[{" and start else _csv_rows(file)


def _encoding(path: Path) -> str:
    """UTF-8, else what Russian spreadsheets write."""
    with path.open("rb") as file:
        head = file.read(CHUNK)
    try:
        head[: head.rfind(b"\n") + 1 or len(head)].decode("utf-8")
        return "utf-8-sig"
    except UnicodeDecodeError:
        return "cp1251"


def _json_rows(file: IO[str]) -> Iterator[Found | BadRow]:
    """Objects of a list, or one a line, decoded one after the other."""
    decoder, buffer, line = json.JSONDecoder(), file.read(CHUNK), 1
    start = _LIST.search(buffer)
    first = start.end() if start else len(buffer) - len(buffer.lstrip()) + buffer.lstrip().startswith("[")
    line += buffer[:first].count("\n")
    buffer = buffer[first:]
    while True:
        rest = buffer.lstrip(" \t\r\n,")
        line += buffer[: len(buffer) - len(rest)].count("\n")
        buffer = rest
        if buffer.startswith("]"):
            return
        try:
            row, end = decoder.raw_decode(buffer) if buffer else (None, 0)
        except (json.JSONDecodeError, RecursionError):
            end = 0
        if end:
            yield Found(line=line, members=_members(row))
            line += buffer[:end].count("\n")
            buffer = buffer[end:]
            continue
        more = file.read(CHUNK)
        if not more or len(buffer) > LONGEST_ROW:
            if buffer or start:
                yield BadRow(line=line, why="not JSON; nothing after it was read")
            return
        buffer += more


def _members(row: Any) -> dict[str, Any]:
    """Also of a row that the API tells column by column."""
    if isinstance(row, list):
        return {str(cell.get("column")): cell.get("value") for cell in row if isinstance(cell, dict)}
    return row if isinstance(row, dict) else {}


def _csv_rows(file: IO[str]) -> Iterator[Found | BadRow]:
    head = file.readline()
    file.seek(0)
    delimiter = max(";,\t", key=head.count)
    reader = csv.reader(file, delimiter=delimiter)
    try:
        names = next(reader, [])
        if not {name.strip().casefold() for name in names} & set(_NAME):
            raise NoDictionary("neither JSON nor CSV with a head that names ID and NAME")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Found(line=reader.line_num, members=dict(zip(names, cells, strict=False)))
    except csv.Error as error:
        yield BadRow(line=reader.line_num, why=f"not CSV ({error}); nothing after it was read")


def _position(row: Found) -> Position | BadRow:
    members = {str(name).strip().casefold(): value for name, value in row.members.items()}
    number = next((members[name] for name in _NUMBER if name in members), None)
    name = next((members[name] for name in _NAME if name in members), None)
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        return BadRow(line=row.line, why="no NAME")
    text = str(number).strip() if number is not None and not isinstance(number, bool) else ""
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 10**9):
        return BadRow(line=row.line, why="ID is no whole number")
    return Position(name=" ".join(name.split()), id=int(text))
