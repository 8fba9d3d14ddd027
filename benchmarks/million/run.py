"""`python -m benchmarks.million.run`: a million documents; how long does each call and each sweep take, by which index?

`--url` takes a cabinet that `benchmarks.million.fill` filled and holds, and changes it: good for one run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from rich.console import Console
from sqlalchemy import Engine, text

from benchmarks.million.asked import Asked, Way, ways
from benchmarks.million.explained import Plans, plans_of_all
from benchmarks.million.fill import Filled, filled_server
from benchmarks.million.report import Measured, page
from benchmarks.million.swept import Swept, reprocess, sweep_all, sweeper_of
from benchmarks.million.timing import Line, Times
from pipeline.cabinet import keys
from pipeline.cabinet.database import open_database
from pipeline.cabinet.files import FolderStore
from pipeline.log import configure_log
from samples.servers.ports import HOST, Port
from samples.servers.redis_server import RedisServer
from samples.servers.waiting import wait_until

RESULTS = Path(__file__).resolve().parent.parent / "results" / "million.md"
PROGRAM = Path(sys.executable).parent / "podlinnik"
ALWAYS = 100_000_000
"""Requests a minute: the rate is not what is measured."""
STARTS = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=300, help="requests of each way of asking")
    parser.add_argument("--url", help="of a cabinet that is filled already")
    parser.add_argument("--out", type=Path, default=RESULTS)
    told = parser.parse_args()
    configure_log("error")
    console = Console()
    there = nullcontext((told.url, None)) if told.url else filled_server(told.documents, console)
    with there as (url, filled), tempfile.TemporaryDirectory() as folder:
        engine = open_database(url, kept=5)
        measured = measure(engine, Path(folder), told.repeats, filled, console)
        engine.dispose()
    text_ = page(measured)
    console.print(text_, markup=False, soft_wrap=True)
    told.out.write_text(text_, encoding="utf-8")


def measure(engine: Engine, files: Path, repeats: int, filled: Filled | None, console: Console) -> Measured:
    loads = [os.getloadavg()[0]]
    known = api_keys(engine)
    with serving(engine, files) as line:
        calls = []
        for way in ways(engine, FolderStore(files), line.send, everyone=known["everyone"], own=known["own"]):
            calls.append(timed(line, way, repeats))
            say(console, calls[-1])
    loads.append(os.getloadavg()[0])
    with sweeper_of(engine) as sweeper:
        plans: list[Plans] = []
        for found in plans_of_all(engine, files, sweeper, known):
            plans.append(found)
            console.print(f"plans of {found.name}: {len(found.seen)}", markup=False)
        carried = list(reprocess(engine))
        for times in carried:
            say(console, times)
        loads.append(os.getloadavg()[0])
        swept: list[Swept] = []
        for one in sweep_all(sweeper):
            swept.append(one)
            say(console, one.transactions)
    loads.append(os.getloadavg()[0])
    return Measured(
        calls=calls, sweeps=swept, reprocessing=carried, plans=plans, filled=filled, loads=loads,
        sizes=sizes_of(engine),
    )  # fmt: skip


def say(console: Console, times: Times) -> None:
    console.print(f"{times.name}: p95 {1000 * times.at(0.95):.1f} ms of {len(times.seconds)}", markup=False)


def timed(line: Line, way: Way, repeats: int) -> Times:
    return line.timed(way.name, way.requests, repeats, way.status)


@contextmanager
def serving(engine: Engine, files: Path) -> Iterator[Line]:
    """`podlinnik serve`, one process, as it comes."""
    with Port() as port, RedisServer() as redis:
        environment = {
            **os.environ, "PODLINNIK_DATABASE_URL": engine.url.render_as_string(hide_password=False),
            "PODLINNIK_REDIS_URL": redis.url, "PODLINNIK_FILES": str(files),
        }  # fmt: skip
        command = [str(PROGRAM), "serve", "--host", HOST, "--port", str(port.number)]
        with subprocess.Popen(command, env=environment) as process:
            try:
                url = f"http://{HOST}:{port.number}"
                wait_until(lambda: is_ready(url), limit=STARTS, what="the API")
                with Line(url) as line:
                    yield line
            finally:
                process.terminate()


def is_ready(url: str) -> bool:
    try:
        with Line(url) as line:
            return line.send(Asked(path="/readyz"))[0] == 200
    except OSError:
        return False


def api_keys(engine: Engine) -> dict[str, str]:
    """Of somebody who sees every client's documents, and of the largest client."""
    now = dt.datetime.now(dt.UTC)
    return {
        "everyone": keys.add_key(engine, "overview", list(keys.SCOPES), now, per_minute=ALWAYS),
        "own": keys.add_key(engine, "cabinet", [keys.READ, keys.WRITE], now, per_minute=ALWAYS),
    }


def sizes_of(engine: Engine) -> dict[str, tuple[int, float, float]]:
    """By table: rows as PostgreSQL guesses, gigabytes, those of its indexes."""
    query = """SELECT relname, reltuples::bigint, pg_table_size(oid) / 1e9, pg_indexes_size(oid) / 1e9 FROM pg_class
               WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples > 1000
               ORDER BY pg_total_relation_size(oid) DESC"""
    with engine.connect() as connection:
        return {row[0]: (row[1], float(row[2]), float(row[3])) for row in connection.execute(text(query))}


if __name__ == "__main__":
    main()
