"""`podlinnik worker`: how are uploads examined as they come?"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from commands.faults import CallWrong
from pipeline.cabinet.statuses import STAGES
from pipeline.log import configure_log
from pipeline.settings import Settings, calm_libraries, read_settings


def worker(
    stages: Annotated[
        list[str] | None, typer.Argument(help=f"Serve these stages only: {', '.join(STAGES)}. Default: all.")
    ] = None,
    processes: Annotated[int, typer.Option(min=1, help="Worker processes: one a core.")] = 1,
    burst: Annotated[bool, typer.Option(help="End when the queues are empty.")] = False,
    parent: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Examine uploads as they come: serve the queues of all stages, or of some, until SIGTERM."""
    calm_libraries()
    served = tuple(stages or STAGES)
    for stage in served:
        if stage not in STAGES:
            raise CallWrong(f"{stage!r} is no stage; there are {', '.join(STAGES)}")
    settings = read_settings()
    if settings.redis_url is None:
        raise CallWrong("workers are rung for through Redis: set PODLINNIK_REDIS_URL, e.g. redis://localhost:6379/0")
    configure_log(settings.log_level)
    if parent or burst:
        _serve(settings, served, parent, burst=burst)
        return
    from workers.supervisor import supervise
    from workers.worker import StopFlag

    command = [sys.executable, "-m", "commands.main", "worker", *served, "--parent", str(os.getpid())]
    raise typer.Exit(supervise(command, processes, StopFlag()))


def _serve(settings: Settings, stages: tuple[str, ...], parent: int, *, burst: bool) -> None:
    """Be one worker process."""
    from workers.job import serve
    from workers.supervisor import tie_to
    from workers.wiring import build_carrier
    from workers.worker import StopFlag, work

    if parent:
        tie_to(parent)
    stop = StopFlag()
    serve(build_carrier(settings, serves=stages, stopping=stop))
    assert settings.redis_url is not None
    work(settings.redis_url, stages, stop, burst=burst)
