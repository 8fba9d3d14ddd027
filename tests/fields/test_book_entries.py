"""Do the lines of a labour book make its entries, and never one that is not there?"""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.case.book import BookLine
from pipeline.case.employment import EventKind, WorkEntry
from pipeline.fields.book_entries import entries_of
from pipeline.fields.book_text import attests, date_in, is_head, joined, named, opens_name, position_in
from pipeline.fields.book_title import is_title
from tests import papers
from tests.fields.books import HIRED, LEFT, Row, page


def entries(*rows: Row, hand: str = "typed") -> list[WorkEntry]:
    return [entered.entry for entered in entries_of([page(rows, hand=hand)])]


def test_an_entry_takes_lines_the_employer_stands_before_it_and_signatures_are_none_of_it() -> None:
    hire, dismissal, second = entries(*HIRED, *LEFT)
    assert (hire.number, hire.event, hire.position) == (1, EventKind.HIRE, "врача-терапевта")
    assert hire.date is not None
    assert hire.date.day == dt.date(2009, 8, 3)
    assert hire.organisation == "Государственное бюджетное учреждение здравоохранения «Больница № 12»"
    assert hire.basis == "Приказ от 03.08.2009 № 45-к"
    assert (dismissal.event, dismissal.organisation) == (EventKind.DISMISSAL, hire.organisation)
    assert dismissal.reason == "Уволена по собственному желанию, пункт 3 части первой статьи 77"
    assert (second.organisation, second.position) == ("Городская поликлиника № 4", "медицинской сестры")
    assert min(one.confidence for one in (hire, dismissal, second)) > 0.85


@pytest.mark.parametrize("cut", range(1, 14))
def test_wherever_the_page_ends_the_entries_are_the_same(cut: int) -> None:
    rows = (*HIRED, *LEFT)
    head: Row = ("1", "2", "3", "4")
    parts = [page(rows[:cut], printed=2), page((head, *rows[cut:]), part=1, printed=3)]
    broken = [entered.entry for entered in entries_of(parts)]
    told = [(one.event, one.date, one.organisation, one.position, one.basis) for one in broken]
    assert told == [(one.event, one.date, one.organisation, one.position, one.basis) for one in entries(*rows)]


def test_signatures_are_looked_for_on_both_pages_that_a_dismissal_takes() -> None:
    rows = (*HIRED, *LEFT)
    dismissal = entries_of([page(rows[:9], number=2), page(rows[9:], number=2, part=1)])[1]
    assert [number for number, _ in dismissal.stretches] == [2, 2]
    assert dismissal.stretches[1][1][3] == 2 * 20 + 15, "down to «С записью ознакомлена»"


def test_a_renaming_has_no_number_and_renames_from_there_on() -> None:
    renamed: tuple[Row, ...] = (
        ("", "", "Государственное бюджетное учреждение", ""),
        ("", "", "«Больница № 12» с 01.02.2011", "Приказ от"),
        ("", "", "переименовано в ГБУЗ «Центр № 1»", "01.02.2011 № 5"),
    )
    found = entries(*HIRED, *renamed, *LEFT)
    assert [one.event for one in found[:3]] == [EventKind.HIRE, EventKind.RENAMING, EventKind.DISMISSAL]
    assert found[1].date is not None
    assert found[1].date.day == dt.date(2011, 2, 1)
    assert found[2].organisation == "ГБУЗ «Центр № 1»"


def test_what_a_hand_wrote_is_never_sure_however_well_it_was_read() -> None:
    found = entries(*HIRED, *LEFT, hand="handwritten")
    assert [one.hand for one in found] == ["handwritten"] * 3
    assert max(one.confidence for one in found) <= 0.3
    assert all(one.box for one in found), "a reviewer is shown the row"


def test_a_row_that_nobody_could_read_is_a_row() -> None:
    (row,) = entries(("~", "12 ? ~", "Ариня", "~"), hand="handwritten")
    assert (row.event, row.date, row.organisation) == (None, None, "")
    assert row.confidence == 0


def test_a_speck_in_the_first_column_begins_nothing() -> None:
    assert len(entries(*HIRED, ("~", "", "", ""), ("", "?", "", ""), *LEFT)) == 3


