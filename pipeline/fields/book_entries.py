"""Which entries do the lines of a labour book make?

An entry begins where the first column has a number and the second a date, and runs on over lines and pages to where
the next begins. An employer's name stands between entries, without a number, and so does a sentence that renames one.
Nothing is guessed: an entry whose event, day or employer was not read has none, and a low confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.case import Box
from pipeline.case.book import BookLine, BookPage
from pipeline.case.employment import Cell, EventKind, WorkDate, WorkEntry
from pipeline.fields.book_text import attests, clean, date_in, is_head, joined, named, opens_name, position_in
from pipeline.fields.flow import union
from pipeline.rules.dates import find_dates
from pipeline.rules.employment.events import EventFound, event_of, new_name
from pipeline.rules.employment.positions import kept_positions

BY_HAND = 0.3
"""No entry written by hand is surer: a person fills it in."""
WELL_READ = 0.95
STATE = re.compile(r"^.(?=осударственн)")
"""The first letter stands at the column's rule, and no other word goes on so."""
LIKE_P, MISREAD = ("И", "Н", "Л", "Т", "Г"), 0.9
MOSTLY_TYPED = 0.65
UNDATED = 0.6
"""So sure is a renaming at most whose day was not read."""
MOST_SAID = 6
"""Lines of an entry among which its event is told."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A line and where it stands: file page, part, and the line's place in the whole book."""

    page: BookPage
    line: BookLine

    def text(self, column: str = "text") -> str:
        cell = self.line.cell(column)
        return cell.text if cell else ""


@dataclass(frozen=True, kw_only=True)
class Entered:
    """An entry, and every stretch of the book that it takes with the signatures under it."""

    entry: WorkEntry
    stretches: tuple[tuple[int, Box], ...]
    """File page, box."""


@dataclass(frozen=True, kw_only=True)
class _Segment:
    """What follows a beginning: its own lines, those of who signed, what stands before the next entry."""

    said: tuple[Placed, ...]
    attested: tuple[Placed, ...] = ()
    between: tuple[Placed, ...] = ()


def entries_of(pages: Sequence[BookPage]) -> tuple[Entered, ...]:
    """The entries of pages in the book's order."""
    lines = list(_lines(pages))
    starts = [index for index, placed in enumerate(lines) if begins(placed.line)]
    first = starts[0] if starts else len(lines)
    segments = [
        _parted(
            lines[start:end], follows_hire=end < len(lines) and _event(lines[end : end + MOST_SAID]) is EventKind.HIRE
        )
        for start, end in zip(starts, (*starts[1:], len(lines)), strict=True)
    ]
    book = _Book(employer=_name(lines[:first]))
    found: list[Entered] = []
    for segment in segments:
        found.append(book.entered(segment))
        found.extend(book.between(segment.between))
    return tuple(found)


def begins(line: BookLine) -> bool:
    """A number stands in the first column and a date beside it, or a whole date stands there; read or not."""
    number, date, text = line.cell("number"), line.cell("date"), line.cell("text")
    if date is None or text is None:
        return False
    parts = date.text.split()
    if number is None:
        return date_in(date.text) is not None
    return bool(number.text) or (len(parts) > 1 and any(part.isdigit() for part in parts))


def _lines(pages: Sequence[BookPage]) -> Iterator[Placed]:
    """Without what the table's head left: its words, and the row of the columns' numbers."""
    for page in pages:
        in_head = True
        for line in page.lines:
            placed = Placed(page=page, line=line)
            if in_head and (_is_number_row(line) or is_head(placed.text())):
                continue
            in_head = in_head and not line.cell("text")
            yield placed


def _is_number_row(line: BookLine) -> bool:
    told = {name: clean(cell.text) for name in ("number", "text", "basis") if (cell := line.cell(name)) is not None}
    short = all(len(text) <= 2 for text in told.values())
    return (
        short
        and sum(told.get(name) == figure for name, figure in (("number", "1"), ("text", "3"), ("basis", "4"))) >= 2
    )


def _parted(lines: Sequence[Placed], *, follows_hire: bool) -> _Segment:
    """The lines of a beginning, parted. An employer's name stands before a hire, or renames itself."""
    end = next((at for at, placed in enumerate(lines) if at and attests(placed.text())), len(lines))
    name = _name_begins(lines, end if end < len(lines) else 1, follows_hire=follows_hire)
    return _Segment(said=tuple(lines[: min(end, name)]), attested=tuple(lines[end:name]), between=tuple(lines[name:]))


def _name_begins(lines: Sequence[Placed], first: int, *, follows_hire: bool) -> int:
    """Where an employer's name begins after line `first`; the number of lines where none does."""
    for at in range(max(first, 1), len(lines)):
        placed = lines[at]
        if placed.line.cell("basis") is not None and placed.line.cell("number") is not None:
            continue
        if opens_name(placed.text()) and (follows_hire or _renames(lines[at:])):
            return at
    return len(lines)


def _renames(lines: Sequence[Placed]) -> bool:
    return _event(lines, most=len(lines)) is EventKind.RENAMING


def _event(lines: Sequence[Placed], most: int = MOST_SAID) -> EventKind | None:
    found = _told(joined([placed.text() for placed in lines[:most]]))
    return found.event if found else None


def _told(text: str) -> EventFound | None:
    """The event of a sentence; its capital П stands at the column's rule and may have been read as И."""
    found = event_of(text)
    if found is None and text[:1] in LIKE_P:
        again = event_of(f"П{text[1:]}")
        return EventFound(event=again.event, score=MISREAD * again.score) if again else None
    return found


