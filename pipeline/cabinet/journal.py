"""Where are the results of the stages kept?"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Callable, Mapping

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.tables import CaseRow, StageRow


class SqlJournal:
    """A journal in SQL. One transaction a save."""

    def __init__(self, engine: Engine, clock: Callable[[], dt.datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def load(self, case_id: str) -> Mapping[str, StageResult]:
        with Session(self._engine) as session:
            rows = session.exec(select(StageRow).where(col(StageRow.case_id) == case_id)).all()
            return {row.stage: _result(row) for row in rows}

    def save(self, case_id: str, result: StageResult) -> None:
        with Session(self._engine) as session:
            if session.get(CaseRow, case_id) is None:
                session.add(CaseRow(id=case_id, created_at=self._clock()))
                session.flush()
            session.merge(_row(case_id, result))
            session.commit()


class MemoryJournal:
    """A journal for one process's lifetime: a single check, tests."""

    def __init__(self) -> None:
        self._results: dict[str, dict[str, StageResult]] = {}

    def load(self, case_id: str) -> Mapping[str, StageResult]:
        return dict(self._results.get(case_id, {}))

    def save(self, case_id: str, result: StageResult) -> None:
        self._results.setdefault(case_id, {})[result.stage] = result


def _row(case_id: str, result: StageResult) -> StageRow:
    return StageRow(
        case_id=case_id,
        stage=result.stage,
        inputs=result.inputs,
        digest=result.digest,
        versions=json.dumps(result.versions, sort_keys=True),
        seconds=result.seconds,
        delta=zlib.compress(result.delta.encode(), 1),
    )


def _result(row: StageRow) -> StageResult:
    return StageResult(
        stage=row.stage,
        inputs=row.inputs,
        digest=row.digest,
        versions=json.loads(row.versions),
        seconds=row.seconds,
        delta=zlib.decompress(row.delta).decode(),
    )
