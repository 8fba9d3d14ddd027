"""Is an expected value that stands on the paper in full found where no label led to it, and never invented?"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pipeline.case import Case, Claim, Holder, RegistryPerson, Upload, Value
from pipeline.weighing.rescue import rescued
from tests import papers
from tests.examination import DIPLOMA_KIND, MARIA, entry, kinds, person
from tests.papers import At, value


def found(
    *lines: str | At,
    values: Mapping[str, Value] | None = None,
    people: tuple[RegistryPerson, ...] = (person(MARIA, entry()),),
    holder: Holder = MARIA,
    kind: str = DIPLOMA_KIND,
    declared: dict[str, str] | None = None,
) -> dict[str, object]:
    claim = Claim(kind=kind, holder=holder, declared=declared or {}, upload=Upload(name="a.pdf", size=1, sha256="a"))
    case = Case(id="a", claim=claim, pages=(papers.page(*lines),))
    made = rescued(values or {}, case, kinds()[kind].fields_of(None), people)
    return {field: each.value for field, each in made.items()}


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        ("где-то 31-0517 внизу", "registration_number", "31-0517"),
        ("бланк 0123456", "number", "0123456"),
        ("решением от 28 июня 2019 года", "issue_date", "2019-06-28"),
        ("после слов Лечебное дело стоит", "specialty", "Лечебное дело"),
    ],
)
def test_a_missed_value_in_plain_sight_is_found(line: str, field: str, expected: str) -> None:
    assert found(line)[field] == expected


@pytest.mark.parametrize("line", ["бланк 0123458", "бланк 012345", "28 июня 2018 года", ""])
def test_what_does_not_stand_there_to_the_letter_is_not_found(line: str) -> None:
    assert not {"number", "issue_date"} & set(found(line))


def test_a_number_of_few_symbols_is_not_sought_for_it_may_stand_anywhere() -> None:
    people = (person(MARIA, entry(registration_number="77")),)
    assert "registration_number" not in found("протокол 77", people=people)


def test_what_was_typed_is_sought_too() -> None:
    assert found("бланк 0123456", people=(), declared={"number": "0123456"}) == {"number": "0123456"}


def test_a_near_number_that_was_read_is_never_replaced_by_the_expected_one() -> None:
    held = {"number": value("number", "0123458", trust=0.5)}
    assert found("0123458 и 0123456", values=held)["number"] == "0123458"


def test_a_number_read_off_another_place_gives_way() -> None:
    held = {"number": value("number", "7777777", trust=0.95)}
    assert found("7777777 и 0123456", values=held)["number"] == "0123456"


@pytest.mark.parametrize(("trust", "date"), [(0.95, "2019-06-23"), (0.7, "2019-06-28")])
def test_a_date_from_a_weak_place_gives_way_and_one_from_its_label_does_not(trust: float, date: str) -> None:
    held = {"issue_date": value("issue_date", "2019-06-23", trust=trust)}
    assert found("23.06.2019", "28.06.2019", values=held)["issue_date"] == date


@pytest.mark.parametrize(
    "lines",
    [["Воробьёва Мария Петровна"], ["Воробьёвой", "Марии", "Петровне"], ["МАРИЯ ПЕТРОВНА ВОРОБЬЕВА"]],
)
def test_the_holders_name_is_found_side_by_side_in_whatever_case(lines: list[str]) -> None:
    made = found(*lines)
    assert [made[part] for part in ("last_name", "first_name", "middle_name")] == ["Воробьёва", "Мария", "Петровна"]


@pytest.mark.parametrize(
    "lines",
    [["Воробьёва Мария Игоревна"], ["Воробьёва", *["дежурный врач отделения"] * 4, "Мария", "далее", "Петровна"]],
)
def test_parts_of_a_name_that_do_not_stand_together_are_no_name(lines: list[str]) -> None:
    assert "last_name" not in found(*lines)


def test_a_name_read_in_its_place_is_not_replaced() -> None:
    held = {
        part: value(part, name, trust=0.98)
        for part, name in (("last_name", "Дятлова"), ("first_name", "Анна"), ("middle_name", "Ильинична"))
    }
    assert found("Воробьёва Мария Петровна", values=held)["last_name"] == "Дятлова"


def test_on_a_marriage_certificate_the_holder_is_the_spouse_with_the_holders_name() -> None:
    made = found(
        "Воробьёв Андрей Иванович", "и", "Синицына Мария Петровна", "заключили брак", "мужу Воробьёв", "жене Воробьёва",
        kind="name_change_certificate",
    )  # fmt: skip
    assert {part: made[part] for part in ("last_name", "first_name", "previous_last_name")} == {
        "last_name": "Воробьёва", "first_name": "Мария", "previous_last_name": "Синицына",
    }  # fmt: skip


def test_the_date_of_birth_on_a_marriage_certificate_is_the_holders_own() -> None:
    made = found(
        "Воробьёв Андрей Иванович", "3 марта 1980 года", "Синицына Мария Петровна", "9 июня 1984 года",
        "заключили брак", "мужу Воробьёв", "жене Воробьёва", kind="name_change_certificate",
    )  # fmt: skip
    assert made["birth_date"] == "1984-06-09"


def test_a_marriage_certificate_of_others_says_nothing_about_the_holder() -> None:
    made = found(
        "Дятлов Андрей Иванович", "и", "Синицына Анна Ильинична", "заключили брак", "мужу Дятлов", "жене Дятлова",
        kind="name_change_certificate",
    )  # fmt: skip
    assert made == {}
