"""Is a passport's machine-readable zone found, and taken only when its check digits hold?"""

from __future__ import annotations

import datetime as dt

from pipeline.case import Line, Look, Page, Word
from pipeline.fields.machine_zone import with_zone, zone_lines, zone_of

UPPER = "PNRUSIVANOV<<IVAN<IVANOVI3<<<<<<<<<<<<<<<<<<"
LOWER = "4511234569RUS9001158M<<<<<<<0101201770001<88"
TODAY = dt.date(2026, 11, 22)


def look(text: str) -> Look:
    return Look(how="eng 36px", text=text, confidence=0.9)


def line(text: str, y: int, x1: int = 900) -> Line:
    box = (80, y, x1, y + 20)
    return Line(words=(Word(text=text, confidence=0.5, box=box),), box=box)


def page(*lines: Line) -> Page:
    return Page(number=1, width=1000, height=1400, lines=lines)


def test_the_zone_is_the_last_two_long_lines_without_spaces() -> None:
    upper, lower = line(UPPER, 1300), line(LOWER, 1340)
    assert zone_lines(page(line("РОССИЙСКАЯ ФЕДЕРАЦИЯ", 100), lower, upper)) == (upper, lower)


def test_short_lines_are_no_zone() -> None:
    assert zone_lines(page(line("45 10 123456", 1300), line("770-001", 1340))) is None


def test_a_look_whose_check_digits_hold_is_taken_before_one_whose_do_not() -> None:
    misread = LOWER.replace("9001158", "9007158")
    found = zone_of([look(UPPER)], [look(misread), look(LOWER)], TODAY)
    assert found is not None
    assert (found.series, found.number, found.birth_date) == ("4510", "123456", dt.date(1990, 1, 15))


def test_a_zone_whose_check_digits_do_not_hold_says_nothing() -> None:
    assert zone_of([look(UPPER)], [look(LOWER.replace("9001158", "9007158"))], TODAY) is None


def test_numbers_and_dates_come_from_the_zone_and_names_where_the_page_gave_none() -> None:
    upper, lower = line(UPPER, 1300), line(LOWER, 1340)
    mrz = zone_of([look(UPPER)], [look(LOWER)], TODAY)
    assert mrz is not None
    read = with_zone({}, mrz, page(upper, lower), (upper, lower))
    assert {name: value.value for name, value in read.items()} == {
        "series": "4510", "number": "123456", "birth_date": "1990-01-15", "issue_date": "2010-12-01",
        "last_name": "Иванов", "first_name": "Иван", "middle_name": "Иванович",
    }  # fmt: skip
    assert all(value.source == "mrz" and value.confidence > 0.9 for value in read.values())
