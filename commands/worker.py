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
from pipeline.wiring_cabinet import build_cabinet


def worker(
    stages: Annotated[
        list[str] | None, typer.Argument(help=f"Serve these stages only: {', '.join(STAGES)}. Default: all.")
    ] = None,
    processes: Annotated[int, typer.Option(min=1, help="Worker processes: one a core.")] = 1,
    burst: Annotated[bool, typer.Option(help="End when the queues are empty.")] = False,
    alone: Annotated[
        bool, typer.Option(help="Be the one process, with nobody to start it again: where systemd or compose does.")
    ] = False,
    place: Annotated[
        int, typer.Option(min=0, help="Number of the process on this machine: PODLINNIK_METRICS_PORT is counted from.")
    ] = 0,
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
    if alone and processes > 1:
        raise CallWrong("--alone is one process: start several of them, each with its --place")
    configure_log(settings.log_level)
    if parent or burst or alone:
        _serve(settings, served, parent, place, burst=burst)
        return
    from workers.supervisor import supervise
    from workers.worker import StopFlag

    command = [sys.executable, "-m", "commands.main", "worker", *served, "--parent", str(os.getpid())]
    raise typer.Exit(supervise(command, processes, StopFlag()))


def _serve(settings: Settings, stages: tuple[str, ...], parent: int, place: int, *, burst: bool) -> None:
    """Be one worker process, as soon as the database is there."""
    from pipeline.confined.bounds import confine, tie_to
    from workers.job import serve
    from workers.opening import wait_for_cabinet
    from workers.wiring import CONNECTIONS, build_carrier, build_watcher, name_of_worker
    from workers.worker import StopFlag, listen, work

    if parent:
        tie_to(parent)
    confine(settings.memory_bytes)
    owner = name_of_worker()
    configure_log(settings.log_level, worker=owner)
    stop = StopFlag()
    listen(stop)
    watcher = build_watcher(settings, place)
    cabinet = build_cabinet(settings, kept=CONNECTIONS)
    if not wait_for_cabinet(cabinet, stop.wait):
        return
    serve(build_carrier(settings, serves=stages, stopping=stop, watcher=watcher, owner=owner, cabinet=cabinet))
    address = settings.redis_address()
    assert address is not None
    work(address, stages, stop, burst=burst)
