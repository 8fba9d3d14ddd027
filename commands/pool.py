"""How are documents examined side by side, so that one that hangs, crashes or swells harms no other?

Each worker process has a pipe of its own: killing one can neither block nor corrupt the others, and whatever it
started dies with it, because each leads a process group. The time limit follows the pages that it reports.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from commands.pool_worker import Build as Build
from commands.pool_worker import Examine as Examine
from commands.pool_worker import Heartbeat as Heartbeat
from commands.pool_worker import Task as Task
from commands.pool_worker import serve
from pipeline.confined.folders import temporary_folder

BARRIER: Task = object()
"""Among the tasks: what follows is drawn when all before it is done and its results were handed over."""
WARM_UP_SECONDS = 120.0


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Of one document. Seconds are wall clock; memory is address space of the worker."""

    base_seconds: float
    page_seconds: float
    cap_seconds: float
    memory_bytes: int

    def seconds(self, pages: int) -> float:
        return min(self.base_seconds + self.page_seconds * pages, self.cap_seconds)


@dataclass(frozen=True, kw_only=True)
class Lost:
    """A task whose worker ended, or that raised. Texts name no values of the document."""

    why: str
    stage: str
    trace: str = ""
    """For `--debug` only: may show values."""


class PoolBroken(Exception):
    """No worker can be made ready; the message says why."""


class Worker:
    """A process, its pipe, and what it is at."""

    def __init__(self, build: Build, argument: Any, limits: Limits, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(
            target=serve, args=(theirs, build, argument, limits.memory_bytes, str(folder), os.getpid()), daemon=True
        )
        self.process.start()
        theirs.close()
        self.limits = limits
        self.folder = folder
        self.ready = False
        self.task: Task = None
        self.stage = "start"
        self.began = time.monotonic()
        self.deadline = self.began + WARM_UP_SECONDS

    def give(self, task: Task) -> None:
        self.task, self.stage, self.began = task, "start", time.monotonic()
        self.deadline = self.began + self.limits.seconds(0)
        with contextlib.suppress(OSError):  # it died in between: its sentinel will tell
            self.pipe.send(task)

    def kill(self) -> None:
        """The process and all that it started; its files go too."""
        pid = self.process.pid
        if pid is not None:
            for end in (os.killpg, os.kill):
                with contextlib.suppress(ProcessLookupError):
                    end(pid, signal.SIGKILL)
        self.process.join()
        self.pipe.close()
        shutil.rmtree(self.folder / str(pid), ignore_errors=True)


def run_pool(
    tasks: Iterable[Task],
    *,
    jobs: int,
    build: Build,
    argument: Any,
    limits: Limits,
    instead: Callable[[Task, Lost], Task | None] = lambda _task, _lost: None,
) -> Generator[tuple[Task, Any], None, None]:
    """Yield `(task, result or Lost)` as they finish; no more tasks are drawn than are worked on.

    `instead` may give a task to be done in the place of one that was lost. Raises `PoolBroken`.
    Closing the generator ends every worker and removes their files.
    """
    folder = temporary_folder()
    workers: list[Worker] = []
    coming = _Coming(tasks)
    upcoming: deque[Task] = deque()
    try:
        while True:
            busy = sum(worker.task is not None for worker in workers)
            coming.draw(upcoming, jobs, busy)
            if not upcoming and not busy:
                return
            while len(workers) < min(jobs, busy + len(upcoming)):
                workers.append(Worker(build, argument, limits, folder))
            for worker in workers:
                if worker.ready and worker.task is None and upcoming:
                    worker.give(upcoming.popleft())
            for worker in _stirring(workers):
                outcome = _hear(worker)
                if outcome is None:
                    continue
                task, worker.task = worker.task, None
                if isinstance(outcome, Lost):
                    workers.remove(worker)
                    worker.kill()
                    if not worker.ready:
                        raise PoolBroken(outcome.why + (f"\n{outcome.trace}" if outcome.trace else ""))
                    if task is None:  # it died while it had nothing to do
                        continue
                value = outcome.value if isinstance(outcome, _Done) else outcome
                another = instead(task, value) if isinstance(value, Lost) else None
                if another is None:
                    yield task, value
                else:
                    upcoming.appendleft(another)
    finally:
        for worker in workers:
            worker.kill()
        shutil.rmtree(folder, ignore_errors=True)


class _Coming:
    """Tasks that were not drawn yet."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks = iter(tasks)
        self._held = False

    def draw(self, upcoming: deque[Task], jobs: int, busy: int) -> None:
        """Fill `upcoming` to one task a job; a barrier holds until nothing is under way."""
        while len(upcoming) < jobs and not (self._held and (busy or upcoming)):
            self._held = False
            for task in self._tasks:
                if task is BARRIER:
                    self._held = True
                else:
                    upcoming.append(task)
                break
            else:
                return


@dataclass(frozen=True)
class _Done:
    value: Any


def _stirring(workers: list[Worker]) -> list[Worker]:
    """Workers that said something, died, or ran out of time."""
    busy = [worker for worker in workers if worker.task is not None or not worker.ready]
    patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
    signs = {worker.pipe: worker for worker in workers} | {worker.process.sentinel: worker for worker in workers}
    stirred = [signs[sign] for sign in wait(list(signs), timeout=patience)]  # type: ignore[index]
    late = [worker for worker in busy if time.monotonic() >= worker.deadline]
    return list(dict.fromkeys([*stirred, *late]))


def _hear(worker: Worker) -> _Done | Lost | None:
    """What came of the worker's task, or None while it goes on."""
    try:
        while worker.pipe.poll():
            match worker.pipe.recv():
                case ("ready",):
                    worker.ready, worker.deadline = True, float("inf")
                case ("stage", stage, pages):
                    worker.stage = stage
                    worker.deadline = worker.began + worker.limits.seconds(pages)
                case ("done", value):
                    worker.deadline = float("inf")
                    return _Done(value)
                case ("raised", why, trace):
                    return _raised(worker, why, trace)
    except (EOFError, OSError):
        worker.process.join(1.0)
    if worker.process.exitcode is not None:
        return Lost(why=_cause_of_death(worker.process.exitcode), stage=worker.stage)
    if time.monotonic() >= worker.deadline:
        return Lost(why=f"the time limit of {worker.deadline - worker.began:.0f} s passed", stage=worker.stage)
    return None


def _raised(worker: Worker, why: str, trace: str) -> _Done | Lost:
    lost = Lost(why=why, stage=worker.stage, trace=trace)
    return _Done(lost) if worker.ready and "MemoryError" not in why else lost


def _cause_of_death(exitcode: int) -> str:
    if exitcode >= 0:
        return f"the process ended with status {exitcode}"
    try:
        return f"the process was killed by {signal.Signals(-exitcode).name}"
    except ValueError:
        return f"the process was killed by signal {-exitcode}"
