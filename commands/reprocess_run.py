"""How is a run carried to its end before an operator's eyes? (in this process, or by workers that are rung for)"""

from __future__ import annotations

import contextlib
import datetime as dt
import signal
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from sqlalchemy import Engine

from commands.progress import run_progress
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.cabinet.reprocessing import runs
from pipeline.cabinet.reprocessing.runs import Later
from pipeline.cabinet.reprocessing.selection import select_documents
from pipeline.cabinet.statuses import STAGES
from pipeline.settings import Settings
from pipeline.wiring_cabinet import now

if TYPE_CHECKING:
    from workers.worker import StopFlag

EXIT_INTERRUPTED = 130
LOOKS_EVERY = 1.0
"""Seconds between looks at what workers did."""
RINGS_EVERY = 5
"""Looks between rings: what was lost is rung for again, and a rate is kept."""
Step = Callable[[], float | None]
"""Do something for the run; seconds until the next step, None when nothing is left to do."""


def carry_on(settings: Settings, engine: Engine, run_id: str, console: Console, *, inline: bool, detach: bool) -> bool:
    """True when the run came to its end; False when it was left to the workers. Ctrl-C leaves it resumable."""
    from workers.worker import StopFlag

    console.print(f"run {run_id}", highlight=False)
    stop = StopFlag()
    with _listening(stop):
        select_documents(engine, run_id)
        with _steps(settings, engine, run_id, stop, inline=inline) as step:
            if detach and not inline:
                step()
                return False
            _loop(engine, run_id, step, stop, console)
    reached = runs.progress(engine, run_id)
    if reached.state in {"done", "applied"}:
        return True
    console.print(f"{reached.state}, {reached.done} of {reached.total} done: podlinnik reprocess resume {run_id}",
                  highlight=False)  # fmt: skip
    raise typer.Exit(EXIT_INTERRUPTED)


@contextlib.contextmanager
def _steps(settings: Settings, engine: Engine, run_id: str, stop: StopFlag, *, inline: bool) -> Iterator[Step]:
    if not inline:
        yield _watching(settings, engine, run_id)
        return
    from workers.reprocess import reprocessor_of
    from workers.wiring import build_carrier

    by = reprocessor_of(build_carrier(settings, serves=STAGES, stopping=stop))
    try:
        yield _carrying(lambda: by.carry(run_id))
    finally:
        by.engine.dispose()


def _loop(engine: Engine, run_id: str, step: Step, stop: StopFlag, console: Console) -> None:
    with run_progress(console, runs.progress(engine, run_id).total) as show:
        while not stop():
            with contextlib.suppress(DatabaseUnavailable):  # it comes back, or the operator gives up
                wait = step()
                show(runs.progress(engine, run_id).done)
                if wait is None:
                    return
                stop.wait(wait)
                continue
            stop.wait(LOOKS_EVERY)


def _carrying(carry: Callable[[], object]) -> Step:
    def step() -> float | None:
        done = carry()
        if isinstance(done, Later):
            return min(max((done.at - now()) / dt.timedelta(seconds=1), 0.05), LOOKS_EVERY)
        return None if done is None else 0.0

    return step


def _watching(settings: Settings, engine: Engine, run_id: str) -> Step:
    from workers.reprocess_bell import bell_at

    address = settings.redis_address()
    assert address is not None
    bell, looks = bell_at(address), 0

    def step() -> float | None:
        nonlocal looks
        if looks % RINGS_EVERY == 0:
            bell.ring_due(engine, now(), run_id)
            runs.finish(engine, run_id, now())  # one without a document has no worker to do it
        looks += 1
        return LOOKS_EVERY if runs.progress(engine, run_id).state == "running" else None

    return step


@contextlib.contextmanager
def _listening(stop: StopFlag) -> Iterator[None]:
    """The first Ctrl-C lets the documents at hand be finished; so does SIGTERM."""
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}

    def asked(_signal: int, _frame: object) -> None:
        if stop():
            raise KeyboardInterrupt
        stop.set()

    for name in before:
        signal.signal(name, asked)
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
