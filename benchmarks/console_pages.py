"""`python -m benchmarks.console_pages`: how long does the server take for each page of the console?

A cabinet of 100,000 documents in PostgreSQL, with a queue and three months of people's work. A page is a line of
`PAGES`: what it is called, who opens it, and its addresses.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from sqlalchemy import Engine, text

from benchmarks.conditions import conditions
from benchmarks.console_fill import SHADOW, Sizes, fill_desk, signed_in
from benchmarks.markdown import table, verdict
from benchmarks.million.asked import Asked
from benchmarks.million.fill import filled_server
from benchmarks.million.timing import Line, Times
from console.applicant.place import PLACE
from pipeline.cabinet.database import open_database
from pipeline.cabinet.links import issue
from pipeline.cabinet.overview.days import fold_days
from pipeline.log import configure_log
from samples.servers.ports import HOST, Port
from samples.servers.waiting import wait_until

RESULTS = Path(__file__).resolve().parent / "results" / "console_pages.md"
PROGRAM = Path(sys.executable).parent / "podlinnik"
LIMIT = 0.05
"""Seconds: what 95 in 100 must not exceed."""
STARTS = 60.0
LINK_KEY = "of the benchmark's own applicants, not kept"
LINKED = 100
"""Documents that an applicant has a link to."""
INTRO = """# The console's pages

Made by `python -m benchmarks.console_pages`: a private PostgreSQL (fsync on) with {documents:,} documents,
{tasks:,} of them in the queue, and {steps:,} answers of people within 90 days; `podlinnik serve`, one process. Each
page is asked for one after another over loopback by somebody who is signed in; client, server and PostgreSQL share
the machine. What is told is the time from the request to the last byte of the page.
Target: 95 in 100 in less than 50 ms.
"""

BUSY = """**The machine was busy with other work meanwhile**: these times are of waiting for a processor as well,
and say no more than that a page is no slower. Run it again on a quiet one."""


@dataclass(frozen=True, kw_only=True)
class Cabinet:
    """What addresses are made of. `documents`: some that wait for a person."""

    documents: Sequence[str]
    tokens: Sequence[str]
    """Of applicants' links to some of them."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """`addresses`: as many as are asked for; the same one over and over where there is one."""

    name: str
    role: str
    addresses: Callable[[Cabinet], Iterator[str]]


def same(address: str) -> Callable[[Cabinet], Iterator[str]]:
    return lambda _cabinet: itertools.repeat(address)


