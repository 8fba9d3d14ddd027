"""Does a length of service come out as it is counted by hand?"""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.case import Span
from pipeline.rules.employment.service import Interval, gaps, merged, months_and_days, service


def day(russian: str) -> dt.date:
    return dt.datetime.strptime(russian, "%d.%m.%Y").replace(tzinfo=dt.UTC).date()


def period(text: str) -> Interval:
    """«03.08.2009–14.02.2012»."""
    first, last = text.split("–")
    return day(first), day(last)


@pytest.mark.parametrize(
    ("periods", "years", "months", "days"),
    [
        (["03.08.2009–14.02.2012", "01.03.2012–31.08.2019", "16.09.2019–20.05.2024"], 14, 8, 17),
        (["12.01.2015–30.06.2018", "01.09.2017–31.12.2021"], 6, 11, 20),
        (["01.02.2020–29.02.2020", "01.03.2021–31.03.2021", "10.01.2022–20.02.2022"], 0, 3, 11),
        (["03.08.2009–14.02.2012"], 2, 6, 12),
        (["16.09.2019–20.05.2024"], 4, 8, 5),
        (["01.01.2021–31.12.2021"], 1, 0, 0),
        (["29.02.2020–28.02.2021"], 1, 0, 0),
        (["28.02.2019–29.02.2020"], 1, 0, 2),
        (["31.01.2021–28.02.2021"], 0, 1, 0),
        (["31.01.2020–29.02.2020"], 0, 1, 0),
        (["30.01.2021–01.03.2021"], 0, 1, 1),
        (["01.02.2021–28.02.2021"], 0, 1, 0),
        (["01.01.2021–30.01.2021"], 0, 1, 0),
        (["17.05.2022–17.05.2022"], 0, 0, 1),
        ([], 0, 0, 0),
    ],
)
def test_is_what_is_counted_by_hand(periods: list[str], years: int, months: int, days: int) -> None:
    assert service(map(period, periods)) == Span(years=years, months=months, days=days)


def test_days_between_are_listed() -> None:
    periods = [period("01.03.2012–31.08.2019"), period("03.08.2009–14.02.2012"), period("01.09.2019–02.09.2019")]
    assert gaps(periods) == (period("15.02.2012–29.02.2012"),)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        service([(dt.date(2020, 2, 2), dt.date(2020, 2, 1))])


DAYS = st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2050, 12, 31))
PERIOD = st.tuples(DAYS, DAYS).map(lambda two: (min(two), max(two)))


def length(span: Span) -> int:
    """In months of 30 days, to be compared."""
    return (span.years * 12 + span.months) * 30 + span.days


@given(st.lists(PERIOD, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_periods_does_not_matter(periods: list[Interval], chance: random.Random) -> None:
    mixed = list(periods)
    chance.shuffle(mixed)
    assert service(mixed) == service(periods)


@given(PERIOD, DAYS, st.lists(PERIOD, max_size=4))
def test_a_cut_period_sums_to_the_whole(whole: Interval, cut: dt.date, others: list[Interval]) -> None:
    first, last = whole
    parts = [(first, cut), (cut + dt.timedelta(days=1), last)] if first <= cut < last else [whole]
    assert service([*parts, *others]) == service([whole, *others])


@given(st.lists(PERIOD, max_size=8))
def test_is_never_negative_and_always_carried(periods: list[Interval]) -> None:
    span = service(periods)
    assert span.years >= 0
    assert 0 <= span.months < 12
    assert 0 <= span.days < 30
    assert (length(span) > 0) == bool(periods)


@given(st.lists(PERIOD, max_size=8))
def test_a_day_counts_once(periods: list[Interval]) -> None:
    assert service([*periods, *periods]) == service(periods)
    whole = merged(periods)
    assert all((after[0] - before[1]).days > 1 for before, after in pairwise(whole))
    assert all(any(first <= one <= last for first, last in whole) for period in periods for one in period)


@given(PERIOD, st.integers(1, 400))
def test_a_longer_period_is_never_a_shorter_service(whole: Interval, more: int) -> None:
    first, last = whole
    longer = months_and_days(first, last + dt.timedelta(days=more))
    assert longer > months_and_days(first, last)


@given(DAYS.filter(lambda day: day.day <= 28), st.integers(1, 600))
def test_whole_months_leave_no_days(first: dt.date, months: int) -> None:
    """Also over leap years: from any day to the day before the same number."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    last = dt.date(year, month + 1, first.day) - dt.timedelta(days=1)
    assert months_and_days(first, last) == (months, 0)