def _name(lines: Sequence[Placed]) -> tuple[str, float]:
    """An employer's name, from the line that opens it, else whole, and how surely it was read: no surer than its
    number, by which hospitals of a town differ."""
    first = next((at for at, placed in enumerate(lines) if opens_name(placed.text())), 0)
    own = [placed for placed in lines[first:] if any(map(str.isalnum, placed.text()))]
    numbered = [_sure([placed]) for placed in own if any(map(str.isdigit, named(placed.text())))]
    return STATE.sub("Г", joined([named(placed.text()) for placed in own])), min([_sure(own), *numbered])


def _sure(lines: Sequence[Placed], column: str = "text") -> float:
    """How surely lines were read, each counted by its length."""
    cells = [cell for placed in lines if (cell := placed.line.cell(column)) is not None]
    letters = sum(len(cell.text) for cell in cells)
    return sum(cell.confidence * len(cell.text) for cell in cells) / letters if letters else 0.0


class _Book:
    """Goes through the book and keeps whose employee it is about."""

    def __init__(self, *, employer: tuple[str, float]) -> None:
        self._employer = employer

    def entered(self, segment: _Segment) -> Entered:
        first = segment.said[0].line
        number, date = first.cell("number"), first.cell("date")
        day = date_in(date.text) if date else None
        said = joined([placed.text() for placed in segment.said])
        event = _told(said)
        hired = event is not None and event.event in (EventKind.HIRE, EventKind.TRANSFER)
        position = position_in(said) if hired else ""
        sures = [
            date.confidence if date and day else 0.0, event.score * WELL_READ if event else 0.0, self._employer[1],
            *([_position_sure(position, segment.said)] if hired else []),
        ]  # fmt: skip
        entry = WorkEntry(
            page=segment.said[0].page.page, box=_box(segment.said), hand=_hand(segment.said),
            number=int(number.text) if number and number.text.isdigit() and len(number.text) < 4 else None,
            event=event.event if event else None, date=day, organisation=self._employer[0], position=position,
            reason=said if event is not None and event.event is EventKind.DISMISSAL else "",
            basis=joined([placed.text("basis") for placed in segment.said]),
            confidence=_capped(min(sures), segment.said), cells=_cells(segment.said),
        )  # fmt: skip
        return Entered(entry=entry, stretches=_stretches((*segment.said, *segment.attested)))

    def between(self, lines: Sequence[Placed]) -> Iterator[Entered]:
        """Another employer from here on; a renaming is an entry, without a number."""
        if not lines:
            return
        text, sure = _name(lines)
        if not _renames(lines):
            self._employer = text, sure
            return
        dates = find_dates(text)
        renamed = new_name(text) or ""
        if renamed:
            self._employer = renamed, sure
        yield Entered(
            entry=WorkEntry(
                page=lines[0].page.page, box=_box(lines), hand=_hand(lines), event=EventKind.RENAMING,
                date=WorkDate(day=dates[0].date) if dates else None, organisation=renamed,
                basis=joined([placed.text("basis") for placed in lines]), cells=_cells(lines),
                confidence=_capped(min(sure, WELL_READ if dates else UNDATED), lines),
            ),
            stretches=_stretches(lines),
        )  # fmt: skip


def _position_sure(position: str, lines: Sequence[Placed]) -> float:
    """A position of the dictionary is read as surely as it is spelled; any other as its letters were."""
    match = kept_positions().match(position) if position else None
    return match.score * WELL_READ if match else (_sure(lines) if position else 0.0)


def _hand(lines: Sequence[Placed]) -> Literal["typed", "handwritten"]:
    """Typed where its first line is, which has the date, and most others are: a seal may spoil one."""
    said = [placed for placed in lines if placed.text()]
    typed = sum(placed.line.hand == "typed" for placed in said)
    first = lines[0].line.hand == "typed"
    return "typed" if first and typed >= MOSTLY_TYPED * len(said) else "handwritten"


def _capped(sure: float, lines: Sequence[Placed]) -> float:
    return round(min(sure, 1.0 if _hand(lines) == "typed" else BY_HAND), 3)


def _cells(lines: Sequence[Placed]) -> tuple[Cell, ...]:
    """The entry's cells, each over all its lines; boxes are those on the page where it begins."""
    cells = []
    for column in ("number", "date", "text", "basis"):
        own = [(placed, cell) for placed in lines if (cell := placed.line.cell(column)) is not None]
        own = own[:1] if column in ("number", "date") else own
        if own:
            text = joined([cell.text for _, cell in own])
            near = [cell.box for placed, cell in own if placed.page.page == lines[0].page.page and cell.box]
            cells.append(
                _within(
                    own[0][1].model_copy(update={"text": text, "confidence": _sure([p for p, _ in own], column)}), near
                )
            )
    return tuple(cells)


def _within(cell: Cell, boxes: Sequence[Box]) -> Cell:
    return cell.model_copy(update={"box": union(boxes) if boxes else None})


def _box(lines: Sequence[Placed]) -> Box:
    """Of the lines on the page, and in the part of it, where they begin."""
    first = lines[0].page
    return union([placed.line.box for placed in lines if placed.page is first])


def _stretches(lines: Sequence[Placed]) -> tuple[tuple[int, Box], ...]:
    """For each page of the book that the lines stand on: the file's page and the box."""
    pages = list({id(placed.page): placed.page for placed in lines}.values())
    return tuple((page.page, union([placed.line.box for placed in lines if placed.page is page])) for page in pages)
