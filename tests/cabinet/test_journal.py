"""Are results of stages kept as they were?"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cabinet.database import create_work_tables, open_database, sqlite_url
from pipeline.cabinet.journal import MemoryJournal, SqlJournal
from pipeline.cabinet.protocol import Journal, StageResult


@pytest.fixture(params=["sql", "memory"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Journal:
    if request.param == "memory":
        return MemoryJournal()
    engine = open_database(sqlite_url(tmp_path / "work.db"))
    create_work_tables(engine)
    return SqlJournal(engine)


def result(stage: str = "ocr", delta: str = '{"pages": []}') -> StageResult:
    return StageResult(stage=stage, inputs="i", delta=delta, digest="d", versions={"ocr": "1"}, seconds=0.5)


def test_results_come_back_as_they_were_saved(journal: Journal) -> None:
    journal.save("a", result())
    journal.save("a", result("decision"))
    journal.save("b", result(delta="{}"))
    assert journal.load("a") == {"ocr": result(), "decision": result("decision")}


def test_the_latest_result_of_a_stage_is_the_one_kept(journal: Journal) -> None:
    journal.save("a", result())
    journal.save("a", result(delta='{"findings": []}'))
    assert journal.load("a") == {"ocr": result(delta='{"findings": []}')}


def test_an_unknown_case_has_no_results(journal: Journal) -> None:
    assert journal.load("nobody") == {}


def test_the_lines_of_pages_come_only_when_they_are_asked_for(journal: Journal) -> None:
    journal.save("a", result().model_copy(update={"lines": "[[]]"}))
    assert journal.load("a")["ocr"].lines is None
    assert journal.lines("a", "ocr") == "[[]]"
    journal.save("a", result())
    assert journal.lines("a", "ocr") is None
