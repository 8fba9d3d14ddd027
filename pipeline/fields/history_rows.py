"""Which entry does a row of a table about work tell?"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.case import Box, Cell, WorkDate, WorkEntry
from pipeline.fields.flow import squash, union
from pipeline.fields.history_cells import UNREAD_SIGN, GridCell, Row
from pipeline.fields.history_columns import Columns, Role
from pipeline.rules.dates import find_dates
from pipeline.rules.employment.employer_words import is_doubtful
from pipeline.rules.employment.events import EventFound, event_of

REGISTERED = re.compile(
    r"[\s,;(]*(?:рег(?:истрационный|\.)?\s*(?:номер|№)(?:\s+в\s+(?:СФР|ПФР|СФ Р))?[\s:]*)?"
    r"(?P<number>[0-9OОЗ]{3}\s?[-–—]\s?[0-9OОЗ]{3}\s?[-–—]\s?[0-9OОЗ]{6}|\d{10,12})\s*\)?\W*$",
    re.IGNORECASE,
)
"""The employer's number in the fund's register ends its cell."""
NOT_CANCELLED, CANCELLED = ("", "нет"), re.compile(r"^(?:да|[хxvу]+|отмен\w*|аннул\w*|\+|\d*отмен\w*)$")
LEGAL_FORM, NOUGHTS = re.compile(r"^[ТI1Г] ?(?=[АБК]УЗ\b|осударственн|ОСУДАРСТВЕНН)"), re.compile(r"^[0OО]{3}(?= )")
"""«Т» for «Г» and noughts for letters, where a legal form begins."""
ONCE: tuple[Role, ...] = ("number", "date", "event", "start", "end", "basis_date", "position_code")
"""What a row has once: two parts of a row cut by a page's end do not both have it."""
DECIDING: tuple[Role, ...] = ("date", "end", "start", "organisation", "position")
BY_THE_LETTER = 0.9
"""An event's word that was read letter by letter is so sure, for no other is like it."""
UNREAD, DOUBTED = 0.0, 0.5


@dataclass(frozen=True, kw_only=True)
class RowText:
    """A row, perhaps of two pages: cells by what their columns tell."""

    page: int
    table: str
    cells: Mapping[Role, tuple[tuple[int, GridCell], ...]] = field(default_factory=dict)
    """Pieces of each cell with their pages, in order."""

    def text(self, role: Role) -> str:
        return " ".join(cell.text for _, cell in self.cells.get(role, ()) if cell.text).strip()

    def confidence(self, role: Role) -> float:
        return min((cell.confidence for _, cell in self.cells.get(role, ())), default=1.0)

    def has(self, role: Role) -> bool:
        return bool(squash(self.text(role)))


def row_of(row: Row, columns: Columns, page: int) -> RowText:
    """The row's cells by role; a cell that spans several columns is the first one's."""
    found: dict[Role, tuple[tuple[int, GridCell], ...]] = {}
    for cell in row:
        role = next((role for role in columns.roles[slice(*cell.columns)] if role), None)
        if role is not None:
            found[role] = (*found.get(role, ()), (page, cell))
    return RowText(page=page, table=columns.kind or "events", cells=found)


def continues(before: RowText, row: RowText) -> bool:
    """True when a page's first row is the rest of the last one of the page before.

    Where cells are set in the middle of their height, what a row has once may all stand in the rest.
    """
    if before.table != row.table or not any(row.has(role) for role in row.cells):
        return False
    both = any(before.has(role) and row.has(role) for role in ONCE)
    whole = row.has("date") and row.has("event") and before.has("date") and before.has("event")
    begun = any(before.has(role) for role in ONCE)
    return not both and not whole and (not row.has("number") or not begun)


def together(before: RowText, row: RowText) -> RowText:
    """A row of two pages."""
    roles = dict.fromkeys((*before.cells, *row.cells))
    cells = {role: (*before.cells.get(role, ()), *row.cells.get(role, ())) for role in roles}
    return RowText(page=before.page, table=before.table, cells=cells)


def is_empty(row: RowText) -> bool:
    """A ruled row with nothing in it, or a caption that goes over the whole table."""
    return not any(row.has(role) for role in ("date", "event", "start", "end", "organisation", "position", "number"))


