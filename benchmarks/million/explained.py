"""Which indexes do the API, the sweeps and the reprocessing go by? (each called a few times, in this process)"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine

from benchmarks.million.asked import Way, ways
from benchmarks.million.plans import Seen, plans_of, worst
from benchmarks.million.swept import AHEAD, NOT_AT_ALL, SELECTION, carry, later
from benchmarks.million.timing import Line
from console.app import create_app
from console.desk import build_desk
from pipeline.cabinet.files import FolderStore
from pipeline.cabinet.reprocessing.selection import create_run, select_documents
from pipeline.settings import Settings
from samples.servers.ports import HOST
from workers.sweeps import SWEEPS, Sweeper, run_sweep

TIMES = 2
SECONDS = 0.3
"""For a sweep: what is due then is left for the clock."""


@dataclass(frozen=True, kw_only=True)
class Plans:
    """Statements of one way of asking, of one sweep."""

    name: str
    seen: list[Seen]

    @property
    def read_whole(self) -> set[str]:
        """Tables that grow, and were read from end to end."""
        return {table for one in self.seen for table in one.read_whole_that_grow}


def plans_of_all(engine: Engine, files: Path, sweeper: Sweeper, keys: Mapping[str, str]) -> Iterator[Plans]:
    yield from plans_of_api(engine, files, keys)
    yield from plans_of_sweeps(sweeper)
    yield plans_of_reprocessing(engine)


def plans_of_api(engine: Engine, files: Path, keys: Mapping[str, str]) -> Iterator[Plans]:
    """The same requests as are timed, to the app itself."""
    settings = Settings(database_url=engine.url.render_as_string(hide_password=False), files=files)
    built = build_desk(settings)
    desk = replace(built, engine=engine)
    desk = replace(desk, intake=replace(desk.intake, uploads=type(desk.intake.uploads)(engine, desk.clock)))
    with closing(built), _listening(create_app(desk)) as line:
        for way in ways(engine, FolderStore(files), line.send, everyone=keys["everyone"], own=keys["own"], first=10**6):
            yield Plans(name=way.name, seen=worst(plans_of(engine, functools.partial(_ask, line, way))))


@contextmanager
def _listening(app: FastAPI) -> Iterator[Line]:
    """A server in a thread of this process."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, http="h11", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            with Line(f"http://{HOST}:{listening.getsockname()[1]}") as line:
                yield line
        finally:
            server.should_exit = True
            thread.join()


def _ask(line: Line, way: Way) -> None:
    line.timed(way.name, itertools.islice(way.requests, TIMES), TIMES, way.status)


def plans_of_sweeps(sweeper: Sweeper) -> Iterator[Plans]:
    for sweep in SWEEPS:
        there = replace(sweeper, clock=functools.partial(later, AHEAD.get(sweep.name, NOT_AT_ALL)))
        seen = plans_of(sweeper.engine, functools.partial(run_sweep, sweep, there, budget=SECONDS))
        yield Plans(name=f"sweep {sweep.name}", seen=worst(seen))


def plans_of_reprocessing(engine: Engine) -> Plans:
    def go() -> None:
        now = dt.datetime.now(dt.UTC)
        run_id = create_run(engine, SELECTION, actor="operator:benchmark", now=now, shadow=False)
        select_documents(engine, run_id)
        carry(engine, run_id, TIMES)

    return Plans(name="reprocessing", seen=worst(plans_of(engine, go)))
