"""Is work found that nobody has, and none besides?"""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine

from pipeline.cabinet.work_due import Place, work_due
from pipeline.case import Outcome
from tests.cabinet.desk import Desk


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def found(desk: Desk) -> list[tuple[str, str, int, bool]]:
    return [(due.document_id, due.stage, due.token, due.lost) for due in work_due(desk.engine, desk.clock(), limit=10)]


def test_an_upload_that_was_never_rung_for_is_found(desk: Desk) -> None:
    document_id = desk.upload()
    assert found(desk) == [(document_id, "virus_scan", 0, False)]


def test_what_a_worker_has_is_not_found_until_its_lease_ends(desk: Desk) -> None:
    document_id = desk.upload()
    desk.work.lease(document_id, "w1", 30)
    assert found(desk) == []
    desk.clock.forward(seconds=30)
    assert found(desk) == [(document_id, "virus_scan", 1, True)]


def test_what_was_handed_over_and_lost_on_the_way_is_found_at_its_stage(desk: Desk) -> None:
    document_id = desk.upload()
    lease = desk.work.lease(document_id, "w1", 30)
    assert lease is not None
    desk.work.give_back(lease, stage="ocr")
    assert found(desk) == [(document_id, "ocr", 2, False)]


def test_what_waits_for_the_register_is_found_when_its_time_comes(desk: Desk) -> None:
    document_id = desk.upload()
    lease = desk.work.lease(document_id, "w1", 30)
    assert lease is not None
    desk.work.defer(lease, "registry", desk.clock() + dt.timedelta(minutes=5), waiting=True)
    desk.clock.forward(minutes=4, seconds=59)
    assert found(desk) == []
    desk.clock.forward(seconds=1)
    assert [due[0] for due in found(desk)] == [document_id]


def test_what_was_decided_is_not_found(desk: Desk) -> None:
    for name, outcome in (("a", Outcome.APPROVED), ("b", Outcome.REJECTED), ("c", Outcome.NEEDS_REVIEW)):
        desk.decide(desk.upload(name), outcome)
    desk.clock.forward(days=30)
    assert found(desk) == []


def test_pages_follow_one_another_and_what_is_due_longest_comes_first(desk: Desk) -> None:
    uploads = []
    for name in "abcdefg":
        uploads.append(desk.upload(name))
        if name in "bdf":  # several became due in the same instant
            desk.clock.forward(seconds=1)
    pages: list[str] = []
    after: Place | None = None
    while page := work_due(desk.engine, desk.clock(), after=after, limit=2):
        pages += [due.document_id for due in page]
        after = Place.read(str(page[-1].place))
    assert sorted(pages) == sorted(uploads)
    assert set(pages[:2]) == set(uploads[:2])
    assert Place.read("") is None
