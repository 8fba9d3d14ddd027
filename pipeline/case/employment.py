"""What does a paper say of someone's work, entry by entry, and which periods follow from it?"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

from pipeline.case.record import Box, Record, Share


class EventKind(StrEnum):
    """What an entry tells (order of the Ministry of Labour of 10.11.2022, No. 713н; labour books say it in words)."""

    HIRE = "hire"
    TRANSFER = "transfer"
    DISMISSAL = "dismissal"
    RENAMING = "renaming"
    """Of the employer."""
    ASSIGNMENT = "assignment"
    """A category or a qualification was given."""
    BAN = "ban"
    SUSPENSION = "suspension"
    RESUMPTION = "resumption"


class WorkDate(Record):
    """A day, as exactly as the paper tells it: of a month the 15th stands for it, of a year the 1st of July."""

    day: dt.date
    exact: Literal["day", "month", "year"] = "day"


class Cell(Record):
    """One cell of a row, as it was read."""

    column: Literal[
        "number", "organisation", "date", "event", "position", "position_code", "reason", "basis", "basis_date",
        "basis_number", "cancelled", "start", "end", "text",
    ]  # fmt: skip
    text: str
    confidence: Share
    box: Box | None = None
    page: int | None = None
    """Of the box, where a page's end cuts the row and it is not the entry's."""


class WorkEntry(Record):
    """A row of a labour book or an extract: an event, or a whole period of the years before 2020."""

    page: int
    box: Box | None = None
    """Of the whole row: what a reviewer is shown where it could not be read."""
    hand: Literal["text_layer", "typed", "handwritten", "reviewer"]
    """`reviewer`: a person filled it in from its picture."""
    table: Literal["events", "periods"] = "events"
    number: int | None = None
    """As the paper counts its entries."""
    event: EventKind | None = None
    """None in a table of periods, and where the row was found but does not tell it surely."""
    date: WorkDate | None = None
    """Of the event; the first day in a table of periods."""
    end: WorkDate | None = None
    """The last day, in a table of periods."""
    organisation: str = ""
    organisation_number: str = ""
    """In the fund's register."""
    position: str = ""
    position_code: str = ""
    reason: str = ""
    basis: str = ""
    cancelled: bool = False
    signed: bool | None = None
    """Signature beside a dismissal; None where it was not looked for or not told."""
    sealed: bool | None = None
    confidence: Share
    """That event, dates, employer and position are as read: the least sure of them."""
    cells: tuple[Cell, ...] = ()


class RowReading(Record):
    """What a person read in a row of a paper about work. What is None or empty stays as the machine read it."""

    event: EventKind | None = None
    date: WorkDate | None = None
    end: WorkDate | None = None
    organisation: str = ""
    position: str = ""
    cancelled: bool = False


class WorkHistory(Record):
    """All rows of a paper, in its order (by printed page numbers where a book has them)."""

    entries: tuple[WorkEntry, ...] = ()
    duplicate: bool = False
    """A labour book whose title page says «ДУБЛИКАТ»."""
    insert: bool = False
    """A «ВКЛАДЫШ В ТРУДОВУЮ КНИЖКУ»: it goes on from a book."""


class Employment(Record):
    """A period of work as someone states it: the applicant, or the register."""

    organisation: str
    position: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    """None: goes on, or is not told."""


class Span(Record):
    """A length of service: months of 30 days, years of 12 months; full calendar months are not divided."""

    years: int = 0
    months: int = 0
    days: int = 0


class Period(Record):
    """One employment that follows from the entries of a paper."""

    organisation: str
    position: str = ""
    position_id: int | None = None
    """In the dictionary of medical positions (НСИ 1.2.643.5.1.13.13.11.1002); None: no medical one."""
    start: WorkDate
    end: WorkDate | None = None
    """The last day worked; None while it goes on."""
    suspended: tuple[tuple[dt.date, dt.date | None], ...] = ()
    """First and last days on which the contract was suspended."""
    entries: tuple[int, ...] = ()
    """Where in `WorkHistory.entries` it comes from."""
    confidence: Share
    confirmed_by: tuple[Literal["paper", "registry", "reviewer"], ...] = ()
    medical_position: str = ""
    """Its name in that dictionary; empty: no medical one."""
    former_organisations: tuple[str, ...] = ()
    """The employer's earlier names, the first one first, where the paper tells a renaming."""
    registered_as: str = ""
    """What the register calls the employer, where it knows of this work."""
    second_job: bool = False
    """The entry says «по совместительству»."""
    service: Span | None = None
    """Of this period alone; None where it begins after the last day that counts."""


class PeriodComparison(Record):
    """A period of the paper beside what the applicant or the register states."""

    against: Literal["declared", "registry"]
    period: int | None
    """Where in `EmploymentCheck.periods`; None: the paper has none like it."""
    expected: Employment | None
    """None: only the paper has it."""
    verdict: Literal["same", "off_by_days", "missing", "contradicting"]
    days: int = 0
    """By which the dates differ, at most."""
    detail: str = ""


class EmploymentCheck(Record):
    """The periods of a paper, their sum, and what speaks for and against them."""

    periods: tuple[Period, ...] = ()
    gaps: tuple[tuple[dt.date, dt.date], ...] = ()
    """First and last days between employments. Listed, never guessed away."""
    total: Span = Span()
    in_specialty: Span = Span()
    """Only periods with a medical position."""
    counted_to: dt.date | None = None
    """The last day that the sum counts for work that goes on."""
    current: tuple[int, ...] = ()
    """Where in `periods` work goes on."""
    comparisons: tuple[PeriodComparison, ...] = ()
