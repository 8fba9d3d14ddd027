"""Is it said in good Russian, whatever was read?"""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.acts import phrases
from pipeline.case import Span, WorkDate


@pytest.mark.parametrize(
    ("length", "said"),
    [
        ((14, 8, 17), "14 лет 8 месяцев 17 дней"), ((1, 1, 1), "1 год 1 месяц 1 день"),
        ((2, 2, 2), "2 года 2 месяца 2 дня"), ((11, 11, 11), "11 лет 11 месяцев 11 дней"),
        ((21, 0, 22), "21 год 22 дня"), ((0, 0, 0), "0 дней"), ((112, 3, 0), "112 лет 3 месяца"),
    ],
)  # fmt: skip
def test_a_length_of_service(length: tuple[int, int, int], said: str) -> None:
    years, months, days = length
    assert phrases.span(Span(years=years, months=months, days=days)).replace("\xa0", " ") == said


def test_days_and_numbers() -> None:
    assert phrases.long_day(dt.date(2026, 11, 28)).replace("\xa0", " ") == "28 ноября 2026 года"
    assert phrases.snils("11223344595").replace("\xa0", " ") == "112-233-445 95"
    assert phrases.sources(("reviewer", "paper")) == "документ, специалист"
    assert phrases.mark(WorkDate(day=dt.date(2012, 7, 1), exact="year")) == "year"
    assert phrases.mark(None) == ""


def test_what_turns_or_controls_the_text_is_left_out() -> None:
    assert phrases.printable("ООО\u202e «Бор»\x00\n\t и\u200b К\ud800") == "ООО «Бор» и К"
    assert len(phrases.printable("а" * 10_000)) <= phrases.LONGEST + 1
