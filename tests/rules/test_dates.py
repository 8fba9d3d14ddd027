"""Is every printed form of a date read, and nothing else?"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules.dates import MONTHS, find_dates, find_ranges, month_of, parse_date


@pytest.mark.parametrize(
    ("printed", "date", "exact"),
    [
        ("14 июня 2019 года", "2019-06-14", True),
        ("«14» июня 2019 г.", "2019-06-14", True),
        ('"14" июня 2019 г.', "2019-06-14", True),
        ("<<14>> июня 2019 г.", "2019-06-14", True),
        ("„14“ июня 2019", "2019-06-14", True),
        ("14.06.2019", "2019-06-14", True),
        ("14/06/2019", "2019-06-14", True),
        ("14-06-2019", "2019-06-14", True),
        ("14 06 2019", "2019-06-14", True),
        ("14.06.19 г.", "2019-06-14", True),
        ("1. 06. 2019", "2019-06-01", True),
        ("1 4 . 0 6 . 2 0 1 9", "2019-06-14", True),
        ("18 АПРЕЛЯ 1980", "1980-04-18", True),
        ("14июня2019года", "2019-06-14", True),
        ("2022-12-27T00:00:00Z", "2022-12-27", True),
        ("протокол № 12 от 14.06.2019", "2019-06-14", True),
        ("Протокол № 7 от «28» июня 2019 г. № 3", "2019-06-28", True),
        ("четырнадцатого июня две тысячи девятнадцатого года", "2019-06-14", True),
        ("двадцать первое апреля тысяча девятьсот восемьдесят третьего года", "1983-04-21", True),
        ("восьмого марта двухтысячного года", "2000-03-08", True),
        ("3O.06.2019", "2019-06-30", False),
        ("14.06.2О19", "2019-06-14", False),
        ("14 июна 2019", "2019-06-14", False),
        ("12 сеитября 2018", "2018-09-12", False),
        ("«28» ию ня 2019", "2019-06-28", False),
        ("«О1» мая 1999 г.", "1999-05-01", False),
    ],
)
def test_every_form_is_read(printed: str, date: str, exact: bool) -> None:
    (found,) = find_dates(printed)
    assert (str(found.date), found.exact) == (date, exact)
    assert parse_date(printed) == found.date


@pytest.mark.parametrize(
    "printed",
    [
        "31 июня 2019", "29.02.2019", "107704 0123456", "31.05.01 Лечебное дело", "771234567812", "112-233-445 95",
        "+7 912 345 12 20 19", "номер 14 05 2019123", "2005 год", "июнь 2019", "14.06.2119", "Л041-01137-77/00301123",
    ],
)  # fmt: skip
def test_what_is_no_date_is_not_read_as_one(printed: str) -> None:
    assert find_dates(printed) == ()


def test_spans_point_into_the_line() -> None:
    line = "решением от «14» июня 2019 г., выдан 20.06.2019"
    assert [line[found.start : found.end] for found in find_dates(line)] == ["«14» июня 2019 г.", "20.06.2019"]
    assert parse_date(line) is None


@pytest.mark.parametrize(
    "printed",
    ["с 01.09.2015 по 31.08.2017", "с 01 сентября 2015 г. по 31 августа 2017 года", "01.09.2015 - 31.08.2017"],
)
def test_ranges(printed: str) -> None:
    (found,) = find_ranges(printed)
    assert (found.first.date, found.last.date) == (dt.date(2015, 9, 1), dt.date(2017, 8, 31))


def test_two_dates_that_are_no_range() -> None:
    assert find_ranges("протокол от 01.09.2015, выдан 31.08.2017") == ()


@pytest.mark.parametrize("number", ["2012-1917", "2014-2003", "3012-1999"])
def test_a_registration_number_of_a_year_and_digits_is_no_date(number: str) -> None:
    assert find_dates(number) == ()


@given(st.dates(min_value=dt.date(1930, 1, 1), max_value=dt.date(2049, 12, 31)))
def test_what_is_printed_is_read_back(date: dt.date) -> None:
    worded = f"«{date.day:02d}» {MONTHS[date.month - 1]} {date.year} г."
    plain = f"{date.day} {MONTHS[date.month - 1]} {date.year} года"
    for printed in (
        worded,
        worded.upper(),
        plain,
        f".{plain}",
        f"{date:%d.%m.%Y}",
        date.isoformat(),
        f"с {date:%d.%m.%Y}",
    ):
        assert [found.date for found in find_dates(printed)] == [date]


@given(st.text(max_size=80))
def test_any_text_is_survived(text: str) -> None:
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("word", "month"), [("июна", 6), ("июля", 7), ("ИЮНЯ", 6), ("мая", 5), ("мате", 0), ("дом", 0)]
)
def test_months_are_told_apart(word: str, month: int) -> None:
    assert month_of(word)[0] == month
