"""Does a run go over what was asked for, each document once, also when its selection was interrupted?"""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, select

from pipeline.cabinet.reprocessing import runs, selection
from pipeline.cabinet.reprocessing.selection import CHUNKS, ITEMS, Selection, create_run, select_documents, selection_of
from pipeline.case import Outcome
from tests.cabinet.desk import Desk

BY = "operator:test"


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def select_ids(desk: Desk, wanted: Selection | None = None, **more: object) -> list[str]:
    run_id = new_run(desk, wanted, **more)
    select_documents(desk.engine, run_id)
    return items(desk, run_id)


def new_run(desk: Desk, wanted: Selection | None = None, **more: object) -> str:
    desk.clock.forward(minutes=1)
    values = {"actor": BY, "now": desk.clock(), "shadow": True, **more}
    return create_run(desk.engine, wanted or Selection(), **values)  # type: ignore[arg-type]


def items(desk: Desk, run_id: str) -> list[str]:
    with desk.engine.connect() as connection:
        query = select(ITEMS.c.document_id).where(ITEMS.c.run_id == run_id).order_by(ITEMS.c.document_id)
        return list(connection.execute(query).scalars())


def test_each_condition_selects_and_all_must_hold(desk: Desk) -> None:
    approved = desk.upload("a")
    desk.decide(approved, Outcome.APPROVED)
    desk.clock.forward(days=2)
    rejected, other = desk.upload("b"), desk.upload("c", kind="specialist_certificate")
    desk.decide(rejected, Outcome.REJECTED, "EXPIRED", "SEAL_MISSING")
    desk.decide(other, Outcome.REJECTED, "SEAL_MISSING")
    desk.upload("d")  # in work: never selected unless asked for
    noon = desk.clock() - dt.timedelta(days=1)
    assert select_ids(desk) == sorted([approved, rejected, other])
    assert select_ids(desk, Selection(statuses=("approved",))) == [approved]
    assert select_ids(desk, Selection(codes=("EXPIRED", "SEAL_MISSING"))) == sorted([rejected, other])
    assert select_ids(desk, Selection(codes=("SEAL_MISSING",), kinds=("specialist_certificate",))) == [other]
    assert select_ids(desk, Selection(decided_from=noon)) == sorted([rejected, other])
    assert select_ids(desk, Selection(decided_before=noon)) == [approved]
    assert select_ids(desk, Selection(rules="r1")) == sorted([approved, rejected, other])
    assert select_ids(desk, Selection(rules_not="r1")) == []
    assert select_ids(desk, Selection(statuses=("uploaded", "approved")))[0] == approved


def test_ids_are_taken_as_given_each_once_and_those_that_there_are_not_left_out(desk: Desk) -> None:
    known = [desk.upload(name) for name in "abc"]
    run_id = new_run(desk, ids=[*known, known[0], "no such document"], chunk=2)
    select_documents(desk.engine, run_id)
    assert items(desk, run_id) == sorted(known)
    assert runs.progress(desk.engine, run_id).total == 3


def test_a_selection_in_portions_that_was_interrupted_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "CHUNKS_A_PORTION", 2)
    papers = [desk.upload(name) for name in "abcdefg"]
    for paper in papers:
        desk.decide(paper, Outcome.APPROVED)
    run_id = new_run(desk, chunk=1)
    assert selection._next_portion(desk.engine, run_id)
    assert runs.claim(desk.engine, run_id, owner="w", seconds=30, now=desk.clock()) is None
    runs.move(desk.engine, run_id, "paused", actor=BY, now=desk.clock())
    select_documents(desk.engine, run_id)
    assert len(items(desk, run_id)) == 2
    runs.move(desk.engine, run_id, "running", actor=BY, now=desk.clock())
    select_documents(desk.engine, run_id)
    assert items(desk, run_id) == sorted(papers)
    with desk.engine.connect() as connection:
        chunks = connection.execute(select(CHUNKS.c.number, CHUNKS.c.size).order_by(CHUNKS.c.number)).all()
    assert [tuple(chunk) for chunk in chunks] == [(number, 1) for number in range(7)]
    assert runs.progress(desk.engine, run_id).total == 7


def test_what_is_uploaded_after_the_run_began_is_not_in_it(desk: Desk) -> None:
    run_id = new_run(desk)
    desk.clock.forward(seconds=1)
    late = desk.upload("a")
    desk.decide(late, Outcome.APPROVED)
    select_documents(desk.engine, run_id)
    assert items(desk, run_id) == []
    assert runs.finish(desk.engine, run_id, desk.clock())
    assert not runs.finish(desk.engine, run_id, desk.clock())


def test_a_selection_survives_the_database(desk: Desk) -> None:
    wanted = Selection(statuses=("approved",), kinds=("passport",), decided_from=desk.clock(), rules_not="r1")
    with desk.engine.connect() as connection:
        held = selection.run_row(connection, new_run(desk, wanted))["selection"]
    assert selection_of(held) == wanted
