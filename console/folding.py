"""Who sums up what was decided where no sweep does? (a thread beside the pages: supervisors never see a dead page)"""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
import threading
from collections.abc import Iterator

from console.desk import Desk
from pipeline.cabinet.overview.days import fold_days
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.cabinet.sweeping import EVERY, Turns
from pipeline.log import incident, log

NAME = "overview"
FIRST_SECONDS, EVERY_SECONDS = 1.0, 60.0


@contextlib.contextmanager
def folding(desk: Desk) -> Iterator[None]:
    """Until the end of the block. A database that is away is the next look's affair."""
    over = threading.Event()
    thread = threading.Thread(target=_keep_folding, args=(desk, over), name="folding", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


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


def _keep_folding(desk: Desk, over: threading.Event) -> None:
    wait = FIRST_SECONDS
    while not over.wait(wait):
        wait = EVERY_SECONDS
        try:
            fold_where_nobody_did(desk, over)
        except DatabaseUnavailable:
            continue
        except Exception as error:  # noqa: BLE001  the next look tries again; its text may hold a person's data
            log().error("incident", action="folding", where=incident(error))
