"""Does any table, however strange, come out as rows without a crash?"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.case import Line, Page, Word
from pipeline.fields.history_dates import employer_of, issue_date_of
from pipeline.fields.history_found import history_of

TEXTS = st.sampled_from((
    "1", "2", "01.02.2020", "31.02.2020", "ПРИЕМ", "УВОЛЬНЕНИЕ", "№ п/п", "Дата", "с дд.мм.гггг", "по дд.мм.гггг",
    "Работодатель (наименование)", "Сведения о приеме, переводе, увольнении", "¤", "-", "Да", "«", "087-105-123456",
))  # fmt: skip
PLACE = st.integers(min_value=0, max_value=60).map(lambda place: place * 20)


@st.composite
def boxes(draw: st.DrawFn) -> tuple[int, int, int, int]:
    x, y = draw(PLACE), draw(PLACE)
    return x, y, x + draw(st.integers(1, 400)), y + draw(st.integers(1, 200))


@st.composite
def pages(draw: st.DrawFn) -> Page:
    placed = draw(st.lists(st.tuples(TEXTS, boxes()), max_size=24))
    words = [Word(text=text, confidence=0.9, box=box) for text, box in placed]
    tables = tuple(map(tuple, draw(st.lists(st.lists(boxes(), min_size=1, max_size=24), max_size=3))))
    lines = tuple(Line(words=(word,), box=word.box) for word in words)
    return Page(number=draw(st.integers(1, 5)), width=1600, height=1400, lines=lines, tables=tables)


@settings(max_examples=150, deadline=None)
@given(st.lists(pages(), max_size=3))
def test_every_table_comes_out_as_rows_that_are_sure_only_of_what_they_tell(read: list[Page]) -> None:
    for entry in history_of(read).entries:
        assert entry.confidence == 0 or entry.date is not None
    issue_date_of(read)
    employer_of(read)
