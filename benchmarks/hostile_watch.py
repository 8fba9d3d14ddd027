"""How much memory do the processes of a run take, and what is left of them when it ended?"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

STEP_SECONDS = 0.1
MIB = 1024 * 1024


class Watch:
    """`with Watch(pid, doing) as watch`: the largest resident memory of any process that `pid` started.

    `doing` says what is being worked on: the largest is kept for each.
    """

    def __init__(self, pid: int, doing: Callable[[], str]) -> None:
        self._parent = psutil.Process(pid)
        self._doing = doing
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.peaks: dict[str, int] = {}
        """MiB."""
        self.seen: set[int] = set()
        """Numbers of all processes that there were."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def left(self, *, patience: float = 5.0) -> list[int]:
        """Processes that still run some seconds after their parent ended."""
        until = time.monotonic() + patience
        while (alive := [pid for pid in self.seen if _runs(pid)]) and time.monotonic() < until:
            time.sleep(STEP_SECONDS)
        return alive

    def _look(self) -> None:
        while not self._ended.wait(STEP_SECONDS):
            largest = 0
            with contextlib.suppress(psutil.Error):
                for process in self._parent.children(recursive=True):
                    with contextlib.suppress(psutil.Error):
                        self.seen.add(process.pid)
                        largest = max(largest, process.memory_info().rss // MIB)
            doing = self._doing()
            self.peaks[doing] = max(self.peaks.get(doing, 0), largest)


def _runs(pid: int) -> bool:
    with contextlib.suppress(psutil.Error):
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    return False


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
