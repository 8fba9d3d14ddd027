"""Which periods of work follow from a paper's entries? (hire to dismissal; nothing that is not there is guessed)

How, step by step: docs/employment.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.case import EventKind, Period, WorkDate, WorkEntry, WorkHistory
from pipeline.rules.employment.employers import Employers, known_employers
from pipeline.rules.employment.faults import (
    Fault,
    Wrong,
    cancelled_entries,
    faults_of_numbers,
    mentions_second_job,
    text_of,
)
from pipeline.rules.employment.older import joined_with_older
from pipeline.rules.employment.opened import Opened
from pipeline.rules.employment.positions import Positions, stems_of
from pipeline.rules.employment.renaming import names_told

A_DAY = dt.timedelta(days=1)
TABLE_ENDS = dt.date(2019, 12, 31)
"""Whole periods are told up to this day, events after it (Labour Code, art. 66.1)."""
E = EventKind


@dataclass(frozen=True, kw_only=True)
class Derived:
    """What follows from a paper: periods in order of their days, and what is wrong with the entries."""

    periods: tuple[Period, ...] = ()
    faults: tuple[Fault, ...] = ()
    employers: Employers = field(default_factory=Employers)
    """That knows the renamings which the paper tells."""


def periods_of(history: WorkHistory, positions: Positions) -> Derived:
    """The periods of all entries that count."""
    reader = _Reader(history.entries, known_employers())
    for index in range(len(history.entries)):
        reader.take(index)
    reader.end()
    faults = sorted((*reader.faults, *faults_of_numbers(history.entries)), key=lambda fault: fault.entries)
    periods = joined_with_older(reader.closed, reader.older, reader.employers)
    named = (_with_position(period, positions) for period in periods)
    ordered = sorted(named, key=lambda period: (period.start.day, period.end.day if period.end else dt.date.max))
    return Derived(periods=tuple(ordered), faults=tuple(faults), employers=reader.employers)


def _with_position(period: Period, positions: Positions) -> Period:
    match = positions.match(period.position)
    if match is None:
        return period
    return period.model_copy(
        update={"position_id": match.position.id, "medical_position": match.position.name}
    )


class _Reader:
    """Goes through the entries in the paper's order and keeps who is employed where."""

    def __init__(self, entries: Sequence[WorkEntry], employers: Employers) -> None:
        self.entries = entries
        self.employers = employers
        self.cancelled = cancelled_entries(entries)
        self.closed: list[Period] = []
        self.faults: list[Fault] = [
            Fault(what="cancelled", entries=tuple(sorted({at, by})), organisation=entries[at].organisation)
            for at, by in self.cancelled.items()
        ]
        self.open: list[Opened] = []
        self.older = [self._older(at) for at, entry in enumerate(entries) if self._is_older(at, entry)]
        self._organisation = ""

    def take(self, index: int) -> None:
        entry = self.entries[index]
        if entry.table == "periods" or index in self.cancelled:
            return None
        if entry.event is None:
            return self._wrong("unread", index)
        self._organisation = entry.organisation or self._organisation
        if entry.event is E.RENAMING:
            return self._rename(index, entry)
        if entry.event is E.ASSIGNMENT:
            return None
        if entry.event is E.BAN:
            return self._wrong("ban", index)
        if entry.date is None:
            return self._wrong("undated", index)
        if not self._organisation:
            self._wrong("no_employer", index)
        match entry.event:
            case E.HIRE:
                self._hire(index, entry, entry.date)
            case E.TRANSFER:
                self._transfer(index, entry, entry.date)
            case E.DISMISSAL:
                self._dismiss(index, entry, entry.date)
            case _:
                self._suspend(index, entry.event, entry.date)
        return None

    def end(self) -> None:
        """What is open goes on; it should have been closed where a later main employment began elsewhere."""
        for one in self.open:
            later = [p for p in (*self.closed, *(o.period(None) for o in self.open)) if self._is_after(p, one)]
            if later and not one.second_job:
                self.faults.append(
                    Fault(what="not_closed", entries=tuple(one.entries), organisation=one.organisation)
                )
        self.closed += [one.period(None) for one in self.open]
        self.open = []

    def _is_after(self, period: Period, one: Opened) -> bool:
        return (
            period.start.day > one.start.day
            and not period.second_job
            and self.employers.likeness(period.organisation, one.organisation) < 0.8
        )

    def _hire(self, index: int, entry: WorkEntry, date: WorkDate) -> None:
        known = self._employed(entry)
        again = [o for o in known if o.start.day == date.day and stems_of(o.position) == stems_of(entry.position)]
        if again:
            return again[0].note(index, entry)
        second = mentions_second_job(entry)
        if any(not one.second_job for one in known) and not second:
            self._wrong("hired_twice", index)
        self.open.append(Opened.by(index, entry, date, self._organisation, second_job=second))
        return None

    def _transfer(self, index: int, entry: WorkEntry, date: WorkDate) -> None:
        one = self._left(entry, main=True)
        if one is None:
            self._wrong("unpaired", index)
            self.open.append(Opened.by(index, entry, date, self._organisation))
            return
        if self._in_order(one, index, date):
            self.open.remove(one)
            if one.start.day < date.day:
                self.closed.append(one.period(WorkDate(day=date.day - A_DAY, exact=date.exact), index, entry))
            self.open.append(one.moved(index, entry, date))

    def _dismiss(self, index: int, entry: WorkEntry, date: WorkDate) -> None:
        one = self._left(entry, main=not mentions_second_job(entry))
        if one is None:
            return self._wrong("unpaired", index)
        if self._in_order(one, index, date):
            self.open.remove(one)
            if not one.position and entry.position:
                one.position = entry.position
            self.closed.append(one.period(date, index, entry))
        return None

    def _suspend(self, index: int, event: EventKind, date: WorkDate) -> None:
        one = self._left(self.entries[index], main=True)
        if one is None or (event is E.RESUMPTION and not one.is_suspended):
            return self._wrong("unpaired", index)
        if event is E.SUSPENSION:
            one.suspended.append((date.day, None))
        else:
            one.suspended[-1] = (one.suspended[-1][0], date.day - A_DAY)
        return one.note(index, self.entries[index])

    def _rename(self, index: int, entry: WorkEntry) -> None:
        old, new = names_told(text_of(entry), entry.organisation)
        likely = [one for one in self.open if self._is_of(one, entry, (old, new))]
        affected = likely or (self.open if len(self.open) == 1 else [])
        for one in affected:
            old = old or one.organisation
            one.rename(new or entry.organisation)
            one.note(index, entry)
        if old and new:
            self.employers = self.employers.with_renamings([(old, new)])
        elif not affected:
            self._wrong("unpaired", index)
        self._organisation = new or entry.organisation or self._organisation

    def _is_of(self, one: Opened, entry: WorkEntry, names: Sequence[str]) -> bool:
        return any(one.is_of(name, entry.organisation_number, self.employers) for name in names if name)

    def _employed(self, entry: WorkEntry) -> list[Opened]:
        """Who of the open employments is this entry's employer's."""
        return [one for one in self.open if one.is_of(self._organisation, entry.organisation_number, self.employers)]

    def _left(self, entry: WorkEntry, *, main: bool) -> Opened | None:
        """The employment that the entry changes: of this employer, its position if several, the main one."""
        known = self._employed(entry) or self._reopened(entry)
        if len(known) > 1:
            named = [one for one in known if entry.position and stems_of(one.position) == stems_of(entry.position)]
            kept = named or [one for one in known if one.second_job is not main] or known
            return kept[-1]
        return known[0] if known else None

    def _reopened(self, entry: WorkEntry) -> list[Opened]:
        """An employment that went on from the table of earlier periods, whose rows end with that table's last day."""
        for period in self.older:
            went_on = period.end is not None and period.end.day == TABLE_ENDS
            if went_on and self.employers.same(period.organisation, self._organisation):
                one = Opened.after_table(period, TABLE_ENDS + A_DAY)
                self.open.append(one)
                return [one]
        return []

    def _in_order(self, one: Opened, index: int, date: WorkDate) -> bool:
        if date.day >= one.last:
            return True
        self._wrong("dates", index, *one.entries[-1:])
        return False

    def _wrong(self, what: Wrong, *indices: int) -> None:
        self.faults.append(
            Fault(what=what, entries=tuple(sorted(indices)), organisation=self.entries[indices[0]].organisation)
        )

    def _is_older(self, index: int, entry: WorkEntry) -> bool:
        if entry.table != "periods" or index in self.cancelled:
            return False
        if entry.date is None or entry.end is None:
            self._wrong("undated", index)
            return False
        if entry.end.day < entry.date.day:
            self._wrong("reversed", index)
            return False
        return True

    def _older(self, index: int) -> Period:
        entry = self.entries[index]
        assert entry.date is not None
        return Opened.by(index, entry, entry.date, entry.organisation).period(entry.end)
