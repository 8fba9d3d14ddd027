"""May a worker begin? (a database that comes later, or has no tables yet, is waited for)"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from pipeline.cabinet import migrate
from pipeline.cabinet.database import reached
from pipeline.cabinet.migrate import Standing
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.log import log

FIRST_WAIT, LONGEST_WAIT = 0.5, 10.0
TOLD_EVERY = 60.0
"""Seconds between two lines of the log about the same thing."""

Wait = Callable[[float], bool]
"""Waits so many seconds; True when a stop was asked for."""


def wait_for_cabinet(engine: Engine, wait: Wait) -> bool:
    """Wait until the database is there with tables that this version can work with. False: a stop was asked for.

    Says what is missing when that changes, and once a minute.
    """
    seconds, told, silent = FIRST_WAIT, "", 0.0
    while (missing := what_is_missing(engine)) is not None:
        if missing != told or silent >= TOLD_EVERY:
            told, silent = missing, 0.0
            log().error(missing, action=REMEDIES[missing])
        if wait(seconds):
            return False
        silent += seconds
        seconds = min(seconds * 2, LONGEST_WAIT)
    if told:
        log().warning("database_ready")
    return True


REMEDIES = {
    "database_unreachable": "check DATABASE_URL and that the server runs; this process waits for it",
    "database_not_migrated": "run `podlinnik database upgrade`; this process waits for it",
}
"""What to do about what is missing."""


def what_is_missing(engine: Engine) -> str | None:
    """A key of `REMEDIES`; None when a worker can work."""
    try:
        with reached():
            found = migrate.standing(engine)
    except (DatabaseUnavailable, SQLAlchemyError):
        return "database_unreachable"
    return "database_not_migrated" if found in {Standing.EMPTY, Standing.BEHIND} else None
