"""What does a worker process of the pool do with its life?"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pipeline.confined.bounds import confine, tie_to
from pipeline.log import incident
from pipeline.settings import keep_files_in

Task = Any
"""Pickled on its way to a worker."""
Heartbeat = Callable[[str, int], None]
"""Told the stage that begins and the number of pages known so far."""
Examine = Callable[[Task, Heartbeat], Any]
Build = Callable[[Any], Examine]
"""Runs once in each worker: warms up what is slow to make. A module-level function, its argument is pickled."""


def serve(pipe: Connection, build: Build, argument: Any, memory_bytes: int, folder: str, parent: int) -> None:
    """Be a worker: examine what comes through `pipe` until it closes, within `memory_bytes` of address space."""
    _tie_to_parent(parent)
    confine(memory_bytes)
    own = Path(folder) / str(os.getpid())
    own.mkdir()
    keep_files_in(own)
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


def _tie_to_parent(parent: int) -> None:
    """Lead a group of one's own, so that Ctrl-C is the parent's to handle; die when the parent dies."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    tie_to(parent)
