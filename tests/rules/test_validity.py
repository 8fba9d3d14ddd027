"""Until when is a paper valid, and when does the window to mend a fault end?"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.case import Weight
from pipeline.rules.kind import Validity
from pipeline.rules.validity import correct_by, last_day, validity_findings, years_later
from pipeline.zones import zone_of
from tests.papers import value

FIVE = Validity(
    years=5, counted_from=("issue_date", "protocol_date"),
    extended_when_ended=(dt.date(2020, 1, 1), dt.date(2023, 12, 31)),
)  # fmt: skip
NEW_YEAR = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def ends(read: dict[str, str], held: dict[str, str] | None = None, rules: Validity = FIVE) -> dt.date | None:
    return last_day({name: value(name, text) for name, text in read.items()}, held or {}, rules)


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [("2019-03-15", 5, "2024-03-15"), ("2016-02-29", 5, "2021-02-28"), ("2016-02-29", 4, "2020-02-29")],
)
def test_years_later_is_the_same_day(day: str, years: int, later: str) -> None:
    assert years_later(dt.date.fromisoformat(day), years).isoformat() == later


@pytest.mark.parametrize(
    ("read", "held", "day"),
    [
        ({"issue_date": "2019-03-15"}, {}, "2024-03-15"),
        ({"protocol_date": "2019-03-12"}, {}, "2024-03-12"),
        ({"issue_date": "2019-03-15", "protocol_date": "2019-03-12"}, {}, "2024-03-15"),
        ({"issue_date": "2019-03-15", "valid_until": "2025-01-01"}, {}, "2025-01-01"),
        ({"issue_date": "2019-03-15", "valid_until": "2025-01-01"}, {"valid_until": "2024-06-30"}, "2024-06-30"),
        ({}, {"issue_date": "2019-03-15"}, "2024-03-15"),
        ({}, {}, None),
    ],
)
def test_the_last_day_is_held_printed_or_counted(read: dict[str, str], held: dict[str, str], day: str | None) -> None:
    found = ends(read, held)
    assert (found.isoformat() if found else None) == day


def test_a_paper_without_a_term_never_ends() -> None:
    assert ends({"issue_date": "1987-06-28"}, rules=Validity()) is None


@pytest.mark.parametrize(
    ("issued", "today", "weight"),
    [
        ("2019-03-15", "2024-03-15", None),
        ("2019-03-15", "2024-03-16", None),
        ("2019-03-15", "2024-03-17", Weight.REJECT),
        ("2018-12-31", "2026-11-22", Weight.REVIEW),
        ("2019-01-01", "2026-11-22", Weight.REJECT),
        ("2015-01-01", "2026-11-22", Weight.REVIEW),
        ("2014-12-31", "2026-11-22", Weight.REJECT),
    ],
)
def test_a_paper_expires_unless_a_decree_may_have_extended_it(issued: str, today: str, weight: Weight | None) -> None:
    fields = {"issue_date": value("issue_date", issued)}
    found = validity_findings(fields, {}, FIVE, dt.date.fromisoformat(today))
    assert [(f.code, f.field, f.weight) for f in found] == ([("EXPIRED", "issue_date", weight)] if weight else [])


@pytest.mark.parametrize(("today", "noted"), [("2026-12-12", False), ("2026-12-13", True), ("2031-01-01", True)])
def test_a_paper_older_than_is_usual_is_noted_and_keeps_its_worth(today: str, noted: bool) -> None:
    usual = Validity(accepted_days=30)
    found = validity_findings(
        {"issue_date": value("issue_date", "2026-11-12")}, {}, usual, dt.date.fromisoformat(today)
    )
    assert [(one.code, one.weight) for one in found] == ([("EXPIRED", Weight.NOTE)] if noted else [])


def test_the_end_that_was_found_is_told() -> None:
    fields = {name: value(name, day) for name, day in (("issue_date", "2019-03-15"), ("valid_until", "2024-03-15"))}
    (found,) = validity_findings(fields, {}, FIVE, dt.date(2026, 11, 22))
    assert (found.field, found.found) == ("valid_until", "2024-03-15")


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-11-22T12:00:00+00:00", None, "2026-11-29T23:59:59+03:00"),
        ("2026-11-22T20:59:59+00:00", None, "2026-11-29T23:59:59+03:00"),
        ("2026-11-22T21:00:00+00:00", None, "2026-11-30T23:59:59+03:00"),
        ("2026-11-22T12:00:00+00:00", "Asia/Vladivostok", "2026-11-29T23:59:59+10:00"),
        ("2026-11-22T15:00:00+00:00", "Asia/Vladivostok", "2026-11-30T23:59:59+10:00"),
        ("2026-11-22T12:00:00+00:00", "Europe/Kaliningrad", "2026-11-29T23:59:59+02:00"),
        ("2026-12-28T12:00:00+00:00", None, "2027-01-04T23:59:59+03:00"),
        ("2026-11-22T12:00:00+00:00", "Europe/Nowhere", "2026-11-29T23:59:59+03:00"),
        ("2026-11-22T12:00:00+00:00", "../../etc", "2026-11-29T23:59:59+03:00"),
    ],
)
def test_the_window_ends_with_the_seventh_day_where_the_applicant_is(now: str, zone: str | None, expected: str) -> None:
    assert correct_by(dt.datetime.fromisoformat(now), zone).isoformat() == expected


@given(st.integers(0, 20 * 365 * 24 * 3600).map(lambda seconds: NEW_YEAR + dt.timedelta(seconds=seconds)))
def test_the_window_is_never_shorter_than_seven_days_nor_as_long_as_eight(now: dt.datetime) -> None:
    length = correct_by(now, "Asia/Yekaterinburg") - now
    assert dt.timedelta(days=7) - dt.timedelta(seconds=1) <= length < dt.timedelta(days=8)


@pytest.mark.parametrize("name", [None, "", "no such zone"])
def test_an_unknown_zone_is_moscows(name: str | None) -> None:
    assert zone_of(name) == ZoneInfo("Europe/Moscow")
