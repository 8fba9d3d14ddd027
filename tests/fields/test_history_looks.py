"""Do dates and codes of a scanned table follow the looks that agree, and is what was read otherwise left unsure?"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.case import Box, Look, TextSource
from pipeline.fields.history_found import history_of
from tests.tables import HEAD, hire, table_page


def entry_seen(date: str, *seen: str) -> tuple[str, float]:
    """The date of a row that was read as `date` and then seen so; and how sure the row is."""

    def look(_page: int, boxes: Sequence[Box], _seen: Sequence[str], _allowed: str) -> tuple[tuple[Look, ...], ...]:
        return tuple(tuple(Look(how="eng", text=text, confidence=0.9) for text in seen) for _ in boxes)

    page = table_page((HEAD, hire("1", date)), source=TextSource.OCR, confidence=0.9)
    (entry,) = history_of([page], look=look).entries
    return (entry.date.day.isoformat() if entry.date else ""), entry.confidence


@pytest.mark.parametrize(
    ("read", "seen", "date", "sure"),
    [
        ("01.02.2021", ("01.02.2021", "01.02.2021"), "2021-02-01", True),
        ("01.02.2021", ("01022021", "01.02.2021"), "2021-02-01", True),
        ("01.02.2021", ("07.02.2021", "07.02.2021"), "2021-02-07", False),
        ("01.82.2021", ("01.02.2021", "01.02.2021"), "2021-02-01", False),
        ("01.02.2021", ("07.02.2021", "09.02.2021"), "2021-02-01", False),
    ],
)
def test_looks_vote_on_a_date(read: str, seen: tuple[str, ...], date: str, sure: bool) -> None:
    found, confidence = entry_seen(read, *seen)
    assert found == date
    assert (confidence >= 0.75) is sure


def test_specks_beside_words_and_a_stop_after_the_last_are_not_read() -> None:
    row = list(hire("1", "|01.02.2021."))
    row[3], row[4] = "ПРИЕМ.", "‘Врач-терапевт. г. Самара"
    (entry,) = history_of([table_page((HEAD, tuple(row)), source=TextSource.OCR)]).entries
    assert {cell.column: cell.text for cell in entry.cells}["date"] == "01.02.2021"
    assert entry.position == "Врач-терапевт. г. Самара"


def test_a_sign_that_was_seen_and_not_read_leaves_open_whether_a_row_is_cancelled() -> None:
    (entry,) = history_of([table_page((HEAD, hire("1", "01.02.2021", cancelled="¤")), source=TextSource.OCR)]).entries
    assert entry.confidence == 0
