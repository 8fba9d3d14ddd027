"""Which lines of a batch, of other holders, are known by the same keys? (the batch's side of looking for duplicates)"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, func, insert, select

from pipeline.cabinet.database import reading
from pipeline.cabinet.seen import (
    COMMON_STAMP,
    MOST,
    PAGES_BELOW,
    PRINTED_BY,
    STAMPS_BELOW,
    keys_in,
    portions,
    prints_in,
)
from pipeline.cabinet.tables.work import BatchLineRow, BatchPrintKeyRow, StageRow
from pipeline.case import Case, Outcome, SeenPrint

TABLES = BatchPrintKeyRow.metadata.tables
KEYS = TABLES[BatchPrintKeyRow.__tablename__]
STAGES = TABLES[StageRow.__tablename__]
LINES = TABLES[BatchLineRow.__tablename__]


@dataclass(frozen=True, kw_only=True)
class Filing:
    """Of one line: under which holder its prints are noted; without one they are not."""

    line: int
    holder_key: str | None

    def file_keys(self, connection: Connection, case_id: str, delta: str) -> None:
        keys = keys_in(delta)
        if keys is None or self.holder_key is None:
            return
        connection.execute(delete(KEYS).where(KEYS.c.line == self.line))
        row = {"line": self.line, "case_id": case_id, "holder_key": self.holder_key}
        if keys:
            connection.execute(insert(KEYS), [{"key": key, **row} for key in keys])


@dataclass(frozen=True, kw_only=True)
class BatchSeen:
    """Looks in a batch's work store."""

    engine: Engine
    filing: Filing

    def elsewhere(self, _of: Case, keys: Sequence[int]) -> tuple[SeenPrint, ...]:
        """Prints of other holders' lines under any of these keys; those that are noted by now."""
        if self.filing.holder_key is None or not keys:
            return ()
        with reading(self.engine) as connection:
            stamps = [key for key in keys if PAGES_BELOW <= key < STAMPS_BELOW]
            others = [key for key in keys if not PAGES_BELOW <= key < STAMPS_BELOW]
            common = [self._lines(connection, [one], COMMON_STAMP) for one in stamps]
            lines = self._lines(connection, others, MOST)
            lines += [line for found in common if len(found) < COMMON_STAMP for line in found]
            return tuple(self._seen(connection, list(dict.fromkeys(lines))[:MOST]))

    def _lines(self, connection: Connection, keys: Sequence[int], most: int) -> list[int]:
        found: dict[int, int] = {}
        score = func.count()
        for portion in portions(keys):
            query = (
                select(KEYS.c.line, score)
                .where(KEYS.c.key.in_(portion), KEYS.c.holder_key != self.filing.holder_key)
                .group_by(KEYS.c.line)
                .order_by(score.desc(), KEYS.c.line)
                .limit(most)
            )
            for line, points in connection.execute(query):
                found[line] = found.get(line, 0) + int(points)
        return sorted(found, key=lambda one: (-found[one], one))[:most]

    @staticmethod
    def _seen(connection: Connection, lines: Sequence[int]) -> Iterator[SeenPrint]:
        query = (
            select(KEYS.c.line, KEYS.c.case_id, STAGES.c.delta, LINES.c.result)
            .distinct()
            .join(STAGES, (STAGES.c.case_id == KEYS.c.case_id) & (STAGES.c.stage == PRINTED_BY))
            .join(LINES, LINES.c.line == KEYS.c.line, isouter=True)
            .where(KEYS.c.line.in_(lines))
        )
        rows = {row.line: row for row in connection.execute(query)} if lines else {}
        for line in lines:
            if line in rows:
                row = rows[line]
                accepted = row.result is not None and json.loads(row.result).get("decision") == Outcome.APPROVED.value
                for one in prints_in(row.delta):
                    yield SeenPrint(document_id=row.case_id, stands=accepted, own=one)
