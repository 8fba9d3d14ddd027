"""What do the tables of a paper tell of someone's work? (page after page, rows that a page's end cuts put together)"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.case import Page, TextSource, WorkEntry, WorkHistory
from pipeline.fields.closer import LookAtDigits
from pipeline.fields.history_cells import Part, parts_of
from pipeline.fields.history_columns import Columns, columns_of
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


def history_of(pages: Sequence[Page], employer: str = "", look: LookAtDigits | None = None) -> WorkHistory:
    """All rows of all tables about work, in the paper's order. `employer`: of an extract whose head names it.

    `look` looks again at figures that a recogniser read. Raises `RetryLater`.
    """
    layered = {page.number for page in pages if page.source is TextSource.TEXT_LAYER}
    entries: list[WorkEntry] = []
    for row in rows_of(pages):
        told = row if look is None or row.page in layered else seen_again(row, look)
        entries.append(entry_of(told, from_layer=row.page in layered, employer=employer))
    return WorkHistory(entries=tuple(entries))


def rows_of(pages: Sequence[Page]) -> list[RowText]:
    """The rows of all tables about work."""
    found: list[RowText] = []
    before: tuple[Part, Columns] | None = None
    for page in pages:
        for part in parts_of(page):
            columns = columns_of(part, before)
            if columns is None:
                continue
            fresh = before is None or before[0].page != part.page
            _add(found, _rows(part, columns), over_page=fresh)
            before = part, columns
    return found


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
