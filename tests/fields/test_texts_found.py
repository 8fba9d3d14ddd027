"""Are dates, organisations, cities, specialties and hours read in their places, and end where they end?"""

from __future__ import annotations

import pytest

from pipeline.fields.search import chosen_fields
from tests.examination import CERTIFICATE, DIPLOMA, DIPLOMA_KIND, kinds
from tests.papers import At, flow

COURSE = "advanced_training_certificate"


def read(kind: str, field: str, *lines: str | At, variant: str | None = None) -> object:
    chosen = chosen_fields(flow(*lines), kinds()[kind], variant)
    return chosen[field].values[field] if field in chosen else None


@pytest.mark.parametrize(
    "printed",
    [
        "28 июня 2019 года", "«28» июня 2019 г.", "28.06.2019", "28.06.2019 г.", "28 ИЮНЯ 2019", "2019-06-28",
        "28 / 06 / 2019", "2 8 июня 2 0 1 9 года",
    ],
)  # fmt: skip
@pytest.mark.parametrize("lines", [("Дата выдачи {}",), ("Дата выдачи", "{}"), ("{}", "(дата выдачи)")])
def test_a_date_is_read_in_every_form_and_place(printed: str, lines: tuple[str, ...]) -> None:
    paper = [text.format(printed) for text in lines]
    assert read(DIPLOMA_KIND, "issue_date", *paper) == "2019-06-28"


@pytest.mark.parametrize(
    "lines",
    [
        ["в период с 01.09.2021 по 20.12.2021"],
        ["в период с «01» сентября 2021 г. по «20» декабря 2021 г."],
        ["в период с 1 сентября 2021 года", "по 20 декабря 2021 года"],
    ],
)
def test_a_range_is_the_time_of_study(lines: list[str]) -> None:
    assert read(COURSE, "study_start", *lines) == "2021-09-01"
    assert read(COURSE, "study_end", *lines) == "2021-12-20"


def test_the_date_of_the_protocol_is_not_the_date_of_issue() -> None:
    assert read("specialist_certificate", "issue_date", *CERTIFICATE) == "2019-03-15"
    assert read("specialist_certificate", "issue_date", *CERTIFICATE[:-1], "Дата выдачи") is None


def test_an_old_diplomas_date_stands_beside_its_city() -> None:
    paper = ("Ректор", "г. Самара 28 июня 1987 года")
    assert read(DIPLOMA_KIND, "issue_date", *paper) == "1987-06-28"
    assert read(DIPLOMA_KIND, "city", *paper) == "Самара"


def test_the_letter_before_a_known_city_may_be_misread() -> None:
    paper = ("Ректор", "т. Чита 27 июня 1996 г.")
    assert read(DIPLOMA_KIND, "city", *paper) == "Чита"
    assert read(DIPLOMA_KIND, "issue_date", *paper) == "1996-06-27"
    assert read(DIPLOMA_KIND, "city", "И. Чита решением комиссии от 27 июня 1996 г.") is None


def test_an_old_diplomas_date_may_stand_over_its_city_but_not_in_a_sentence_there() -> None:
    assert read(DIPLOMA_KIND, "issue_date", "«28» июня 1987 года", "г. Самара") == "1987-06-28"
    assert read(DIPLOMA_KIND, "issue_date", "по решению учёного совета от 28 июня 1987 года", "г. Самара") is None


def test_a_qualification_ends_before_a_signers_name_in_its_line() -> None:
    paper = ("присвоена квалификация врача-педиатра `У.Я. Юдина", "по специальности Педиатрия")
    assert read(DIPLOMA_KIND, "qualification", *paper) == "врача-педиатра"


def test_an_impossible_date_is_no_date() -> None:
    assert read(DIPLOMA_KIND, "issue_date", "Дата выдачи 31.02.2019") is None


@pytest.mark.parametrize(
    ("kind", "lines", "issuer"),
    [
        (DIPLOMA_KIND, DIPLOMA, "Приволжский исследовательский медицинский университет"),
        (
            DIPLOMA_KIND,
            ("РОССИЙСКАЯ ФЕДЕРАЦИЯ", "федеральное государственное бюджетное образовательное учреждение",
             "«Приволжский исследовательский медицинский университет»", "г. Нижний Новгород", "ДИПЛОМ СПЕЦИАЛИСТА"),
            "Федеральное государственное бюджетное образовательное учреждение "
            "«Приволжский исследовательский медицинский университет»",
        ),
        ("specialist_certificate", CERTIFICATE, "Приволжский исследовательский медицинский университет"),
    ],
)  # fmt: skip
def test_an_organisation_is_read_whole_and_ends_at_the_next_label(
    kind: str, lines: tuple[str, ...], issuer: str
) -> None:
    assert read(kind, "issuer", *lines) == issuer


@pytest.mark.parametrize(
    ("lines", "city"),
    [(["г. Самара"], "Самара"), (["Город Самара"], "Самара"), (["гор. Нижний Новгород"], "Нижний Новгород"),
     (["Город", "Секретарь комиссии"], None)],
)  # fmt: skip
def test_a_city_is_read_and_a_signer_is_none(lines: list[str], city: str | None) -> None:
    assert read(DIPLOMA_KIND, "city", *lines) == city


@pytest.mark.parametrize(
    "lines",
    [
        ["по специальности", "31.05.01 Лечебное дело"],
        ["Специальность 31.05.01", "Лечебное дело"],
        ["по специальности «Лечебное дело»", "31.05.01"],
        ["31.05.01 Лечебное дело"],
    ],
)
def test_a_specialtys_code_and_name_are_read_together(lines: list[str]) -> None:
    assert read(DIPLOMA_KIND, "specialty_code", *lines) == "31.05.01"
    assert read(DIPLOMA_KIND, "specialty", *lines) == "Лечебное дело"


@pytest.mark.parametrize(
    ("line", "hours"),
    [("в объеме 144 часов", 144), ("в объеме 144 академических часов", 144), ("в количестве 36 ч. (час.)", 36),
     ("в 144 кабинете", None)],
)  # fmt: skip
def test_hours_are_a_number_that_is_said_to_be_hours(line: str, hours: int | None) -> None:
    assert read(COURSE, "hours", line) == hours


def test_a_programme_runs_over_lines_up_to_the_hours() -> None:
    paper = ("по программе", "Кардиология и", "неотложная помощь", "в объеме 144 часов")
    assert read(COURSE, "programme", *paper) == "Кардиология и неотложная помощь"


@pytest.mark.parametrize(("title", "honours"), [("ДИПЛОМ", False), ("ДИПЛОМ С ОТЛИЧИЕМ", True), ("СПРАВКА", None)])
def test_honours_are_printed_in_the_title(title: str, honours: bool | None) -> None:
    assert read(DIPLOMA_KIND, "honours", title) is honours
