"""Is each reminder sent once, and nobody restricted who answered in time?"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import WINDOW
from pipeline.cabinet.database import writing
from pipeline.cabinet.terms import Does
from pipeline.case import Outcome
from tests.cabinet.desk import Desk, new_upload, ruling
from tests.cabinet.terms import approved, at, column, reject, rejected, status, sweep, told, who

KAMCHATKA, KALININGRAD = "Asia/Kamchatka", "Europe/Kaliningrad"


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


@pytest.mark.parametrize("zone", [KAMCHATKA, KALININGRAD])
def test_a_window_from_its_opening_to_its_end(desk: Desk, zone: str) -> None:
    at(desk, zone, "2026-11-22 23:59:59")
    paper = rejected(desk, zone=zone)
    for day in range(23, 30):
        at(desk, zone, f"2026-11-{day} 08:59")
        before = sweep(desk)
        at(desk, zone, f"2026-11-{day} 09:00")
        assert (before, sweep(desk)) == ({}, {Does.REMIND_WINDOW: 1} if day in {26, 28} else {})
    at(desk, zone, "2026-11-29 23:59:59")
    assert sweep(desk) == {}
    assert status(desk, paper) == "rejected"
    at(desk, zone, "2026-11-30 00:10")
    assert sweep(desk) == {Does.RESTRICT: 1}
    assert status(desk, paper) == "access_restricted"
    assert [body["days_left"] for body in told(desk, paper, "correction_reminder")] == [3, 1]
    with desk.engine.connect() as connection:
        ledger = connection.execute(select(WINDOW.c.event, WINDOW.c.cause).order_by(WINDOW.c.number)).all()
    assert [tuple(entry) for entry in ledger] == [("opened", "upload"), ("closed", "passed")]
    noted = [(entry["actor"], entry["action"], entry["after"]) for entry in audit.entries(desk.engine)][-3:]
    assert noted == [
        ("sweep:windows", "reminded", "rejected"), ("sweep:windows", "reminded", "rejected"),
        ("sweep:windows", "window_passed", "access_restricted"),
    ]  # fmt: skip
    assert audit.verify(desk.engine) is None


def test_the_same_sweep_twice_does_nothing_more(desk: Desk) -> None:
    paper = rejected(desk)
    for days, done in ((5, Does.REMIND_WINDOW), (4, Does.RESTRICT)):
        desk.clock.forward(days=days)
        assert sweep(desk) == {done: 1}
        revision = column(desk, paper, "revision")
        assert sweep(desk) == {}
        assert column(desk, paper, "revision") == revision


def test_a_sweep_that_was_down_for_ten_days_restricts_and_makes_up_for_no_reminder(desk: Desk) -> None:
    papers = [rejected(desk, name) for name in "abcde"]
    desk.clock.forward(days=10)
    assert sweep(desk) == {Does.RESTRICT: 5}
    assert all(told(desk, paper, "correction_reminder") == [] for paper in papers)


def test_a_sweep_that_comes_on_the_last_day_sends_one_reminder_that_is_true(desk: Desk) -> None:
    paper = rejected(desk)
    desk.clock.forward(days=7)
    assert sweep(desk) == {Does.REMIND_WINDOW: 1}
    assert [body["days_left"] for body in told(desk, paper, "correction_reminder")] == [0]


def test_a_clock_that_jumps_back_sends_nothing_twice(desk: Desk) -> None:
    paper = rejected(desk)
    desk.clock.forward(days=5)
    sweep(desk)
    desk.clock.forward(days=-4)
    assert sweep(desk) == {}
    desk.clock.forward(days=4)
    assert sweep(desk) == {}
    assert len(told(desk, paper, "correction_reminder")) == 1


def test_a_replacement_in_time_is_never_restricted_however_long_it_is_with_us(desk: Desk) -> None:
    old = rejected(desk)
    desk.clock.forward(days=7, hours=11)
    new = str(desk.uploads.replace(old, new_upload("b")).row["id"])
    desk.clock.forward(days=30)
    assert sweep(desk) == {}
    assert (status(desk, old), status(desk, new)) == ("replaced", "uploaded")


def test_what_was_typed_anew_stops_the_window_and_gives_the_days_back(desk: Desk) -> None:
    paper = rejected(desk)
    desk.clock.forward(days=6)
    assert sweep(desk) == {Does.REMIND_WINDOW: 1}
    desk.uploads.submit(new_upload(number="1", holder=who(None)))
    desk.clock.forward(days=20)
    assert sweep(desk) == {}
    reject(desk, paper)
    assert sweep(desk) == {}
    desk.clock.forward(days=1)
    assert sweep(desk) == {}  # the one-day reminder was sent in this window already
    desk.clock.forward(days=1)
    assert sweep(desk) == {Does.RESTRICT: 1}


def test_an_upload_that_is_under_way_at_midnight_finds_its_document_still_open(desk: Desk) -> None:
    at(desk, "Europe/Moscow", "2026-11-22 12:00")
    old = rejected(desk)
    at(desk, "Europe/Moscow", "2026-11-30 00:02")
    sweep(desk)
    assert status(desk, old) == "rejected"
    desk.uploads.replace(old, new_upload("b"))
    at(desk, "Europe/Moscow", "2026-11-30 01:00")
    assert sweep(desk) == {}
    assert status(desk, old) == "replaced"


@pytest.mark.parametrize("zone", [KAMCHATKA, KALININGRAD])
def test_a_paper_expires_the_day_after_its_last_where_the_holder_lives(desk: Desk, zone: str) -> None:
    at(desk, zone, "2026-01-10 12:00")
    paper = approved(desk, dt.date(2026, 6, 30), zone=zone)
    seen = []
    for day in range(172):
        desk.clock.time = dt.datetime(2026, 1, 10, 9, tzinfo=ZoneInfo(zone)) + dt.timedelta(days=day)
        seen += [(desk.clock().date().isoformat(), *what) for what in sweep(desk).items()]
    assert seen == [
        ("2026-04-01", Does.EXPIRING, 1), ("2026-05-31", Does.REMIND_VALIDITY, 1),
        ("2026-06-23", Does.REMIND_VALIDITY, 1),
    ]  # fmt: skip
    at(desk, zone, "2026-06-30 23:59:59")
    assert sweep(desk) == {}
    assert status(desk, paper) == "expiring"
    at(desk, zone, "2026-07-01 00:00:00")
    assert sweep(desk) == {Does.EXPIRE: 1}
    assert status(desk, paper) == "expired"
    assert [body["days_left"] for body in told(desk, paper, "validity_reminder")] == [30, 7]
    (first,) = [body for body in told(desk, paper, "status_changed") if body["status"] == "expiring"]
    assert (first["days_left"], first["valid_until"]) == (90, "2026-06-30")


def test_a_paper_approved_shortly_before_its_end_is_expiring_at_once(desk: Desk) -> None:
    today = desk.clock().date()
    paper = approved(desk, today + dt.timedelta(days=20))
    assert sweep(desk) == {Does.EXPIRING: 1}
    assert (status(desk, paper), column(desk, paper, "reminded")) == ("expiring", 30)


def test_deciding_again_with_the_same_end_repeats_no_reminder(desk: Desk) -> None:
    ends = desk.clock().date() + dt.timedelta(days=60)
    paper = approved(desk, ends)
    sweep(desk)
    for _ in range(2):
        with writing(desk.engine) as connection:
            row = changes.document(connection, paper, locked=True)
            assert row is not None
            again = ruling(Outcome.APPROVED, clock=desk.clock, valid_until=ends, cause="reprocessing", may_open=False)
            _, entry = changes.decide(connection, row, again, desk.clock())
            audit.append(connection, [entry], desk.clock())
        assert sweep(desk) == {Does.EXPIRING: 1}
    desk.clock.forward(days=31)
    assert sweep(desk) == {Does.REMIND_VALIDITY: 1}
    assert [body["days_left"] for body in told(desk, paper, "validity_reminder")] == [29]


def test_two_sweeps_at_once_share_the_work(desk: Desk) -> None:
    papers = [rejected(desk, f"p{number:02}x") for number in range(24)]
    desk.clock.forward(days=5)
    counted: list[Counter[str]] = []
    threads = [threading.Thread(target=lambda: counted.append(sweep(desk))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted.append(sweep(desk))  # what one left to another that was just at it
    assert sum(counted, Counter()) == {Does.REMIND_WINDOW: 24}
    assert all(len(told(desk, paper, "correction_reminder")) == 1 for paper in papers)
    assert audit.verify(desk.engine) is None


def test_a_document_that_somebody_is_changing_is_left_for_later(desk: Desk) -> None:
    if desk.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time")
    busy, free = rejected(desk, "a"), rejected(desk, "b")
    desk.clock.forward(days=9)
    with writing(desk.engine) as connection:
        changes.document(connection, busy, locked=True)
        assert sweep(desk) == {Does.RESTRICT: 1}
        assert (status(desk, busy), status(desk, free)) == ("rejected", "access_restricted")
