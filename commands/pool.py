"""How are documents examined side by side, so that one that hangs, crashes or swells harms no other?

Each worker process has a pipe of its own: killing one can neither block nor corrupt the others, and whatever it
started dies with it, because each leads a process group. The time limit follows the pages that it reports.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from pipeline.settings import keep_files_in

Task = Any
"""Pickled on its way to a worker."""
Heartbeat = Callable[[str, int], None]
"""Told the stage that begins and the number of pages known so far."""
Examine = Callable[[Task, Heartbeat], Any]
Build = Callable[[Any], Examine]
"""Runs once in each worker: warms up what is slow to make. A module-level function, its argument is pickled."""

WARM_UP_SECONDS = 120.0
PR_SET_PDEATHSIG = 1


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
            target=_serve, args=(theirs, build, argument, limits.memory_bytes, str(folder), os.getpid()), daemon=True
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
    folder = _temporary_folder()
    workers: list[Worker] = []
    queue = iter(tasks)
    upcoming: deque[Task] = deque()
    try:
        while True:
            upcoming.extend(islice(queue, max(0, jobs - len(upcoming))))
            busy = sum(worker.task is not None for worker in workers)
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


# --- inside a worker ------------------------------------------------------------------------------------------


def _serve(pipe: Connection, build: Build, argument: Any, memory_bytes: int, folder: str, parent: int) -> None:
    _tie_to_parent(parent)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    own = Path(folder) / str(os.getpid())
    own.mkdir()
    keep_files_in(own)
    _quieten_native_libraries()
    try:
        examine = build(argument)
    except Exception as error:  # noqa: BLE001  our own fault or the installation's: told to the parent, which stops
        pipe.send(("raised", f"{type(error).__name__}: {error}", traceback.format_exc()))
        return
    pipe.send(("ready",))
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        pipe.send(_attempt(examine, task, pipe))


def _attempt(examine: Examine, task: Any, pipe: Connection) -> tuple[Any, ...]:
    try:
        return ("done", examine(task, lambda stage, pages: pipe.send(("stage", stage, pages))))
    except Exception as error:  # noqa: BLE001  the process's last line: the parent reports it for this document alone
        return ("raised", incident(error), traceback.format_exc())


def incident(error: BaseException) -> str:
    """The exception's type and our line that raised it: its text may hold a person's data."""
    here = Path(__file__).resolve().parent.parent
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if here in Path(frame.filename).resolve().parents and "site-packages" not in frame.filename
    ]
    where = f" at {Path(ours[-1].filename).resolve().relative_to(here)}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{where}"


def _tie_to_parent(parent: int) -> None:
    """Lead a group of one's own, so that Ctrl-C is the parent's to handle; die when the parent dies."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with contextlib.suppress(OSError, AttributeError):  # not Linux
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _quieten_native_libraries() -> None:
    """Decoders print their opinion of a damaged file to the process's stderr; only our own words go there."""
    words = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    sys.stderr = os.fdopen(words, "w", buffering=1, encoding="utf-8", errors="backslashreplace")


def _temporary_folder() -> Path:
    """Ours, named after this process; folders of processes that are gone are removed."""
    home = Path(tempfile.gettempdir())
    for old in home.glob("podlinnik-*-*"):
        owner = old.name.split("-")[1]
        if owner.isdecimal() and not Path(f"/proc/{owner}").exists() and Path("/proc/self").exists():
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"podlinnik-{os.getpid()}-"))
