"""Does the explaining page show every row of a labour book beside what was read of it?"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from commands.explained.entries import entry_rows
from commands.explained.page import render
from commands.explained.pictures import entry_pictures_of
from commands.explained.rows import Surroundings
from pipeline.case import Box, Case, Page, Reading
from pipeline.case.employment import EventKind, WorkDate, WorkEntry, WorkHistory
from pipeline.reading.protocol import Pixels
from tests.commands import explained_cases as cases

DAY = WorkDate(day=dt.date(2009, 8, 3))
TYPED = WorkEntry(
    page=1, box=(10, 10, 200, 60), hand="typed", number=1, event=EventKind.HIRE, date=DAY, organisation="ГБУЗ <№ 1>",
    position="фельдшера", confidence=0.93,
)  # fmt: skip
WRITTEN = WorkEntry(page=1, box=(10, 70, 200, 120), hand="handwritten", number=2, confidence=0.2)
LAYER = WorkEntry(page=1, box=(10, 70, 200, 120), hand="text_layer", number=3, confidence=1.0)


class Sheets:
    """Pictures of pages: each crop is as large as was asked for."""

    def preview(self, case: Case, page: Page) -> Pixels:
        raise AssertionError("no whole page is drawn for a row")

    def crop(self, case: Case, page: Page, box: Box, *, scale: float = 1.0) -> Pixels:
        assert box[0] >= 0
        assert box[2] <= page.width
        return np.full((round((box[3] - box[1]) * scale), round((box[2] - box[0]) * scale), 3), 200, np.uint8)


@pytest.fixture
def case() -> Case:
    history = WorkHistory(entries=(TYPED, WRITTEN, LAYER))
    return cases.rejected().with_(reading=Reading(kind_detected="labour_book", history=history))


def test_every_row_that_was_read_from_pixels_has_its_picture(case: Case) -> None:
    pictures = entry_pictures_of(case, Sheets())
    assert sorted(pictures) == [0, 1]
    typed, written = entry_rows(case, pictures)
    assert typed.picture
    assert typed.picture.startswith("data:image/jpeg")
    assert (typed.number, typed.title) == ("1", "приём, 03.08.2009")
    assert "специалист" in written.state.text
    assert written.title == "что это, не прочитано, день не прочитан"


def test_the_page_shows_them_and_escapes_what_they_say(case: Case) -> None:
    page = render(case, previews={}, around=Surroundings(entries=entry_pictures_of(case, Sheets())))
    assert page.count('class="cut entry"') == 2
    assert "ГБУЗ &lt;№ 1&gt;" in page
    assert "фельдшера" in page


def test_a_row_of_a_page_that_is_gone_has_no_picture(case: Case) -> None:
    assert entry_pictures_of(case.with_(pages=()), Sheets()) == {}
    assert render(case, previews={}).count('class="cut entry"') == 0
