"""How do the notices that are due get to their receivers? (called by a sweep, or by `podlinnik notices send`)

Each channel goes on by itself: one whose receiver is slow or away holds up no other. Several such calls at once, on
one machine or many, disturb nobody: the leases are in the database.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for_all
from dataclasses import dataclass, fields

from sqlalchemy import Engine

from pipeline.cabinet import outbox
from pipeline.cabinet.order import wait_after
from pipeline.cabinet.outbox import Notice, State
from pipeline.cabinet.telling import holds
from pipeline.log import log
from workers.channels.protocol import NOBODY, Channel, Clock, Refused, TryAgain
from workers.recipients import recipient_of

ROUTED_AT_ONCE = 200
"""In one transaction."""
EACH = 5
"""Notices taken up at once for each of a channel's lanes."""
LEASE_FACTOR, LEASE_MARGIN = EACH + 3, 30.0
"""A lease lasts as long as all that was taken up may take, and then some."""
MOST_DOWN = 3
"""After so many failures in a row that are the receiver's, the rest waits for the next run."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What a run did, in deliveries; `routed` in notices."""

    routed: int = 0
    delivered: int = 0
    superseded: int = 0
    put_off: int = 0
    dead: int = 0
    down: tuple[str, ...] = ()
    """Channels whose receiver was left alone for the rest of the run."""

    @property
    def done(self) -> int:
        return self.delivered + self.superseded + self.put_off + self.dead

    def __add__(self, other: Tally) -> Tally:
        return Tally(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})


def deliver_due(engine: Engine, channels: Sequence[Channel], clock: Clock, limit: int = 1_000) -> int:
    """Tell what is due, at most `limit` on each channel; how many were tried, or found to be no longer true.

    Takes half a minute at most, and what the last calls take. 0: nothing is due now. Raises `DatabaseUnavailable`.
    """
    return deliver(engine, channels, clock, limit=limit).done


def deliver(
    engine: Engine, channels: Sequence[Channel], clock: Clock, *, limit: int = 1_000, seconds: float = 30.0,
    stop: Callable[[], bool] = lambda: False,
) -> Tally:  # fmt: skip
    """The same, told apart. No call begins after `seconds`, or once `stop` says so."""
    until = time.monotonic() + seconds
    tally = Tally(routed=_route_all(engine, [channel.name for channel in channels], until))
    if not channels:
        return tally
    runs = [_Run(engine, channel, clock, lambda: stop() or time.monotonic() > until) for channel in channels]
    with ThreadPoolExecutor(len(runs), thread_name_prefix="channel") as pool:
        for done in [pool.submit(run.go, limit) for run in runs]:
            tally += done.result()
    return tally


def _route_all(engine: Engine, names: Sequence[str], until: float) -> int:
    total = 0
    while time.monotonic() < until:
        routed = outbox.route(engine, names, limit=ROUTED_AT_ONCE)
        total += routed
        if routed < ROUTED_AT_ONCE:
            break
    return total


class _Run:
    """One channel's part of a run."""

    def __init__(self, engine: Engine, channel: Channel, clock: Clock, over: Callable[[], bool]) -> None:
        self._engine = engine
        self._channel = channel
        self._clock = clock
        self._over = over
        self._down = 0

    def go(self, limit: int) -> Tally:
        tally = Tally()
        lease = dt.timedelta(seconds=LEASE_FACTOR * self._channel.seconds + LEASE_MARGIN)
        with ThreadPoolExecutor(self._channel.lanes, thread_name_prefix=self._channel.name) as lanes:
            while tally.done < limit and not self._ends():
                most = min(self._channel.lanes * EACH, limit - tally.done)
                taken = outbox.take(self._engine, self._channel.name, self._clock(), lease=lease, most=most)
                tally += self._given_up(taken.dead)
                if not taken.seen:
                    break
                tally += self._tell_all(lanes, taken.notices)
        return tally + Tally(down=(self._channel.name,) if self._down >= MOST_DOWN else ())

    def _ends(self) -> bool:
        return self._over() or self._down >= MOST_DOWN

    def _given_up(self, dead: Sequence[tuple[str, str]]) -> Tally:
        for notice_id, document_id in dead:
            log().error("notice_dead", notice_id=notice_id, document_id=document_id, action=self._channel.name,
                        code=outbox.ABANDONED)  # fmt: skip
        return Tally(dead=len(dead))

    def _tell_all(self, lanes: ThreadPoolExecutor, notices: Sequence[Notice]) -> Tally:
        """One that crashes keeps its lease: it counts as a try, and comes again once the others have had their turn."""
        outcomes = [lanes.submit(self._tell, notice) for notice in notices]
        wait_for_all(outcomes)
        told = zip(notices, outcomes, strict=True)
        untried = [notice for notice, one in told if one.exception() is None and one.result() is None]
        if untried:
            outbox.give_back(self._engine, untried, self._clock())
        return sum((one.result() or Tally() for one in outcomes), Tally())

    def _tell(self, notice: Notice) -> Tally | None:
        """None when it was not tried."""
        if self._ends():
            return None
        try:
            is_told = self._try(notice)
        except Refused as error:
            self._down = 0
            return self._record(notice, "dead", str(error))
        except TryAgain as error:
            self._down += error.down
            wait = wait_after(notice.attempt, dt.timedelta(seconds=error.wait))
            return self._record(notice, "pending" if wait is not None else "dead", str(error), wait)
        self._down = 0
        return self._record(notice, "delivered" if is_told else "superseded")

    def _try(self, notice: Notice) -> bool:
        """False when what would be told is no longer so. Raises `TryAgain`, `Refused`."""
        if not self._channel.to_applicant:
            self._channel.deliver(notice, NOBODY)
            return True
        facts = outbox.facts(self._engine, notice)
        if facts is None or not holds(notice.body, facts.row, self._clock()):
            return False
        self._channel.deliver(notice, recipient_of(facts))
        return True

    def _record(self, notice: Notice, state: State, error: str = "", wait: dt.timedelta | None = None) -> Tally:
        outbox.record(self._engine, notice, state, self._clock(), error=error, wait=wait)
        level = {"dead": log().error, "pending": log().warning}.get(state, log().info)
        level("notice_" + ("put_off" if state == "pending" else state), notice_id=notice.id,
              document_id=notice.document_id, action=notice.channel, attempt=notice.attempt, code=error)  # fmt: skip
        return Tally(
            delivered=state == "delivered", superseded=state == "superseded", put_off=state == "pending",
            dead=state == "dead",
        )  # fmt: skip
