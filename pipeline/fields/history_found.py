"""What do the tables of a paper tell of someone's work? (page after page, rows that a page's end cuts put together)"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.case import Box, Cell, Page, TextSource, WorkEntry, WorkHistory
from pipeline.fields.closer import LookAtDigits
from pipeline.fields.flow import union
from pipeline.fields.history_cells import Part, lines_of, parts_of
from pipeline.fields.history_columns import Columns, columns_of
from pipeline.fields.history_dates import OTHER
from pipeline.fields.history_looks import seen_again
from pipeline.fields.history_rows import (
    RowText,
    continues,
    entry_of,
    is_empty,
    row_of,
    together,
    with_days_apart,
)
from pipeline.rules.dates import find_dates

EVENT = re.compile(r"\b(?:ПРИ[ЕЁ]М|ПЕРЕВОД|УВОЛЬНЕНИЕ|ПЕРЕИМЕНОВАНИЕ|ПРИОСТАНОВЛЕНИЕ|ВОЗОБНОВЛЕНИЕ)\b")
"""As the forms print them; small letters stand in sentences."""


def history_of(
    pages: Sequence[Page], employer: str = "", look: LookAtDigits | None = None, *, employer_sure: float = 1.0
) -> WorkHistory:
    """All rows of all tables about work, in the paper's order. `employer`: of an extract whose head names it, and how
    sure that is.

    `look` looks again at figures that a recogniser read. Raises `RetryLater`.
    """
    layered = {page.number for page in pages if page.source is TextSource.TEXT_LAYER}
    entries: list[WorkEntry] = []
    for row in rows_of(pages):
        told = row if look is None or row.page in layered else seen_again(row, look)
        entries.append(entry_of(told, from_layer=row.page in layered, employer=(employer, employer_sure)))
    known = [part for part, columns in told_tables(pages) if columns is not None]
    beside = [entry for page in pages for entry in beside_tables(page, known)]
    return WorkHistory(entries=(*entries, *beside))


def beside_tables(page: Page, known: Sequence[Part]) -> list[WorkEntry]:
    """Rows that look like a table's and stand in none that was understood: they are there, and a person reads them."""
    cells = [cell.box for part in known if part.page == page.number for row in part.rows for cell in row]
    outside = [word for line in page.lines for word in line.words if not any(_holds(cell, word.box) for cell in cells)]
    found = []
    for words in lines_of(outside):
        text = " ".join(word.text for word in words)
        days = len({one.date for one in find_dates(text)})
        if not OTHER.search(text) and (days > 1 or (days and EVENT.search(text))):
            box = union([word.box for word in words])
            cell = Cell(column="text", text=text, confidence=0.0, box=box)
            hand = "text_layer" if page.source is TextSource.TEXT_LAYER else "typed"
            found.append(WorkEntry(page=page.number, box=box, hand=hand, confidence=0.0, cells=(cell,)))
    return found


def _holds(cell: Box, word: Box) -> bool:
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]


def rows_of(pages: Sequence[Page]) -> list[RowText]:
    """The rows of all tables about work."""
    found: list[RowText] = []
    last = 0
    for part, columns in told_tables(pages):
        if columns is not None:
            _add(found, _rows(part, columns), over_page=part.page != last)
            last = part.page
    return found


def told_tables(pages: Sequence[Page]) -> Iterator[tuple[Part, Columns | None]]:
    """Every table with its columns; None of one that is not about work, or was not understood."""
    before: tuple[Part, Columns] | None = None
    for page in pages:
        for part in parts_of(page):
            columns = columns_of(part, before)
            yield part, columns
            if columns is not None:
                before = part, columns


def _rows(part: Part, columns: Columns) -> list[RowText]:
    ruled = [piece for row in part.rows[columns.first_row :] for piece in with_days_apart(row, columns)]
    rows = [row_of(row, columns, part.page) for row in ruled]
    return [row for row in rows if any(row.has(role) for role in row.cells)]


def _add(found: list[RowText], rows: Sequence[RowText], *, over_page: bool) -> None:
    for index, row in enumerate(rows):
        if index == 0 and over_page and found and continues(found[-1], row):
            found[-1] = together(found[-1], row)
        elif not is_empty(row):
            found.append(row)
