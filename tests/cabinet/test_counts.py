"""Are documents counted rightly without counting them?"""

from __future__ import annotations

import threading

from sqlalchemy import Engine, func, select

from pipeline.cabinet import counts
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.case import Outcome
from tests.cabinet.desk import Desk, new_upload


def counted(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        rows = connection.execute(select(DOCUMENTS.c.status, func.count()).group_by(DOCUMENTS.c.status)).all()
    return {status: number for status, number in rows}  # noqa: C416  rows are no pairs for mypy


def some(engine: Engine) -> dict[str, int]:
    return {status: number for status, number in counts.documents_by_status(engine).items() if number}


def test_counts_are_those_of_the_documents_whatever_was_folded(engine: Engine) -> None:
    desk = Desk(engine)
    assert not any(counts.documents_by_status(engine).values())
    rejected = [desk.upload(name) for name in "abc"]
    for each in rejected:
        desk.decide(each, Outcome.REJECTED, "SCAN_BLURRED")
    assert some(engine) == counted(engine) == {"rejected": 3}
    assert counts.fold(engine, limit=4) == 4
    assert some(engine) == {"rejected": 3}
    desk.uploads.replace(rejected[0], new_upload("d"))
    while counts.fold(engine, limit=4):
        assert some(engine) == counted(engine)
    assert some(engine) == counted(engine) == {"rejected": 2, "replaced": 1, "uploaded": 1}
    assert counts.fold(engine, limit=4) == 0


def test_two_that_fold_at_once_count_nothing_twice(engine: Engine) -> None:
    desk = Desk(engine)
    counts.fold(engine, limit=1)
    for number in range(12):
        desk.upload(f"u{number:02}x")

    def fold() -> None:
        while counts.fold(engine, limit=3):
            pass

    threads = [threading.Thread(target=fold) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert some(engine) == {"uploaded": 12}
