"""Whose turn is it to be delivered, and when is it tried again? (pure)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

WAITS: tuple[dt.timedelta, ...] = (
    dt.timedelta(seconds=30), dt.timedelta(minutes=2), dt.timedelta(minutes=10), dt.timedelta(hours=1),
    dt.timedelta(hours=5), dt.timedelta(hours=18),
)  # fmt: skip
"""Before the second, third, … try. After the last one a delivery is a dead letter: a day, in all."""
TRIES = len(WAITS) + 1
LONGEST_ASKED = WAITS[-1]
"""A receiver that asks to be left alone for longer is mistaken."""
SOON = dt.timedelta(seconds=2)


def wait_after(tries: int, asked: dt.timedelta = dt.timedelta(0)) -> dt.timedelta | None:
    """How long to wait after the `tries`-th try failed; None: it was the last. `asked`: by the receiver, at least."""
    if tries >= TRIES:
        return None
    return max(WAITS[max(tries, 1) - 1], min(asked, LONGEST_ASKED))


@dataclass(frozen=True, kw_only=True)
class Due:
    """A delivery whose time has come."""

    notice_id: str
    document_id: str
    sequence: int
    tries: int
    abandoned: bool = False
    """Whoever took it up last recorded nothing."""


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A delivery of one of these documents that is not told yet, due or not."""

    document_id: str
    sequence: int
    next_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class SortedOut:
    ready: list[Due] = field(default_factory=list)
    spent: list[Due] = field(default_factory=list)
    """Taken up as often as may be, and nothing came of it: dead letters."""
    held: list[tuple[Due, dt.datetime]] = field(default_factory=list)
    """An earlier notice of the document comes first; look again then."""


def sort_out(
    due: Sequence[Due], pending: Iterable[Pending], unrouted: Mapping[str, int], *, now: dt.datetime,
    lease: dt.timedelta, most: int,
) -> SortedOut:  # fmt: skip
    """Who goes now: of each document at most the earliest notice that is pending, and `most` in all.

    `unrouted`: by document, the earliest notice for which no deliveries are written yet: none after it may go. Those
    that cannot go are put out of the way until they may, so that they are not looked at again and again.
    """
    earliest: dict[str, Pending] = {}
    for other in pending:
        known = earliest.get(other.document_id)
        if known is None or other.sequence < known.sequence:
            earliest[other.document_id] = other
    turns = SortedOut()
    for one in due:
        first = earliest.get(one.document_id)
        if unrouted.get(one.document_id, one.sequence) < one.sequence:
            turns.held.append((one, now + SOON))
        elif first is not None and first.sequence < one.sequence:
            turns.held.append((one, first.next_at if first.next_at > now else now + lease))
        elif one.abandoned and one.tries >= TRIES:
            turns.spent.append(one)
        elif len(turns.ready) < most:
            turns.ready.append(one)
    return turns
