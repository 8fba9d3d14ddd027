"""How is something awaited that happens in another thread or process?"""

from __future__ import annotations

import time
from collections.abc import Callable

POLL = 0.01


def wait_until(happened: Callable[[], bool], *, limit: float, what: str) -> None:
    """Raises TimeoutError, that names `what`, after `limit` seconds."""
    deadline = time.monotonic() + limit
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {limit:g} s for {what}")
        time.sleep(POLL)