PAGES = (
    Page(name="home", role="reviewer", addresses=same("/console")),
    Page(name="audit log", role="auditor", addresses=same("/console/audit")),
    Page(
        name="audit log of a document", role="auditor",
        addresses=lambda cabinet: (f"/console/audit?document={one}" for one in itertools.cycle(cabinet.documents)),
    ),
    Page(name="the queue", role="reviewer", addresses=same("/console/reviews")),
    Page(name="the queue, one kind", role="reviewer", addresses=same("/console/reviews?kind=residency_diploma")),
    Page(name="counts of the filters", role="reviewer", addresses=same("/console/reviews/filters")),
    Page(name="like papers together", role="reviewer", addresses=same("/console/reviews/bulk")),
    Page(
        name="a paper under review", role="reviewer",
        addresses=lambda cabinet: (f"/console/papers/{one}" for one in itertools.cycle(cabinet.documents)),
    ),
    Page(
        name="the applicant's page", role="reviewer",
        addresses=lambda cabinet: (f"{PLACE}/{token}" for token in itertools.cycle(cabinet.tokens)),
    ),
    Page(name="overview, 7 days", role="supervisor", addresses=same("/console/overview?days=7")),
    Page(name="overview, 30 days", role="supervisor", addresses=same("/console/overview?days=30")),
    Page(name="overview, 90 days", role="supervisor", addresses=same("/console/overview?days=90")),
    Page(name="operations", role="administrator", addresses=same("/console/operations")),
    Page(name="a shadow run", role="supervisor", addresses=same(f"/console/operations/runs/{SHADOW}")),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--tasks", type=int, default=20_000)
    parser.add_argument("--steps", type=int, default=40_000)
    parser.add_argument("--repeats", type=int, default=200, help="requests of each page")
    parser.add_argument("--out", type=Path, default=RESULTS)
    told = parser.parse_args()
    configure_log("error")
    console = Console()
    sizes = Sizes(tasks=told.tasks, steps=told.steps)
    with filled_server(told.documents, console) as (url, _filled), tempfile.TemporaryDirectory() as folder:
        engine = open_database(url, kept=2)
        fill_desk(engine, sizes, told.documents, dt.datetime.now(dt.UTC))
        folds = folded(engine)
        with serving(url, Path(folder)) as line:
            measured, loads = [], [os.getloadavg()[0]]
            for times in measure(engine, line, told.repeats):
                console.print(f"{times.name}: p95 {1000 * times.at(0.95):.1f} ms", markup=False)
                measured.append(times)
                loads.append(os.getloadavg()[0])
        engine.dispose()
    text_ = page(measured, folds, told.documents, sizes, loads)
    told.out.write_text(text_, encoding="utf-8")


def folded(engine: Engine) -> Sequence[float]:
    """Seconds of folding each day, the latest first."""
    days, began = [], time.perf_counter()
    for _day in fold_days(engine, dt.datetime.now(dt.UTC)):
        days.append(time.perf_counter() - began)
        began = time.perf_counter()
    return days


def measure(engine: Engine, line: Line, repeats: int) -> Iterator[Times]:
    waiting = "SELECT document_id FROM review_tasks ORDER BY urgent_at, document_id LIMIT 500"
    with engine.connect() as connection:
        documents = [row[0] for row in connection.execute(text(waiting))]
    cabinet = Cabinet(documents=documents, tokens=[token_to(engine, one) for one in documents[:LINKED]])
    cookies = {role: signed_in(engine, role) for role in sorted({each.role for each in PAGES})}
    for each in PAGES:
        headers = {"Cookie": f"podlinnik={cookies[each.role]}"}
        requests = (Asked(path=address, headers=headers) for address in each.addresses(cabinet))
        yield line.timed(f"{each.name} ({each.role})", requests, repeats, 200)


def token_to(engine: Engine, document_id: str) -> str:
    now = dt.datetime.now(dt.UTC)
    return issue(engine, LINK_KEY.encode(), document_id, hours=24, client="cabinet", now=now)[1]


@contextmanager
def serving(url: str, files: Path) -> Iterator[Line]:
    with Port() as port:
        address = f"http://{HOST}:{port.number}"
        told = {
            "DATABASE_URL": url, "FILES": str(files), "CONSOLE_URL": address, "PUBLIC_URL": address,
            "LINK_KEY": LINK_KEY,
        }  # fmt: skip
        environment = {**os.environ, **{f"PODLINNIK_{name}": value for name, value in told.items()}}
        command = [str(PROGRAM), "serve", "--host", HOST, "--port", str(port.number)]
        with subprocess.Popen(command, env=environment) as process:
            try:
                wait_until(lambda: is_there(address), limit=STARTS, what="the console")
                with Line(address) as line:
                    yield line
            finally:
                process.terminate()


def is_there(address: str) -> bool:
    try:
        with Line(address) as line:
            return line.send(Asked(path="/console/sign-in"))[0] == 200
    except OSError:
        return False


def page(measured: Sequence[Times], folds: Sequence[float], documents: int, sizes: Sizes, told: Sequence[float]) -> str:
    """`told`: the machine's load while it was measured."""
    head = ("page", "times", "p50, ms", "p95, ms", "p99, ms", "longest, ms", "p95 < 50 ms")
    rows = [(times.name, *times.cells(), verdict(times.at(0.95) < LIMIT)) for times in measured]
    summed = (
        f"Summing up the 90 days behind took {sum(folds):.1f} s, once; today's, every minute, {1000 * folds[0]:.0f} ms."
    )
    if max(told) > (os.cpu_count() or 1):
        summed += f"\n\n{BUSY}"
    intro = INTRO.format(documents=documents, tasks=sizes.tasks, steps=sizes.steps)
    loads = " to ".join(f"{load:.1f}" for load in (min(told), max(told)))
    return "\n".join((intro, table(head, rows), "", summed, "", conditions(load_of_the_machine=loads), ""))


if __name__ == "__main__":
    main()
