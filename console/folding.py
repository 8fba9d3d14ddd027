"""Who sums up what was decided where no sweep does? (a thread beside the pages: supervisors never see a dead page)"""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from contextlib import AbstractContextManager
from functools import partial

from console.beside import beside
from console.desk import Desk
from pipeline.cabinet.overview.days import fold_days
from pipeline.cabinet.sweeping import EVERY, Turns

NAME = "overview"
FIRST_SECONDS, EVERY_SECONDS = 1.0, 60.0


def folding(desk: Desk) -> AbstractContextManager[None]:
    """Until the end of the block."""
    return beside(NAME, partial(fold_where_nobody_did, desk), every=EVERY_SECONDS, first=FIRST_SECONDS)


def fold_where_nobody_did(desk: Desk, over: threading.Event) -> None:
    """Twice as late as the sweep would be. Raises `DatabaseUnavailable`."""
    turns = Turns(desk.engine, desk.clock)
    last = next((run.finished_at for run in turns.last_runs() if run.name == NAME), None)
    if last is not None and desk.clock() - last < 2 * dt.timedelta(seconds=EVERY[NAME]):
        return
    turn = turns.take(NAME, secrets.token_hex(8))
    if turn is None:
        return
    done = 0
    for _day in fold_days(desk.engine, desk.clock()):
        done += 1
        if over.is_set() or not turns.extend(turn):
            break
    turns.end(turn, done=done)
