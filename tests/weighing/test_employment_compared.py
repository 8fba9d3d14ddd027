"""Is each stated period found on the paper, and told from one that contradicts it? All employers are invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from pipeline.case import Employment, Period
from pipeline.rules.employment.employers import Employers
from pipeline.rules.employment.positions import kept_positions
from pipeline.weighing.employment_compared import Knowledge, Source, compare_periods, position_verdict
from tests.histories import CLINIC, HOSPITAL, POLYCLINIC, dated, day

KNOWN = Knowledge(employers=Employers(), positions=kept_positions(), paper_date=dt.date(2024, 6, 1))


def read(
    first: str, last: str = "", organisation: str = HOSPITAL, position: str = "врач-терапевт", **more: Any
) -> Period:
    end = dated(last) if last else None
    return Period(organisation=organisation, position=position, start=dated(first), end=end, confidence=0.95, **more)


def stated(first: str, last: str = "", organisation: str = HOSPITAL, position: str = "врач-терапевт") -> Employment:
    return Employment(
        organisation=organisation, position=position, start=day(first) if first else None,
        end=day(last) if last else None,
    )  # fmt: skip


def verdicts(
    periods: list[Period], expected: list[Employment], against: Source = "registry", known: Knowledge = KNOWN
) -> list[tuple[int | None, str, int]]:
    return [(one.period, one.verdict, one.days) for one in compare_periods(periods, expected, against, known)]


@pytest.mark.parametrize(
    ("period", "employment", "verdict", "days"),
    [
        (read("01.03.2012", "31.08.2019"), stated("01.03.2012", "31.08.2019"), "same", 0),
        (read("01.03.2012"), stated("01.03.2012"), "same", 0),
        (read("01.03.2012", "31.08.2019"), stated("05.03.2012", "31.08.2019"), "off_by_days", 4),
        (read("01.03.2012", "31.08.2019"), stated("01.03.2012", "31.08.2018"), "contradicting", 365),
        (read("03.2012", "2019"), stated("28.03.2012", "31.12.2019"), "same", 0),
        (read("03.2012", "2019"), stated("28.04.2012", "31.12.2019"), "contradicting", 44),
        (read("01.03.2012"), stated("01.03.2012", "15.06.2024"), "same", 0),
        (read("01.03.2012"), stated("01.03.2012", "01.02.2024"), "contradicting", 121),
        (read("01.03.2012", "30.05.2024"), stated("01.03.2012"), "off_by_days", 2),
        (read("01.03.2012", "30.05.2020"), stated("01.03.2012"), "contradicting", 1463),
        (read("01.03.2012"), stated("01.03.2012", organisation="ГКБ № 1"), "same", 0),
        (read("01.03.2012"), stated("01.03.2012", position="врач-терапевт участковый"), "same", 0),
        (read("01.03.2012"), stated("01.03.2012", position="врач-хирург"), "contradicting", 0),
        (read("01.03.2012"), stated("01.03.2012", position=""), "same", 0),
        (read("01.03.2012", former_organisations=(CLINIC,)), stated("01.03.2012", organisation=CLINIC), "same", 0),
    ],
)
def test_a_period_beside_what_the_register_states(
    period: Period, employment: Employment, verdict: str, days: int
) -> None:
    assert verdicts([period], [employment]) == [(0, verdict, days)]


def test_another_employer_is_missing_on_either_side() -> None:
    assert verdicts([read("01.03.2012")], [stated("01.03.2012", organisation=POLYCLINIC)]) == [
        (0, "missing", 0), (None, "missing", 0),
    ]  # fmt: skip


def test_positions_of_one_employment_are_the_whole_that_the_register_has() -> None:
    periods = [read("01.03.2012", "09.05.2015"), read("10.05.2015", "31.08.2019", position="заведующий отделением")]
    whole = stated("01.03.2012", "31.08.2019", position="заведующий отделением")
    assert verdicts(periods, [whole]) == [(0, "same", 0), (1, "same", 0)]
    assert verdicts(periods, [stated("10.05.2015", "31.08.2019", position="заведующий отделением")]) == [
        (0, "missing", 0), (1, "same", 0),
    ]  # fmt: skip


def test_a_whole_on_the_paper_is_the_positions_that_the_register_has() -> None:
    parts = [stated("10.05.2015", "31.08.2019", position="врач-хирург"), stated("01.03.2012", "09.05.2015")]
    assert verdicts([read("01.03.2012", "31.08.2019", position="")], parts) == [(0, "same", 0), (0, "same", 0)]


def test_several_wholes_are_each_told_by_their_own_parts() -> None:
    periods = [read("01.03.2012", "31.08.2013", position=""), read("01.02.2016", "31.08.2019", position="")]
    parts = [stated("01.03.2012", "09.05.2012"), stated("10.05.2012", "31.08.2013"),
             stated("01.02.2016", "09.05.2016"), stated("10.05.2016", "31.08.2019")]  # fmt: skip
    assert verdicts(periods, parts) == [(0, "same", 0), (0, "same", 0), (1, "same", 0), (1, "same", 0)]


def test_two_stays_at_one_employer_are_told_apart() -> None:
    periods = [read("01.03.2012", "31.08.2014"), read("01.02.2016", "31.08.2019")]
    expected = [stated("01.02.2016", "31.08.2019"), stated("01.03.2012", "31.08.2014")]
    assert verdicts(periods, expected) == [(0, "same", 0), (1, "same", 0)]


def test_an_end_that_was_not_typed_says_nothing() -> None:
    typed = replace(KNOWN, none_goes_on=False)
    assert verdicts([read("01.03.2012", "30.05.2020")], [stated("01.03.2012")], "declared", typed) == [(0, "same", 0)]


def test_what_differs_is_told_in_words() -> None:
    compared = compare_periods([read("01.03.2012")], [stated("05.03.2012")], "registry", KNOWN)
    assert compared[0].detail == (
        "на бумаге с 01.03.2012 по настоящее время, ожидалось с 05.03.2012 по настоящее время"
    )


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("врача-хирурга", "Врач-хирург", "same"),
        ("врач-терапевт", "врач-терапевт участковый", "unclear"),
        ("врач-терапевт", "врач-хирург", "other"),
        ("бухгалтер", "главный бухгалтер", "same"),
        ("бухгалтер", "врач-хирург", "unclear"),
        ("", "врач-хирург", "unclear"),
    ],
)
def test_positions_are_other_ones_only_where_the_dictionary_says_so(one: str, other: str, verdict: str) -> None:
    assert position_verdict(one, other, kept_positions()) == verdict
