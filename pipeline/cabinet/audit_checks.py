"""When was the audit log last verified, and was it sound? (a row of `sweeps`: nothing of the log itself)"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from pipeline.cabinet.noted import note
from pipeline.cabinet.sweeping import SWEEPS

NAME = "audit-verify"
SOUND, FAULTY = "sound", "faulty"


@dataclass(frozen=True, kw_only=True)
class LastCheck:
    """`entries`: to which entry the log was looked at."""

    at: dt.datetime
    sound: bool
    entries: int


def note_check(engine: Engine, check: LastCheck) -> None:
    """Raises `DatabaseUnavailable`."""
    cursor = SOUND if check.sound else FAULTY
    note(engine, NAME, finished_at=check.at, done=check.entries, cursor=cursor)


def last_check(connection: Connection) -> LastCheck | None:
    row = connection.execute(select(SWEEPS).where(SWEEPS.c.name == NAME)).first()
    if row is None or row.finished_at is None:
        return None
    return LastCheck(at=row.finished_at, sound=row.cursor == SOUND, entries=row.done)
