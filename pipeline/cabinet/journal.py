"""Where are the results of the stages kept?"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping

from sqlalchemy import Engine
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from pipeline.cabinet.batch_seen import Filing
from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.tables.work import StageRow


class SqlJournal:
    """A journal in SQL. One transaction a save."""

    def __init__(self, engine: Engine, filing: Filing | None = None) -> None:
        """With `filing` the keys of a case's prints are noted as it is saved."""
        self.engine = self._engine = engine
        self._filing = filing

    def load(self, case_id: str) -> Mapping[str, StageResult]:
        with Session(self._engine) as session:
            query = select(StageRow).where(col(StageRow.case_id) == case_id).options(defer(StageRow.lines))  # type: ignore[arg-type]
            return {row.stage: _result(row) for row in session.exec(query).all()}

    def lines(self, case_id: str, stage: str) -> str | None:
        with Session(self._engine) as session:
            packed = session.exec(
                select(StageRow.lines).where(col(StageRow.case_id) == case_id, col(StageRow.stage) == stage)
            ).first()
            return zlib.decompress(packed).decode() if packed else None

    def save(self, case_id: str, result: StageResult) -> None:
        with Session(self._engine) as session:
            session.merge(_row(case_id, result))
            if self._filing is not None:
                self._filing.file_keys(session.connection(), case_id, result.delta)
            session.commit()


class MemoryJournal:
    """A journal for one process's lifetime: a single check, tests."""

    def __init__(self) -> None:
        self._results: dict[str, dict[str, StageResult]] = {}

    def load(self, case_id: str) -> Mapping[str, StageResult]:
        results = self._results.get(case_id, {})
        return {stage: result.model_copy(update={"lines": None}) for stage, result in results.items()}

    def lines(self, case_id: str, stage: str) -> str | None:
        return self._results[case_id][stage].lines

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
        lines=zlib.compress(result.lines.encode(), 1) if result.lines is not None else None,
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
