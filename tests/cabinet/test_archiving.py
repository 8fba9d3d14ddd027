"""Are outdated papers put away, and brought back as what they were?"""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, update

from pipeline.cabinet import archiving, audit
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.holds import held, set_hold
from pipeline.cabinet.purging import may_go
from pipeline.cabinet.putting_away import Chosen, tallied
from pipeline.case import Outcome
from tests.cabinet.desk import START, Clock, Desk
from tests.cabinet.terms import approved, column, rejected, status, sweep, told


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine, Clock(START))


def archive(desk: Desk, **chosen: object) -> int:
    conditions = archiving.to_archive(Chosen(**chosen), desk.clock())  # type: ignore[arg-type]
    return sum(archiving.archive(desk.engine, conditions, desk.clock, actor="operator:x", why="R-1"))


def restore(desk: Desk, *former: str) -> int:
    conditions = archiving.to_restore(Chosen(), former)
    return sum(archiving.restore(desk.engine, conditions, desk.clock, actor="operator:x", why="R-1"))


def test_a_paper_comes_back_as_what_it_was_and_each_step_is_noted_and_told(desk: Desk) -> None:
    document_id = approved(desk, START.date() + dt.timedelta(days=400))
    assert archive(desk, statuses=("approved",)) == 1
    assert (status(desk, document_id), column(desk, document_id, "former_status")) == ("archived", "approved")
    assert column(desk, document_id, "wakes_at") is None
    assert restore(desk, "expired") == 0
    assert restore(desk) == 1
    assert (status(desk, document_id), column(desk, document_id, "former_status")) == ("approved", None)
    noted = [entry["action"] for entry in audit.entries(desk.engine, document_id=document_id)][-2:]
    assert noted == ["archived", "restored"]
    assert [body["status"] for body in told(desk, document_id, "status_changed")][-2:] == ["archived", "approved"]


def test_what_passed_in_the_archive_is_seen_to_afterwards(desk: Desk) -> None:
    document_id = approved(desk, START.date() + dt.timedelta(days=10))
    archive(desk, ids=(document_id,))
    desk.clock.forward(days=30)
    assert sweep(desk).total() == 0
    restore(desk)
    assert sweep(desk)["expired"] == 1
    assert status(desk, document_id) == "expired"


def test_what_is_worked_on_or_has_an_open_window_is_left_where_it_is(desk: Desk) -> None:
    in_work, with_window = desk.upload("a"), rejected(desk, "b")
    assert archive(desk, ids=(in_work, with_window)) == 0
    desk.clock.forward(days=9)
    sweep(desk)
    assert status(desk, with_window) == "access_restricted"
    assert archive(desk, ids=(in_work, with_window)) == 1


def test_a_paper_that_was_handed_in_again_stays_in_the_archive(desk: Desk) -> None:
    first = approved(desk, START.date() + dt.timedelta(days=400))
    archive(desk, ids=(first,))
    second = desk.upload()
    assert second != first
    assert restore(desk) == 0
    desk.decide(second, Outcome.NEEDS_REVIEW)
    archive(desk, ids=(second,))
    assert restore(desk, "approved") == 1
    assert status(desk, first) == "approved"


def test_more_than_a_portion_is_done_and_chosen_by_day_and_kind(desk: Desk) -> None:
    many = [approved(desk, START.date() + dt.timedelta(days=400), name) for name in "abcdefghijklmnopqrstuvwxy"]
    desk.clock.forward(days=2)
    late = approved(desk, START.date() + dt.timedelta(days=400), "z")
    before = START + dt.timedelta(days=1)
    wanted = Chosen(kinds=("higher_education_diploma",), changed_before=before)
    found = tallied(desk.engine, archiving.to_archive(wanted, desk.clock()))
    assert [(one.status, one.documents) for one in found] == [("approved", 25)]
    assert archive(desk, kinds=("passport",)) == 0
    assert archive(desk, changed_before=before) == 25
    assert {status(desk, one) for one in many} == {"archived"}
    assert status(desk, late) == "approved"


def test_a_hold_keeps_a_document_from_being_purged_until_it_is_released(desk: Desk) -> None:
    document_id = approved(desk, START.date() + dt.timedelta(days=400))
    set_hold(desk.engine, [document_id, "unknown"], "court-7", actor="operator:x", now=desk.clock())
    assert [(row["id"], row["hold"]) for row in held(desk.engine)] == [(document_id, "court-7")]
    one = [each & may_go(desk.clock()) for each in Chosen(ids=(document_id,)).conditions()]
    assert tallied(desk.engine, one) == []
    assert set_hold(desk.engine, [document_id], None, actor="operator:x", now=desk.clock()) == 1
    assert tallied(desk.engine, one)[0].documents == 1
    entries = [(entry["action"], entry["why"]) for entry in audit.entries(desk.engine, document_id=document_id)][-2:]
    assert entries == [("held", "court-7"), ("released", "court-7")]


def test_a_paper_archived_by_an_earlier_version_is_not_guessed_at(desk: Desk) -> None:
    document_id = approved(desk, START.date() + dt.timedelta(days=400))
    with desk.engine.begin() as connection:
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(status="archived"))
    assert restore(desk) == 0
