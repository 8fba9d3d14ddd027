"""Does a term ask for the right thing at the right hour, where the applicant lives?"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipeline.cabinet.terms import Does, after_change, days_left, due, next_look, steps

KAMCHATKA, KALININGRAD = "Asia/Kamchatka", "Europe/Kaliningrad"
LAST = dt.date(2026, 11, 29)


def local(zone: str, day: dt.date, hour: int = 0, minute: int = 0, second: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute, second), ZoneInfo(zone))


def rejected(zone: str | None = None, **more: Any) -> dict[str, Any]:
    end = local(zone or "Europe/Moscow", LAST, 23, 59, 59)
    return row(status="rejected", correct_by=end, zone=zone, **more)


def approved(valid_until: dt.date = LAST, **more: Any) -> dict[str, Any]:
    return row(status=more.pop("status", "approved"), valid_until=valid_until, **more)


def row(*, zone: str | None = None, **more: Any) -> dict[str, Any]:
    empty = {"correct_by": None, "window_paused_at": None, "replaced_by": None, "valid_until": None, "reminded": None}
    return {**empty, "claim": {"holder": {"time_zone": zone}}, **more}


@pytest.mark.parametrize("zone", [KAMCHATKA, KALININGRAD, None, "Nowhere/Atlantis"])
def test_a_window_reminds_in_the_morning_three_days_and_one_before_its_end_then_restricts(zone: str | None) -> None:
    paper = rejected(zone if zone in {KAMCHATKA, KALININGRAD} else None)
    home = zone if zone in {KAMCHATKA, KALININGRAD} else "Europe/Moscow"
    assert [(step.at, step.does) for step in steps(paper)] == [
        (local(home, dt.date(2026, 11, 26), 9), Does.REMIND_WINDOW),
        (local(home, dt.date(2026, 11, 28), 9), Does.REMIND_WINDOW),
        (local(home, dt.date(2026, 11, 30), 0, 9, 59), Does.RESTRICT),
    ]


@pytest.mark.parametrize("zone", [KAMCHATKA, KALININGRAD])
def test_the_last_second_of_the_last_day_is_in_time(zone: str) -> None:
    paper = rejected(zone, reminded=1)
    assert due(paper, local(zone, LAST, 23, 59, 59)) is None
    assert due(paper, local(zone, dt.date(2026, 11, 30), 0, 9, 58)) is None
    step = due(paper, local(zone, dt.date(2026, 11, 30), 0, 10))
    assert step is not None
    assert step.does is Does.RESTRICT


def test_what_was_overtaken_is_not_made_up_for() -> None:
    paper = rejected()
    late = local("Europe/Moscow", dt.date(2026, 11, 28), 15)
    step = due(paper, late)
    assert step is not None
    assert (step.does, step.mark, days_left(paper, late)) == (Does.REMIND_WINDOW, 1, 1)
    told = {**paper, "reminded": 1}
    assert due(told, late) is None
    assert next_look(told, late) == local("Europe/Moscow", dt.date(2026, 11, 30), 0, 9, 59)


def test_nobody_is_reminded_of_a_window_that_is_over() -> None:
    paper = rejected()
    just_over = local("Europe/Moscow", dt.date(2026, 11, 30), 0, 5)
    assert due(paper, just_over) is None
    assert next_look(paper, just_over) == local("Europe/Moscow", dt.date(2026, 11, 30), 0, 9, 59)


@pytest.mark.parametrize(
    "still", [{"window_paused_at": dt.datetime(2026, 11, 25, tzinfo=dt.UTC)}, {"replaced_by": "x"}]
)
def test_a_window_that_stands_still_asks_for_nothing(still: dict[str, Any]) -> None:
    assert steps(rejected(**still)) == ()


@pytest.mark.parametrize("status", ["uploaded", "checking", "waiting", "needs_review", "replaced", "access_restricted"])
def test_only_a_rejected_document_s_window_runs(status: str) -> None:
    assert steps({**rejected(), "status": status}) == ()


def test_validity_asks_ninety_thirty_and_seven_days_before_and_the_day_after() -> None:
    paper = approved(zone=KAMCHATKA)
    assert [
        (step.at.astimezone(ZoneInfo(KAMCHATKA)).isoformat()[:16], step.does, step.mark) for step in steps(paper)
    ] == [
        ("2026-08-31T09:00", Does.EXPIRING, 90),
        ("2026-10-30T09:00", Does.EXPIRING, 30),
        ("2026-11-22T09:00", Does.EXPIRING, 7),
        ("2026-11-30T00:00", Does.EXPIRE, None),
    ]
    later = {**paper, "status": "expiring", "reminded": 90}
    assert [(step.does, step.mark) for step in steps(later)] == [
        (Does.REMIND_VALIDITY, 30), (Does.REMIND_VALIDITY, 7), (Does.EXPIRE, None),
    ]  # fmt: skip


def test_a_paper_approved_once_more_is_expiring_again_without_another_reminder() -> None:
    paper = approved(reminded=30)
    first = steps(paper)[0]
    assert (first.does, first.mark) == (Does.EXPIRING, 30)
    expiring = {**paper, "status": "expiring"}
    assert [step.mark for step in steps(expiring)] == [7, None]


def test_a_paper_without_an_end_is_never_looked_at() -> None:
    assert steps(approved(valid_until=None)) == ()  # type: ignore[arg-type]


def test_a_change_looks_ahead_only_for_what_it_does_not_tell_itself() -> None:
    now = local("Europe/Moscow", dt.date(2026, 11, 27), 12)
    resumed = after_change(rejected(window_paused_at=now), rejected(), now)
    assert resumed == {"reminded": None, "wakes_at": local("Europe/Moscow", dt.date(2026, 11, 28), 9)}
    short = after_change(row(status="checking"), approved(), now)
    assert short["wakes_at"] == local("Europe/Moscow", dt.date(2026, 8, 31), 9)


def test_what_was_told_is_forgotten_with_its_term() -> None:
    now = local("Europe/Moscow", dt.date(2026, 11, 20), 12)
    assert after_change(rejected(reminded=3), rejected(reminded=3), now)["reminded"] == 3
    assert after_change(rejected(reminded=3), row(status="approved", reminded=3), now)["reminded"] is None
    later = approved(dt.date(2031, 1, 1), reminded=7)
    assert after_change(approved(reminded=7), later, now)["reminded"] is None
    assert after_change(approved(reminded=7, status="expiring"), approved(reminded=7), now)["reminded"] == 7
