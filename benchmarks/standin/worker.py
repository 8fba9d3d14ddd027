"""A real worker process whose stages are stand-ins: `python -m benchmarks.standin.worker --seconds 0.05`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import Any, cast

from benchmarks.standin.stages import Standin
from pipeline.cabinet.statuses import STAGES
from pipeline.confined.bounds import tie_to
from pipeline.log import configure_log
from pipeline.registry.snapshot import NoRegistry
from pipeline.rules.loader import load_kinds
from pipeline.runner import Patience, Runner
from pipeline.settings import Settings, read_settings
from pipeline.stages.tools import Tools
from pipeline.wiring import build_clock, installed_registry
from pipeline.wiring_cabinet import Originals, build_cabinet, build_doorbell, build_work
from workers.job import serve
from workers.wiring import CONNECTIONS, assemble
from workers.worker import StopFlag, work


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.05)
    parser.add_argument("--asks", action="store_true", help="ask the register that the settings name")
    parser.add_argument("--burst", action="store_true")
    parser.add_argument("--parent", type=int, default=0)
    told = parser.parse_args(arguments)
    if told.parent:
        tie_to(told.parent)
    settings = read_settings()
    configure_log(settings.log_level)
    stop = StopFlag()
    build_and_serve(settings, Standin(seconds=told.seconds, asks=told.asks), stop)
    address = settings.redis_address()
    assert address is not None
    work(address, STAGES, stop, burst=told.burst)


def build_and_serve(settings: Settings, standin: Standin, stop: StopFlag) -> None:
    cabinet = build_work(build_cabinet(settings, kept=CONNECTIONS))
    nobody = cast(Any, None)
    tools = Tools(
        kinds=load_kinds(), registry=installed_registry(settings) if standin.asks else NoRegistry(),
        looks=nobody, engine=nobody, images=nobody, pens=nobody, original=Originals(settings), clock=build_clock(None),
    )  # fmt: skip
    runner = Runner(
        sequence=standin.sequence, versions={"rules": "standin"}, patience=Patience(tries=1), gives_up=False
    )
    serve(assemble(settings, cabinet, runner, tools, build_doorbell(settings), STAGES, stop))


if __name__ == "__main__":
    print(f"worker {os.getpid()}", flush=True)
    main()
