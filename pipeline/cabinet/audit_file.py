"""How is the audit log taken elsewhere, so that it can be verified there? (one entry a line, JSON, with its hashes)"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from pipeline.cabinet import audit
from pipeline.cabinet.audit import BEGINNING, Head

MEMBERS = frozenset(column.name for column in audit.AUDIT.c)


class NotAnExport(ValueError):
    """A line is no entry of an audit log; the message says which."""


def export(engine: Engine, path: Path, *, after: int = 0, step: Callable[[], None] = lambda: None) -> Head:
    """Write the entries after number `after`; the last of them, or `after` itself. The file is there when it is whole.

    Raises `OSError`.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    last = Head(seq=after, hash="")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            for entry in audit.entries(engine, after=after):
                file.write(json.dumps({**entry, "at": entry["at"].isoformat()}, ensure_ascii=False) + "\n")
                last = Head(seq=entry["seq"], hash=entry["hash"])
                step()
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return last


def read_export(path: Path, *, step: Callable[[], None] = lambda: None) -> Iterator[dict[str, Any]]:
    """Entries of an exported log. Raises `NotAnExport`, `OSError`."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            step()
            yield _entry(line, number)


def ends_of(path: Path) -> tuple[Head, Head]:
    """What the first entry says of the one before it, and the last entry. Raises `NotAnExport`, `OSError`."""
    start = last = None
    for entry in read_export(path):
        start = start or Head(seq=entry["seq"] - 1, hash=entry["previous"])
        last = Head(seq=entry["seq"], hash=entry["hash"])
    return start or BEGINNING, last or BEGINNING


def _entry(line: str, number: int) -> dict[str, Any]:
    try:
        members = json.loads(line)
        if set(members) != MEMBERS or not isinstance(members["seq"], int):
            raise ValueError
        at = dt.datetime.fromisoformat(members["at"])
        return {**members, "at": at if at.tzinfo else at.replace(tzinfo=dt.UTC)}
    except (ValueError, TypeError, UnicodeError):
        raise NotAnExport(f"line {number} is no entry of an audit log") from None
