"""Does each row of an extract's tables become its entry, over pages, wraps and cuts?"""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.case import EventKind, TextSource, WorkEntry
from pipeline.fields.history_claims import claims_of_history
from pipeline.fields.history_found import history_of
from tests.papers import At, line
from tests.tables import HEAD, HOSPITAL, NUMBERS, PERIODS_HEAD, hire, table_page


def days(entries: tuple[WorkEntry, ...]) -> list[str]:
    return [entry.date.day.isoformat() if entry.date else "-" for entry in entries]


def test_a_row_tells_its_event_with_employer_number_basis_and_where_it_stands() -> None:
    (entry,) = history_of([table_page((HEAD, NUMBERS, hire("1", "01.02.2021")))]).entries
    assert (entry.number, entry.event, entry.page, entry.hand) == (1, EventKind.HIRE, 1, "text_layer")
    assert entry.date is not None
    assert entry.date.day == dt.date(2021, 2, 1)
    assert (entry.organisation, entry.organisation_number) == ("ГБУЗ «Городская больница № 7»", "087-105-123456")
    assert (entry.position, entry.position_code) == ("Врач-терапевт", "2211.1")
    assert entry.basis == "Приказ от 01.02.2021 № 15-к"
    assert entry.confidence == pytest.approx(0.95)
    assert {cell.column for cell in entry.cells} >= {"date", "event", "organisation", "position", "cancelled"}
    assert all(cell.box for cell in entry.cells)


@pytest.mark.parametrize(
    ("word", "event"),
    [("ПРИЕМ", "hire"), ("УВОЛЬ-\nНЕНИЕ", "dismissal"), ("ПРИОСТАНОВЛЕН\nИЕ", "suspension"), ("ПЕРЕВ0Д", "transfer"),
     ("УСТАНОВЛЕНИЕ\n(ПРИСВОЕНИЕ)", "assignment"), ("ВОЗОБНОВЛЕНИЕ", "resumption"), ("ПЕРЕИМЕНОВАНИЕ", "renaming")],
)  # fmt: skip
def test_events_are_told_wrapped_and_misread(word: str, event: str) -> None:
    (entry,) = history_of([table_page((HEAD, hire("1", "01.02.2021", word)))]).entries
    assert entry.event == EventKind(event)


@pytest.mark.parametrize(
    ("mark", "cancelled"), [("", False), ("-", False), ("Нет", False), ("Да", True), ("X", True), ("отменено", True)]
)
def test_the_mark_of_cancelling_is_told_from_none(mark: str, cancelled: bool) -> None:
    (entry,) = history_of([table_page((HEAD, hire("1", "01.02.2021", cancelled=mark)))]).entries
    assert entry.cancelled is cancelled
    assert entry.confidence > 0.5


@pytest.mark.parametrize(
    "row",
    [hire("1", "01.02.2021", "ЗВОНОК"), hire("1", "31.02.2021"), hire("1", "01.02.2021 02.03.2022"),
     hire("1", "01.02.2021", cancelled="ЪЫ")],
)  # fmt: skip
def test_a_row_that_was_not_understood_is_there_and_unsure(row: tuple[str, ...]) -> None:
    (entry,) = history_of([table_page((HEAD, row))]).entries
    assert entry.confidence == 0
    assert entry.box is not None


def test_both_tables_are_told_and_pages_without_a_head_go_on() -> None:
    first = table_page((HEAD, NUMBERS, hire("1", "01.02.2021")))
    second = table_page(
        (NUMBERS, hire("2", "01.03.2022", "ПЕРЕВОД")),
        (PERIODS_HEAD, ("1", HOSPITAL, "03.08.2009", "14.02.2012")),
        number=2,
    )
    third = table_page((("2", HOSPITAL, "01.03.2012", "31.12.2019"),), number=3)
    entries = history_of([first, second, third]).entries
    assert days(entries) == ["2021-02-01", "2022-03-01", "2009-08-03", "2012-03-01"]
    assert [entry.table for entry in entries] == ["events", "events", "periods", "periods"]
    assert [entry.page for entry in entries] == [1, 2, 2, 3]
    assert entries[3].end is not None
    assert entries[3].end.day == dt.date(2019, 12, 31)


