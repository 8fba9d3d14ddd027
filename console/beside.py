"""What is done again and again beside the pages? (a look every so often, in a thread of its own, until the app ends)"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.log import incident, log

Look = Callable[[threading.Event], object]
"""Told by the event that it is over: a long look breaks off."""


@contextlib.contextmanager
def beside(name: str, look: Look, *, every: float, first: float | None = None) -> Iterator[None]:
    """Look every so many seconds until the end of the block, for the first time after `first` (default: as later).

    A database that is away, and a fault of ours once it is noted, are the next look's affair.
    """
    over = threading.Event()
    thread = threading.Thread(
        target=_keep_looking, args=(name, look, over, every, every if first is None else first), name=name, daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _keep_looking(name: str, look: Look, over: threading.Event, every: float, wait: float) -> None:
    while not over.wait(wait):
        wait = every
        try:
            look(over)
        except DatabaseUnavailable:
            continue
        except Exception as error:  # noqa: BLE001  the next look tries again; its text may hold a person's data
            log().error("incident", action=name, where=incident(error))
