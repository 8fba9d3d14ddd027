"""Is the worker alive, and does a document take longer than it may?

A thread of its own: the recogniser and the decoders let other threads run. It extends the lease; when the time is up
it calls `hung` instead, which gives the document back and ends the process, for nothing else stops native code.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipeline.case import RetryLater


@dataclass
class Pulse:
    """What is being worked on. `extend` returns False when the lease is lost."""

    extend: Callable[[], bool]
    hung: Callable[[], None]
    ends_at: float
    """By `time.monotonic`."""
    lost: threading.Event = field(default_factory=threading.Event)


class Heartbeat:
    """Beats every `seconds` while something is worked on."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._pulse: Pulse | None = None
        self._changed = threading.Condition()
        self._beating = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def during(self, pulse: Pulse) -> Iterator[Pulse]:
        """Beat for `pulse` until the block ends."""
        with self._changed:
            self._pulse = pulse
            if self._thread is None:
                self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
                self._thread.start()
            self._changed.notify()
        try:
            yield pulse
        finally:
            with self._changed:
                self._pulse = None
            with self._beating:  # a beat that is under way ends before whatever comes next
                pass

    def _beat(self) -> None:
        while True:
            pulse = self._next()
            with self._beating:
                if self._pulse is not pulse:
                    continue
                if time.monotonic() >= pulse.ends_at:
                    pulse.hung()
                    return
                with contextlib.suppress(RetryLater):  # the database is away: the lease may end, the token tells
                    if not pulse.extend():
                        pulse.lost.set()

    def _next(self) -> Pulse:
        """What is worked on, once it is time for a beat."""
        with self._changed:
            while True:
                while self._pulse is None:
                    self._changed.wait()
                pulse = self._pulse
                self._changed.wait(timeout=min(self._seconds, max(pulse.ends_at - time.monotonic(), 0.01)))
                if self._pulse is pulse:
                    return pulse
