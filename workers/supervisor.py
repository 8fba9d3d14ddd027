"""How are the worker processes of one machine kept alive?

One that ends by itself is started again, after a wait that grows; a stop is passed on and waited for; when this
process is killed, they die with it.
"""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Sequence

from pipeline.log import log
from workers.worker import StopFlag

FIRST_WAIT, LONGEST_WAIT, LIVED_LONG = 0.2, 30.0, 60.0
TICK = 0.2


def supervise(command: Sequence[str], processes: int, stop: StopFlag) -> int:
    """Keep `processes` of `command` running until `stop`; the exit status: 0 when all ended as they were asked to.

    Each is called with `--place`, its number from 0, which the process that takes its place has too.
    """
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    places = [_Place([*command, "--place", str(number)]) for number in range(processes)]
    while not stop():
        for place in places:
            place.keep_alive()
        stop.wait(TICK)
    for place in places:
        place.ask_to_stop()
    return max((place.wait() for place in places), default=0)


class _Place:
    """One process after another."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._not_before = 0.0
        self._wait = FIRST_WAIT

    def keep_alive(self) -> None:
        now = time.monotonic()
        if self._process is not None:
            status = self._process.poll()
            if status is None:
                return
            log().warning("worker_ended", code=str(status))
            self._wait = FIRST_WAIT if now - self._started > LIVED_LONG else min(self._wait * 2, LONGEST_WAIT)
            self._not_before, self._process = now + self._wait, None
        if now >= self._not_before:
            self._process = subprocess.Popen(self._command, start_new_session=True)
            self._started = now

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        return self._process.wait() if self._process is not None else 0
