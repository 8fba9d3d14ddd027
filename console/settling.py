"""Who puts what people decided in force once it can no longer be undone? (a thread beside the pages; a sweep, too)"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from console.desk import Desk
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.cabinet.reviews.settling import settle_due
from pipeline.log import incident, log

EVERY_SECONDS = 2.0


@contextlib.contextmanager
def settling(desk: Desk) -> Iterator[None]:
    """Until the end of the block. A database that is away is the next look's affair."""
    over = threading.Event()
    thread = threading.Thread(target=_settle, args=(desk, over), name="settling", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _settle(desk: Desk, over: threading.Event) -> None:
    while not over.wait(EVERY_SECONDS):
        try:
            settle_due(desk.engine, desk.clock)
        except DatabaseUnavailable:
            continue
        except Exception as error:  # noqa: BLE001  the next look tries again; its text may hold a person's data
            log().error("incident", action="settling", where=incident(error))