def test_a_row_that_a_page_s_end_cuts_is_one_entry() -> None:
    whole = hire("2", "01.03.2022", "ПЕРЕВОД")
    cut = (*whole[:1], "ГБУЗ «Городская", *whole[2:4], "Врач-", *whole[5:])
    rest = ("", "больница № 7», 087-105-123456", "", "", "терапевт", "", "", "", "", "", "")
    pages = [table_page((HEAD, hire("1", "01.02.2021"), cut)), table_page((rest, hire("3", "01.04.2022")), number=2)]
    entries = history_of(pages).entries
    assert days(entries) == ["2021-02-01", "2022-03-01", "2022-04-01"]
    assert (entries[1].organisation, entries[1].organisation_number) == (
        "ГБУЗ «Городская больница № 7»", "087-105-123456",
    )  # fmt: skip
    assert entries[1].page == 1


def test_a_cut_row_set_in_the_middle_of_its_height_has_all_that_counts_in_the_rest() -> None:
    cut = ("", "ГБУЗ «Городская", *[""] * 9)
    rest = ("2", "больница № 7», 087-105-123456", *hire("2", "01.03.2022", "ПЕРЕВОД")[2:])
    pages = [table_page((HEAD, hire("1", "01.02.2021"), cut)), table_page((rest, hire("3", "01.04.2022")), number=2)]
    history = history_of(pages)
    assert days(history.entries) == ["2021-02-01", "2022-03-01", "2022-04-01"]
    assert history.entries[1].organisation == "ГБУЗ «Городская больница № 7»"
    told = {cell.column: cell.page for cell in history.entries[1].cells}
    assert (told["organisation"], told["date"], told["event"]) == (None, 2, 2)
    looked_at = [(claim.page, claim.text) for claim in claims_of_history(history, pages) if claim.field == "date"]
    assert looked_at == [(1, "01.02.2021"), (2, "01.03.2022"), (2, "01.04.2022")]


def test_a_first_row_whose_number_was_not_read_is_no_rest_of_the_row_before() -> None:
    pages = [table_page((HEAD, hire("1", "01.02.2021"))), table_page((hire("", "01.03.2022", "ПЕРЕВОД"),), number=2)]
    assert days(history_of(pages).entries) == ["2021-02-01", "2022-03-01"]


def test_rows_with_no_line_between_them_are_parted_by_their_dates() -> None:
    both = tuple(f"{one}\n{other}" for one, other in zip(
        hire("1", "01.02.2021"), hire("2", "05.06.2022", "УВОЛЬНЕНИЕ"), strict=True
    ))  # fmt: skip
    entries = history_of([table_page((HEAD, both))]).entries
    assert days(entries) == ["2021-02-01", "2022-06-05"]
    assert [entry.event for entry in entries] == [EventKind.HIRE, EventKind.DISMISSAL]


def test_rows_beside_the_tables_that_were_found_are_there_for_a_person() -> None:
    page = table_page((HEAD, hire("1", "01.02.2021")))
    beside = (
        "1 ООО «Ромашка» 01.02.2010 03.04.2015", "2 02.03.2020 ПРИЕМ врач", "Дата подачи 11.06.2020",
        "Действителен с 01.02.2024 по 01.05.2026", "05.05.2025",
    )  # fmt: skip
    lines = tuple(line(At(text=text, y=900 + 40 * at)) for at, text in enumerate(beside))
    entries = history_of([page.model_copy(update={"lines": (*page.lines, *lines)})]).entries
    assert [entry.confidence for entry in entries[1:]] == [0, 0]
    assert [entry.cells[0].text for entry in entries[1:]] == list(beside[:2])


def test_an_employer_s_own_extract_names_it_in_its_head() -> None:
    row = hire("1", "01.02.2021")
    page = table_page(((*HEAD[:1], *HEAD[2:]), (*row[:1], *row[2:])), source=TextSource.OCR)
    (entry,) = history_of([page], "ГБУЗ «Городская больница № 7»").entries
    assert entry.organisation == "ГБУЗ «Городская больница № 7»"
    assert entry.hand == "typed"
    (misread,) = history_of([page], "ГБУЗ «Городская болница № 7»").entries
    assert misread.confidence == 0.5
    (doubtful,) = history_of([page], "ГБУЗ «Городская больница № 7»", employer_sure=0.4).entries
    assert doubtful.confidence == 0.4
    (unnamed,) = history_of([page]).entries
    assert unnamed.confidence == 0