def entry_of(row: RowText, *, from_layer: bool, employer: tuple[str, float] = ("", 0.0)) -> WorkEntry:
    """The entry; `employer`, and how sure it is, stands in the head of an employer's own extract, where no column
    tells it.

    What was not understood is left out and has no confidence: the row is there, and a person reads it.
    """
    periods = row.table == "periods"
    day, sure = _day(row, "start" if periods else "date")
    end, end_sure = _day(row, "end") if periods else (None, 1.0)
    event = None if periods else event_of(row.text("event"))
    organisation, number = named(row.text("organisation"))
    cancelled, marked = _cancelled(row)
    confidences = [sure, end_sure, marked, *(row.confidence(role) for role in DECIDING if row.has(role))]
    if not periods:
        confidences.append(_event_sure(row, event))
    if not organisation:
        organisation, told = employer
        confidences.append(told if organisation else UNREAD)
    if not from_layer and is_doubtful(organisation):
        confidences.append(DOUBTED)
    return WorkEntry(
        page=row.page, box=_whole(row), hand="text_layer" if from_layer else "typed",
        table="periods" if periods else "events", number=_number(row.text("number")),
        event=event.event if event else None, date=day, end=end, organisation=organisation,
        organisation_number=number, position=row.text("position"), position_code=row.text("position_code"),
        reason=row.text("reason"), basis=_basis(row), cancelled=cancelled, confidence=max(min(confidences), 0.0),
        cells=_cells(row),
    )  # fmt: skip


def _event_sure(row: RowText, event: EventFound | None) -> float:
    if event is None:
        return UNREAD
    return max(row.confidence("event"), BY_THE_LETTER) if event.score >= 1 else row.confidence("event") * event.score


def named(text: str) -> tuple[str, str]:
    """The employer's name and its number in the fund's register, where its cell ends with one."""
    text = LEGAL_FORM.sub("Г", NOUGHTS.sub("ООО", text))
    match = REGISTERED.search(text)
    if match is None:
        return text, ""
    number = re.sub(r"\s", "", re.sub(r"[–—]", "-", match["number"])).translate(str.maketrans("OОЗ", "003"))
    return text[: match.start()].strip(" ,;("), number


def _day(row: RowText, role: Role) -> tuple[WorkDate | None, float]:
    """The only date of a cell, also where its figures are parted by a line's end."""
    text = row.text(role)
    found = find_dates(text) or find_dates(re.sub(r"\s", "", text))
    if len({one.date for one in found}) != 1:
        return None, UNREAD
    return WorkDate(day=found[0].date), row.confidence(role) if found[0].exact else row.confidence(role) / 2


def _cancelled(row: RowText) -> tuple[bool, float]:
    """Whether the row is marked as cancelled, and how sure that is."""
    if UNREAD_SIGN in row.text("cancelled"):
        return False, UNREAD
    text = squash(row.text("cancelled")).lower()
    if text in NOT_CANCELLED:
        return False, 1.0
    if CANCELLED.match(text) or find_dates(row.text("cancelled")):
        return True, row.confidence("cancelled")
    return False, UNREAD


def _number(text: str) -> int | None:
    digits = re.sub(r"\D", "", text)
    return int(digits) if 0 < len(digits) <= 4 else None


def _basis(row: RowText) -> str:
    parts = (row.text("basis"), row.text("basis_date"), row.text("basis_number"))
    day, number = (f"от {parts[1]}" if parts[1] else ""), (f"№ {parts[2]}" if parts[2] else "")
    return " ".join(filter(None, (parts[0], day, number)))


def _whole(row: RowText) -> Box | None:
    boxes = [cell.box for cells in row.cells.values() for page, cell in cells if page == row.page]
    return union(boxes) if boxes else None


def _cells(row: RowText) -> tuple[Cell, ...]:
    """As they were read; the box is that of the first piece with words, on the entry's page if any is."""
    return tuple(
        _cell(row, role, pieces)
        for role, pieces in row.cells.items()
        if row.has(role) or any(page == row.page for page, _ in pieces)
    )


def _cell(row: RowText, role: Role, pieces: Sequence[tuple[int, GridCell]]) -> Cell:
    page, piece = min(pieces, key=lambda one: (not one[1].words, one[0] != row.page))
    return Cell(
        column=role, text=row.text(role), confidence=row.confidence(role), box=piece.box,
        page=page if page != row.page else None,
    )  # fmt: skip


def with_days_apart(row: Row, columns: Columns) -> Sequence[Row]:
    """Rows between which no line is drawn stand in one row of cells: each date begins a row of its own."""
    role: Role = "start" if columns.kind == "periods" else "date"
    at = columns.roles.index(role)
    dated = next((cell for cell in row if cell.columns[0] <= at < cell.columns[1]), None)
    starts = [line[0].box[1] for line in dated.lines if find_dates(" ".join(w.text for w in line))] if dated else []
    if len(starts) < 2:
        return (row,)
    bounds = [-1, *starts[1:], 10**9]
    return tuple(tuple(_between(cell, top, bottom) for cell in row) for top, bottom in itertools.pairwise(bounds))


def _between(cell: GridCell, top: int, bottom: int) -> GridCell:
    """The lines of a cell that stand between two heights."""
    lines = tuple(line for line in cell.lines if top <= (line[0].box[1] + line[0].box[3]) / 2 < bottom)
    x0, y0, x1, y1 = cell.box
    return GridCell(box=(x0, max(y0, top), x1, min(y1, bottom)), columns=cell.columns, lines=lines)
