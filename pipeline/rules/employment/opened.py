"""What is known of an employment that has begun and not ended yet?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from pipeline.case import Period, WorkDate, WorkEntry
from pipeline.rules.employment.employers import Employers
from pipeline.rules.numbers import digits_of


@dataclass(kw_only=True)
class Opened:
    """Changes as entries are read; `period` makes the record of it."""

    names: list[str]
    """Of the employer, the present one last."""
    number: str = ""
    position: str
    start: WorkDate
    entries: list[int]
    confidence: float
    last: dt.date
    """Of the latest entry about it."""
    suspended: list[tuple[dt.date, dt.date | None]] = field(default_factory=list)
    second_job: bool = False

    @classmethod
    def by(
        cls, index: int, entry: WorkEntry, date: WorkDate, organisation: str, *, second_job: bool = False
    ) -> Opened:
        return cls(
            names=[organisation], number=digits_of(entry.organisation_number), position=entry.position, start=date,
            entries=[index], confidence=entry.confidence, last=date.day, second_job=second_job,
        )  # fmt: skip

    @classmethod
    def after_table(cls, row: Period, start: dt.date) -> Opened:
        """What a row of whole periods tells up to the table's last day, and events from then on."""
        return cls(
            names=[row.organisation], position="", start=WorkDate(day=start), entries=list(row.entries),
            confidence=row.confidence, last=start,
        )  # fmt: skip

    @property
    def organisation(self) -> str:
        return self.names[-1]

    @property
    def is_suspended(self) -> bool:
        return bool(self.suspended) and self.suspended[-1][1] is None

    def is_of(self, organisation: str, number: str, employers: Employers) -> bool:
        """Is this the employer? Its number in the fund's register tells, else its name under any of its names."""
        digits = digits_of(number)
        if digits and self.number:
            return digits == self.number
        return any(employers.same(name, organisation) for name in self.names)

    def note(self, index: int, entry: WorkEntry) -> None:
        """An entry about it that ends nothing."""
        self.entries.append(index)
        self.confidence = min(self.confidence, entry.confidence)
        if entry.date is not None:
            self.last = max(self.last, entry.date.day)

    def rename(self, name: str) -> None:
        if name and name not in self.names:
            self.names.append(name)

    def moved(self, index: int, entry: WorkEntry, date: WorkDate) -> Opened:
        """The same employment in another position from that day on."""
        return Opened(
            names=list(self.names), number=self.number, position=entry.position or self.position, start=date,
            entries=[index], confidence=min(self.confidence, entry.confidence), last=date.day,
            suspended=[(date.day, None)] if self.is_suspended else [], second_job=self.second_job,
        )  # fmt: skip

    def period(self, end: WorkDate | None, index: int | None = None, entry: WorkEntry | None = None) -> Period:
        """As a record; `entry` is the one that ends it. A suspension lasts no longer than the period."""
        entries = (*self.entries, index) if index is not None else tuple(self.entries)
        return Period(
            organisation=self.organisation, former_organisations=tuple(self.names[:-1]), position=self.position,
            start=self.start, end=end, entries=entries,
            suspended=tuple((first, last or (end.day if end else None)) for first, last in self.suspended),
            confidence=min(self.confidence, entry.confidence) if entry else self.confidence,
            second_job=self.second_job, confirmed_by=("paper",),
        )  # fmt: skip
