"""Is the machine-readable zone of a passport read as order 773 lays it out?"""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.rules.passport import check_digit, find_mrz, parse_mrz

TODAY = dt.date(2026, 11, 22)
IVANOV = ("PNRUSIVANOV<<IVAN<IVANOVI3<<<<<<<<<<<<<<<<<<", "4511234569RUS9001158M<<<<<<<0101201770001<88")


@pytest.mark.parametrize(
    ("first", "second", "name", "series", "number", "issued", "department"),
    [
        (*IVANOV, ("Иванов", "Иван", "Иванович"), "4510", "123456", "2010-12-01", "770-001"),
        (
            "PNRUS4EV3ENKO<<7LI8<WERBAKOVNA<<<<<<<<<<<<<<", "4016543218RUS8512316F<<<<<<<5160305780045<66",
            ("Шевченко", "Юлия", "Щербаковна"), "4015", "654321", "2016-03-05", "780-045",
        ),
        (
            "PNRUSBAQRAMOV<<IL9GAM<AMIR<OGLY<<<<<<<<<<<<<", "9210010023RUS9307126M<<<<<<<9190820160012<58",
            ("Байрамов", "Ильгам", "Амир оглы"), "9219", "001002", "2019-08-20", "160-012",
        ),
        (
            "PNRUSRIMSKA8<KORSAKOVA<<6LLA<IL9INI3NA<<<<<<", "0317778885RUS7802292F<<<<<<<8180910230033<82",
            ("Римская-Корсакова", "Элла", "Ильинична"), "0318", "777888", "2018-09-10", "230-033",
        ),
    ],
)  # fmt: skip
def test_worked_examples(
    first: str, second: str, name: tuple[str, ...], series: str, number: str, issued: str, department: str
) -> None:
    found = parse_mrz(first, second, today=TODAY)
    assert found is not None
    assert found.valid
    assert (found.last_name, found.first_name, found.middle_name) == name
    assert (found.series, found.number, str(found.issue_date)) == (series, number, issued)
    assert found.department == department


def test_the_published_specimen_holds() -> None:
    found = parse_mrz(IVANOV[0], "3919353498RUS7207233M<<<<<<<4151218910003<50", today=TODAY)
    assert found is not None
    assert found.valid
    assert (found.series, found.number, found.birth_date) == ("3914", "935349", dt.date(1972, 7, 23))


def test_a_changed_digit_breaks_the_zone() -> None:
    found = parse_mrz(IVANOV[0], IVANOV[1].replace("900115", "900116"), today=TODAY)
    assert found is not None
    assert not found.valid


def test_the_zone_is_found_through_reading_errors() -> None:
    lines = ["Место рождения", "PNRUSIVANOV<<IVAN<IVANOVI3<<<<<<<<<<<<", "45112З4569RUS9OO1158M<<<<<<<O1012O177OOO1<88"]
    lines[2] = lines[2].replace("З", "3")
    found = find_mrz(lines, today=TODAY)
    assert found is not None
    assert found.valid
    assert found.last_name == "Иванов"


def test_a_page_without_a_zone_has_none() -> None:
    assert find_mrz(["Паспорт выдан", "Дата рождения 15.01.1990"], today=TODAY) is None


def test_check_digits_weigh_seven_three_one() -> None:
    assert check_digit("900115") == "8"