def test_without_an_employer_nothing_is_sure() -> None:
    (hire,) = entries(*HIRED[3:])
    assert hire.organisation == ""
    assert hire.confidence == 0


def test_a_capital_that_the_rule_spoilt_is_read_less_surely() -> None:
    rows = [(a, b, text.replace("Принята", "Иринята").replace("Госуд", "Тосуд"), c) for a, b, text, c in HIRED]
    (hire,) = entries(*rows)
    assert hire.organisation.startswith("Государственное")
    assert hire.event is EventKind.HIRE
    assert hire.confidence < entries(*HIRED)[0].confidence


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03 08 2009", dt.date(2009, 8, 3)), ("1978 09 26", dt.date(1978, 9, 26)), ("31 02 2009", None),
        ("3 8 209", None), ("? 08 2009", None), ("03 08", None), ("12 11 1812", None), ("003 08 2009", None),
    ],
)  # fmt: skip
def test_a_date_has_three_parts_in_either_order(text: str, day: dt.date | None) -> None:
    found = date_in(text)
    assert (found.day if found else None) == day


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("Принята на должность фельдшера", "фельдшера"),
        ("Принят врачом-хирургом", "врачом-хирургом"),
        ("Переведена на должность старшей медицинской сестры с 01.02.2010", "старшей медицинской сестры"),
        ("Принят в отделение на должность врача по совместительству", "врача"),
        ("Принята на должность медицинской сестры м палатной 1 т", "медицинской сестры палатной"),
        ("Принят на должность врача УЗД Тосударственное учреждение", "врача УЗД"),
        ("Принята в терапевтическое отделение", ""),
    ],
)
def test_the_position_is_what_follows(text: str, position: str) -> None:
    assert position_in(text) == position


def test_lines_are_told_apart() -> None:
    assert joined(["меди-", "цинской сестры", "врача-", "терапевта."]) == "медицинской сестры врача-терапевта"
    assert attests("Специалист па кадрам")
    assert attests("С записью ознакомлен")
    assert not attests("отделение на должность")
    assert is_head("переводе на другую постоянную")
    assert not is_head("Принята на должность")
    assert opens_name("ГБУЗ «Городская больница»")
    assert opens_name("Тосударственное бюджетное")
    assert not opens_name("поликлинику № 1 на должность")
    assert not opens_name("О"), "what is left of a signature"


@pytest.mark.parametrize(
    ("line", "name"),
    [("Государственное 7-4", "Государственное"), ("7-4", ""), ("17", "17"),
     ("‘больница № 5 и", "больница № 5"), ("17»", "17»"),
     ("клиническая больница № 36»", "клиническая больница № 36»"), ("А Больница №50", "Больница №50"),
     ("поликлиника и родильный дом", "поликлиника и родильный дом")],
)  # fmt: skip
def test_what_a_fold_beside_it_is_read_as_is_no_part_of_a_name(line: str, name: str) -> None:
    assert named(line) == name


def test_an_employer_is_no_surer_than_its_number() -> None:
    unsure = page(HIRED).lines[2]
    lines = [one if one.cell("text") != unsure.cell("text") else doubted(one) for one in page(HIRED).lines]
    (first, *_) = entries_of([page(HIRED).model_copy(update={"lines": tuple(lines)})])
    assert first.entry.confidence == 0.4


def doubted(one: BookLine) -> BookLine:
    cells = tuple(cell.model_copy(update={"confidence": 0.4}) for cell in one.cells)
    return one.model_copy(update={"cells": cells})


def test_a_title_page_is_known_by_its_fields_and_a_table_by_its_name() -> None:
    title = ("Фамилия Соколова", "Имя Анна Отчество Игоревна", "Дата рождения 03.04.1981", "Образование высшее",
             "Профессия, специальность врач", "Подпись владельца книжки", "Дата заполнения 01.02.2010")  # fmt: skip
    assert is_title(papers.page(*title))
    assert not is_title(papers.page(*title, "СВЕДЕНИЯ О РАБОТЕ"))
    assert not is_title(papers.page("Уволена по собственному желанию", "Подпись владельца", "по специальности"))
