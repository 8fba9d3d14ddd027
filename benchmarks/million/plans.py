"""How does PostgreSQL find the rows of each statement that a call makes? (EXPLAIN ANALYZE, just before it runs)"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event

FEW_PAGES = 50
"""A table as small as that is read whole, whatever indexes there are: keys, sweeps, counts."""
LISTED = re.compile(r"\(%\(\w+\)s(?:::\w+)?(?:, %\(\w+\)s(?:::\w+)?)*\)")
"""Values, as many as there were."""
EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE")
EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "
NAMES = re.compile(r"\b(?:FROM|INTO|UPDATE|JOIN)\s+([a-z_]+)")
SAVEPOINT = "before_its_plan"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A statement as it was carried out. `rows` that came out, `pages` of 8 KiB that were looked at."""

    statement: str
    indexes: tuple[str, ...]
    read_whole: Mapping[str, int]
    """Pages by table, of those that were read from end to end."""
    rows: int
    pages: int
    milliseconds: float

    @property
    def what(self) -> str:
        """«SELECT documents, document_reasons»."""
        tables = dict.fromkeys(NAMES.findall(self.statement))
        return f"{self.statement.split(maxsplit=1)[0]} {', '.join(tables)}"

    @property
    def read_whole_that_grow(self) -> tuple[str, ...]:
        return tuple(table for table, pages in self.read_whole.items() if pages > FEW_PAGES)


def plans_of(engine: Engine, call: Callable[[], object]) -> list[Seen]:
    """Make the call, truly; how each of its statements was carried out, those of other threads among them.

    Each is explained in its own transaction just before it runs, with its own values, and what that changed is undone.
    """
    seen: list[Seen] = []

    def explain(
        connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        if statement.startswith(EXPLAINED):
            own = parameters[0] if many else parameters
            seen.extend(_explained(connection, statement, own))

    event.listen(engine, "before_cursor_execute", explain)
    try:
        call()
    finally:
        event.remove(engine, "before_cursor_execute", explain)
    return seen


def worst(seen: Sequence[Seen]) -> list[Seen]:
    """Each statement once, as it was when it looked at most pages."""
    by_statement: dict[str, Seen] = {}
    for one in seen:
        known = by_statement.get(one.statement)
        if known is None or one.pages > known.pages:
            by_statement[one.statement] = one
    return list(by_statement.values())


def _explained(connection: Connection, statement: str, parameters: Any) -> Iterator[Seen]:
    """Nothing for a statement that fails: the caller will see to that."""
    cursor = connection.connection.cursor()
    cursor.execute(f"SAVEPOINT {SAVEPOINT}")
    try:
        cursor.execute(EXPLAIN + statement, parameters)
        yield _seen(statement, cursor.fetchone()[0][0])  # type: ignore[index]
    except psycopg.IntegrityError:
        pass
    finally:
        cursor.execute(f"ROLLBACK TO SAVEPOINT {SAVEPOINT}")
        cursor.close()


def _seen(statement: str, made: Mapping[str, Any]) -> Seen:
    nodes = list(_nodes(made["Plan"]))
    whole = {node["Relation Name"]: _pages(node) for node in nodes if node["Node Type"] == "Seq Scan"}
    top = made["Plan"]
    return Seen(
        statement=LISTED.sub("(…)", statement),
        indexes=tuple(dict.fromkeys(node["Index Name"] for node in nodes if "Index Name" in node)),
        read_whole=whole,
        rows=int(top["Actual Rows"]),
        pages=_pages(top),
        milliseconds=float(made["Execution Time"]),
    )


def _pages(node: Mapping[str, Any]) -> int:
    return int(node["Shared Hit Blocks"]) + int(node["Shared Read Blocks"])


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)
