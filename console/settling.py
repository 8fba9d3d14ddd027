"""Who puts what people decided in force once it can no longer be undone? (a thread beside the pages; a sweep, too)"""

from __future__ import annotations

from contextlib import AbstractContextManager

from console.beside import beside
from console.desk import Desk
from pipeline.cabinet.reviews.settling import settle_due

EVERY_SECONDS = 2.0


def settling(desk: Desk) -> AbstractContextManager[None]:
    """Until the end of the block."""
    return beside("settling", lambda _over: settle_due(desk.engine, desk.clock), every=EVERY_SECONDS)
