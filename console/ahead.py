"""Whose page is drawn before anybody asks for it? (the paper that comes next: whoever decides waits for nothing)

What is drawn stays in memory, as all drawn pages do; that somebody looked at it is noted when they do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable


class Ahead:
    """Draws one thing at a time, in a thread of its own; what is asked for meanwhile is left."""

    def __init__(self) -> None:
        self._busy = threading.Lock()
        self._thread: threading.Thread | None = None

    def draw(self, what: Callable[[], object]) -> None:
        """Returns at once. `what` tells of its faults itself."""
        if not self._busy.acquire(blocking=False):
            return
        self._thread = threading.Thread(target=self._draw, args=(what,), name="ahead", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Wait for what is being drawn."""
        if self._thread is not None:
            self._thread.join()

    def _draw(self, what: Callable[[], object]) -> None:
        try:
            what()
        finally:
            self._busy.release()
