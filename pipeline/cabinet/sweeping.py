"""Who runs a sweep now, and when did it run last? (each by one process at a time; a dead one's turn ends by itself)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from pipeline.cabinet.changes import TABLES
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.tables.outbox import SweepRow

SWEEPS = TABLES[SweepRow.__tablename__]
TURN = dt.timedelta(minutes=2)
"""Longer than a portion of any sweep takes; each portion begins it anew."""
EVERY: Mapping[str, int] = {
    "work": 15, "terms": 60, "notices": 10, "acts": 15, "reprocessing": 10, "reviews": 15, "counts": 30,
    "overview": 60, "old": 3600, "purge": 3600, "files": 600,
}  # fmt: skip
"""Seconds from the beginning of one run of a sweep to the next; what each does, `workers.sweeps` says."""
MISSED = 3
"""A sweep that missed so many runs in a row does not run."""
SLACK = dt.timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """The right to run a sweep. `cursor` is where the last run ended."""

    name: str
    owner: str
    cursor: str


@dataclass(frozen=True, kw_only=True)
class LastRun:
    """What is known of a sweep's last run; `running` says that somebody's turn has not ended."""

    name: str
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    done: int
    running: bool


def is_late(name: str, run: LastRun | None, now: dt.datetime) -> bool:
    """Whether the sweep did not end a run when it should have; `run` is its last one."""
    longest = MISSED * dt.timedelta(seconds=EVERY[name]) + SLACK
    return run is None or run.finished_at is None or now - run.finished_at > longest


class Turns:
    """Turns of the sweeps. Every method raises `DatabaseUnavailable`."""

    def __init__(self, engine: Engine, clock: Callable[[], dt.datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def take(self, name: str, owner: str) -> Turn | None:
        """None when somebody else has it."""
        now = self._clock()
        values = {"lease_owner": owner, "lease_until": now + TURN, "started_at": now}
        try:
            with writing(self._engine) as connection:
                free = (SWEEPS.c.name == name) & _is_free(now)
                if connection.execute(update(SWEEPS).where(free).values(values)).rowcount == 1:
                    cursor = connection.execute(select(SWEEPS.c.cursor).where(SWEEPS.c.name == name)).scalar_one()
                    return Turn(name=name, owner=owner, cursor=cursor)
                if connection.execute(select(SWEEPS.c.name).where(SWEEPS.c.name == name)).first():
                    return None
                connection.execute(insert(SWEEPS).values(name=name, done=0, cursor="", **values))
        except IntegrityError:  # somebody else took its very first turn just now
            return None
        return Turn(name=name, owner=owner, cursor="")

    def extend(self, turn: Turn) -> bool:
        """After each portion. False when the turn went to somebody else."""
        return self._write(turn, {"lease_until": self._clock() + TURN})

    def end(self, turn: Turn, *, done: int, cursor: str | None = None) -> None:
        """`cursor`: where the next run goes on; None leaves it as it is. Silent when the turn was lost."""
        values: dict[str, Any] = {"lease_owner": None, "lease_until": None, "finished_at": self._clock(), "done": done}
        self._write(turn, values if cursor is None else {**values, "cursor": cursor})

    def last_runs(self) -> Sequence[LastRun]:
        """Of every sweep that ever ran, by name."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(SWEEPS).order_by(SWEEPS.c.name)).all()
        now = self._clock()
        return [
            LastRun(
                name=row.name, started_at=row.started_at, finished_at=row.finished_at, done=row.done,
                running=row.lease_until is not None and now < row.lease_until <= now + TURN,
            )
            for row in rows
        ]  # fmt: skip

    def _write(self, turn: Turn, values: dict[str, Any]) -> bool:
        mine = (SWEEPS.c.name == turn.name) & (SWEEPS.c.lease_owner == turn.owner)
        with writing(self._engine) as connection:
            return connection.execute(update(SWEEPS).where(mine).values(values)).rowcount == 1


def _is_free(now: dt.datetime) -> ColumnElement[bool]:
    """A turn that ends later than any could was taken before the clock was set back: it is over."""
    until = SWEEPS.c.lease_until
    return or_(until.is_(None), until <= now, until > now + TURN)
