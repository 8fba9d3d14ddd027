"""Which lines of a batch are done, and what came of them?"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from pipeline.cabinet.tables.work import BatchLineRow, BatchPrintKeyRow

LINES = BatchLineRow.metadata.tables["batch_lines"]
KEYS = BatchPrintKeyRow.metadata.tables[BatchPrintKeyRow.__tablename__]


class BatchStore:
    """Results by line of the manifest; one process writes."""

    def __init__(self, engine: Engine, run: str) -> None:
        """`run` marks the lines of this run: what an older manifest left is not written out."""
        self._engine = engine
        self._run = run

    def recall(self, line: int, inputs: str) -> str | None:
        """The result of a line that was made from the same inputs, now part of this run; else None."""
        query = select(LINES.c.inputs, LINES.c.result).where(LINES.c.line == line)
        with self._engine.begin() as connection:
            found = connection.execute(query).first()
            if found is None or found.inputs != inputs:
                return None
            connection.execute(update(LINES).where(LINES.c.line == line).values(run=self._run))
        return str(found.result)

    def save(self, line: int, inputs: str, result: str) -> None:
        """Durable when it returns."""
        values = {"line": line, "inputs": inputs, "result": result, "run": self._run}
        with self._engine.begin() as connection:
            connection.execute(insert(LINES).values(values).on_conflict_do_update(index_elements=["line"], set_=values))

    def results(self) -> Iterator[str]:
        """Results of this run in the manifest's order."""
        query = select(LINES.c.result).where(LINES.c.run == self._run).order_by(LINES.c.line)
        with self._engine.connect() as connection:
            yield from connection.execution_options(yield_per=1000).execute(query).scalars()

    def forget_others(self) -> None:
        """Remove what this run did not name."""
        with self._engine.begin() as connection:
            connection.execute(delete(LINES).where(LINES.c.run != self._run))
            connection.execute(delete(KEYS).where(KEYS.c.line.not_in(select(LINES.c.line))))
