"""Are a table's columns known by their captions or by their printed numbers, wherever they stand?"""

from __future__ import annotations

import pytest

from pipeline.fields.history_cells import parts_of
from pipeline.fields.history_columns import Columns, columns_of
from tests.tables import HEAD, NUMBERS, PERIODS_HEAD, hire, table_page

EVENTS = (
    "number", "organisation", "date", "event", "position", "position_code", "reason", "basis", "basis_date",
    "basis_number", "cancelled",
)  # fmt: skip
ROW = hire("1", "01.02.2021")


def columns(*rows: tuple[str, ...]) -> Columns | None:
    return columns_of(parts_of(table_page(rows))[0], None)


def test_captions_tell_the_columns_in_any_order_and_misread() -> None:
    order = [3, 0, 4, 2, 1, 6, 5, 8, 7, 10, 9]
    head = tuple(HEAD[at].replace("е", "с", 1) for at in order)
    found = columns(head, tuple(ROW[at] for at in order))
    assert found is not None
    assert found.roles == tuple(EVENTS[at] for at in order)
    assert found.first_row == 1


def test_where_captions_cannot_be_read_the_printed_numbers_tell_them() -> None:
    found = columns(("###",) * 11, NUMBERS, ROW)
    assert found is not None
    assert found.roles == EVENTS
    assert found.first_row == 2


def test_a_caption_that_cannot_be_read_stands_where_the_form_has_it() -> None:
    found = columns((*HEAD[:5], "Код вып функ", *HEAD[6:]), ROW)
    assert found is not None
    assert found.roles == EVENTS


def test_the_row_of_numbers_is_no_entry_though_some_are_misread() -> None:
    found = columns(PERIODS_HEAD, ("1", "ООВ", "3", "4"), ("1", "ООО", "01.02.2011", "03.04.2012"))
    assert found is not None
    assert found.first_row == 2


def test_ten_numbered_columns_have_none_for_the_employer() -> None:
    found = columns(("###",) * 10, NUMBERS[:10], (*ROW[:1], *ROW[2:]))
    assert found is not None
    assert found.roles == (*EVENTS[:1], *EVENTS[2:])


def test_the_table_of_periods_is_known_although_a_caption_names_a_date() -> None:
    title = ("Сведения о трудовой деятельности за периоды до 31 декабря 2019 года", "", "", "")
    found = columns(title, PERIODS_HEAD, ("1", "ООО «Ромашка»", "01.02.2010", "03.04.2015"))
    assert found is not None
    assert (found.kind, found.first_row) == ("periods", 2)


@pytest.mark.parametrize("width", [11, 10])
def test_a_page_without_a_head_goes_on_with_the_columns_of_the_page_before(width: int) -> None:
    (first,) = parts_of(table_page((HEAD, ROW)))
    before = columns_of(first, None)
    assert before is not None
    (second,) = parts_of(table_page((ROW[:width],), number=2, widths=[170] * (width - 1) + [170 * (12 - width)]))
    found = columns_of(second, (first, before))
    assert found is not None
    assert found.first_row == 0
    assert found.roles[:6] == EVENTS[:6]


def test_periods_under_captions_that_cannot_be_read_are_known_by_their_dates() -> None:
    found = columns(("##", "###", "#", "#"), ("1", "ООО «Ромашка»", "01.02.2010", "03.04.2015"))
    assert found is not None
    assert found.roles == (None, "organisation", "start", "end")


def test_two_columns_of_dates_alone_are_none_of_ours() -> None:
    assert columns(("01.02.2010", "03.04.2015"), ("01.03.2016", "03.04.2017")) is None


def test_a_table_about_something_else_is_none_of_ours() -> None:
    assert columns(("Наименование услуги", "Цена", "Срок"), ("Приём", "100", "01.02.2021")) is None
