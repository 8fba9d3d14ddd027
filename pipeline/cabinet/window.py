"""How does the ledger of a correction window go on? (contract, «The correction window»)

It stands still while the delay is ours or the register's, and is closed by an answer, an approval or its end.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipeline.cabinet.statuses import IN_WORK, Status

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Window:
    """`correct_by` is None when no window is open; `paused_at` when it runs."""

    correct_by: dt.datetime | None = None
    paused_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class WindowEntry:
    """A line of the ledger."""

    event: str
    at: dt.datetime
    cause: str
    correct_by: dt.datetime | None


Step = tuple[Window, tuple[WindowEntry, ...]]
CLOSED = Window()


def after_status(
    window: Window, status: Status, *, cause: str, now: dt.datetime, correct_by: dt.datetime | None, may_open: bool
) -> Step:
    """The window once the document has `status`.

    `correct_by` is what the decision gives; `may_open` is False for reprocessing, which never opens one, and leaves
    that of a paper that is rejected once more as it is. Work on the document and a reviewer's doubt are our delay:
    the window stands still.
    """
    if status is Status.REJECTED:
        return _rejected(window, cause=cause, now=now, correct_by=correct_by, may_open=may_open)
    if window.correct_by is None:
        return window, ()
    if status in IN_WORK or status is Status.NEEDS_REVIEW:
        return paused(window, cause=cause, now=now)
    return CLOSED, (WindowEntry(event="closed", at=now, cause=cause, correct_by=window.correct_by),)


def paused(window: Window, *, cause: str, now: dt.datetime) -> Step:
    if window.correct_by is None or window.paused_at is not None:
        return window, ()
    entry = WindowEntry(event="paused", at=now, cause=cause, correct_by=window.correct_by)
    return Window(correct_by=window.correct_by, paused_at=now), (entry,)


def resumed(window: Window, *, cause: str, now: dt.datetime) -> Step:
    """The time it stood still is given back in whole days, so that it still ends at the end of a day."""
    if window.correct_by is None or window.paused_at is None:
        return window, ()
    days = -(-(now - window.paused_at) // DAY)
    later = window.correct_by + days * DAY
    entries = [WindowEntry(event="resumed", at=now, cause=cause, correct_by=later)]
    if days:
        entries.append(WindowEntry(event="extended", at=now, cause=f"{cause}: {days} d", correct_by=later))
    return Window(correct_by=later), tuple(entries)


def _rejected(
    window: Window, *, cause: str, now: dt.datetime, correct_by: dt.datetime | None, may_open: bool
) -> Step:
    if not may_open:
        return window, ()
    if window.correct_by is not None:
        return resumed(window, cause=cause, now=now)
    if correct_by is None:
        return window, ()
    return Window(correct_by=correct_by), (WindowEntry(event="opened", at=now, cause=cause, correct_by=correct_by),)
