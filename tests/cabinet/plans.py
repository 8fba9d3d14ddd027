"""How would PostgreSQL find the rows of each statement that a call makes?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

EXPLAINED = ("SELECT", "UPDATE", "DELETE")


def plans_of(engine: Engine, call: Callable[[], object]) -> list[str]:
    """The plans, as text, of what `call` asks PostgreSQL, in order; `call` is made once, truly."""
    made: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith(EXPLAINED) and not many:
            made.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        return [
            "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))
            for statement, parameters in made
        ]
