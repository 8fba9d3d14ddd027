"""What is plainly wrong with a file that somebody is about to hand in? (looked at in a child, never in this process)"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

from pipeline.case import Case, Claim, Finding, RetryLater, Upload
from pipeline.confined.killers import Killers
from pipeline.confined.warm import Confined, Files, Plan
from pipeline.incidents import FaultElsewhere

STAGE = "first_look"
PATIENCE_SECONDS = 10.0
"""How long an upload waits for its turn."""


class NotLooked(Exception):
    """That could not be found out: no fault of the file's sender. Whoever examines it later will."""


class FirstLook:
    """One child, started by the first upload. Safe to call from any thread; one looks at a time."""

    def __init__(self, plan: Plan, killers: Killers, clock: Callable[[], dt.datetime]) -> None:
        self._plan, self._killers, self._clock = plan, killers, clock
        self._turn = threading.Lock()
        self._child: Confined | None = None

    def faults(self, upload: Upload, kind: str, content: Callable[[], bytes]) -> tuple[Finding, ...]:
        """Nothing where it may be handed in as it is. Raises `NotLooked`, and what `content` raises."""
        if not self._turn.acquire(timeout=PATIENCE_SECONDS):
            raise NotLooked("busy")
        try:
            self._child = self._child or Confined(self._plan, self._killers)
            case = Case(id=upload.sha256, claim=Claim(kind=kind, upload=upload))
            return self._child.run(STAGE, case, Files(original=lambda _: content()), self._clock()).findings
        except (RetryLater, FaultElsewhere) as error:
            raise NotLooked(type(error).__name__) from None
        finally:
            self._turn.release()

    def close(self) -> None:
        with self._turn:
            if self._child is not None:
                self._child.close()
