"""Of what is an applicant reminded, and when does a correction window or a paper's validity end?

Pure: what a document's term asks for next follows from its row. `wakes_at` in the row says when a sweep has to look.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.cabinet.statuses import Status
from pipeline.zones import zone_of

WINDOW_MARKS = (3, 1)
"""Days before the last day to mend a rejection."""
VALIDITY_MARKS = (90, 30, 7)
"""Days before the last day on which an approved paper counts; the first makes it `expiring`."""
REMINDED_FROM = dt.time(9)
"""Nobody is woken for a reminder: from this hour on, where the applicant lives."""
UNDER_WAY = dt.timedelta(minutes=10)
"""An upload that began within the window may end so much later; only then is the window over."""

Row = Mapping[str, Any]


class Does(StrEnum):
    """What a term asks for."""

    REMIND_WINDOW = "reminded of the window"
    RESTRICT = "access restricted"
    EXPIRING = "expiring"
    REMIND_VALIDITY = "reminded of the validity"
    EXPIRE = "expired"


REMINDERS = frozenset({Does.REMIND_WINDOW, Does.REMIND_VALIDITY})


@dataclass(frozen=True, kw_only=True)
class Step:
    """`mark`: how many days before the end; None for the end itself."""

    at: dt.datetime
    does: Does
    mark: int | None = None


def steps(row: Row) -> tuple[Step, ...]:
    """What is still to come, in order; empty for a document without a term that runs."""
    status = Status(row["status"])
    if status is Status.REJECTED:
        return _window_steps(row)
    if status in {Status.APPROVED, Status.EXPIRING} and row["valid_until"] is not None:
        return _validity_steps(row, status)
    return ()


def due(row: Row, now: dt.datetime) -> Step | None:
    """The most urgent step whose time has come: what it overtook is not made up for, nor is a reminder after the end.

    So a sweep that was down for days sends one reminder that is still true, or none.
    """
    passed = [step for step in steps(row) if step.at <= now]
    if not passed:
        return None
    step = passed[-1]
    return None if step.does is Does.REMIND_WINDOW and now > row["correct_by"] else step


def next_look(row: Row, now: dt.datetime) -> dt.datetime | None:
    """When a sweep has to look at the row after it did what was due at `now`."""
    return next((step.at for step in steps(row) if step.at > now), None)


def after_change(before: Row, after: Row, now: dt.datetime) -> dict[str, Any]:
    """Values of `wakes_at` and `reminded` after a change of status.

    A change that (re)opens a window tells its end: marks that passed before are not told once more. Which marks were
    told is forgotten with the term that they were of.
    """
    same = _term(before) == _term(after)
    reminded = after["reminded"] if same else None
    row = {**after, "reminded": reminded}
    open_steps = (step.at for step in steps(row) if step.at > now or step.does is not Does.REMIND_WINDOW)
    return {"reminded": reminded, "wakes_at": next(open_steps, None)}


def days_left(row: Row, now: dt.datetime) -> int:
    """Calendar days until the last one, where the applicant lives; 0 on the last day."""
    return (_last_day(row) - now.astimezone(zone_of_row(row)).date()).days


def zone_of_row(row: Row) -> ZoneInfo:
    return zone_of((row["claim"].get("holder") or {}).get("time_zone"))


def _window_steps(row: Row) -> tuple[Step, ...]:
    """Nothing while it stands still, or once another upload stands for this one."""
    if row["correct_by"] is None or row["window_paused_at"] is not None or row["replaced_by"] is not None:
        return ()
    marks = [mark for mark in WINDOW_MARKS if row["reminded"] is None or mark < row["reminded"]]
    reminders = [Step(at=_morning(row, mark), does=Does.REMIND_WINDOW, mark=mark) for mark in marks]
    return (*reminders, Step(at=row["correct_by"] + UNDER_WAY, does=Does.RESTRICT))


def _validity_steps(row: Row, status: Status) -> tuple[Step, ...]:
    """A paper that was approved once more keeps the marks that were told; it is expiring again all the same."""
    told = row["reminded"]
    again = status is Status.APPROVED
    marks = [mark for mark in VALIDITY_MARKS if told is None or mark < told or (again and mark == told)]
    does = Does.EXPIRING if again else Does.REMIND_VALIDITY
    day_after = _last_day(row) + dt.timedelta(days=1)
    end = dt.datetime.combine(day_after, dt.time(), zone_of_row(row)).astimezone(dt.UTC)
    return (*(Step(at=_morning(row, mark), does=does, mark=mark) for mark in marks), Step(at=end, does=Does.EXPIRE))


def _morning(row: Row, mark: int) -> dt.datetime:
    day = _last_day(row) - dt.timedelta(days=mark)
    return dt.datetime.combine(day, REMINDED_FROM, zone_of_row(row)).astimezone(dt.UTC)


def _last_day(row: Row) -> dt.date:
    day: dt.date = (
        row["correct_by"].astimezone(zone_of_row(row)).date() if row["correct_by"] else row["valid_until"]
    )  # fmt: skip
    return day


def _term(row: Row) -> object:
    """What tells one term from the next: a window is the same from its opening to its closing."""
    return "window" if row["correct_by"] is not None else row["valid_until"]
