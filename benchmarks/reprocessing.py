"""How many documents a second does one worker decide again after a change of rules? `python -m benchmarks.reprocessing`

Documents with results of real papers in a PostgreSQL of its own; only what decisions go by changes: no page is read.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import os
import pstats
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from rich.console import Console
from sqlalchemy import Engine

from benchmarks.conditions import conditions
from benchmarks.markdown import table, verdict
from benchmarks.reprocessing_fill import Desk, examined, fill
from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database
from pipeline.cabinet.reprocessing import runs
from pipeline.cabinet.reprocessing.selection import Selection, create_run, select_documents
from pipeline.log import configure_log
from pipeline.rules.kind import Kind
from pipeline.runner import Patience, Runner
from pipeline.settings import calm_libraries
from pipeline.stages import in_one_process
from samples.servers.postgresql import PostgresServer
from workers.carrier import Limits
from workers.reprocess import Reprocessor

RESULTS = Path(__file__).resolve().parent / "results" / "reprocessing.md"
TARGET = 150
ACTOR = "operator:benchmark"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One run of one worker process."""

    name: str
    counts: Counter[str]
    seconds: float
    processor: float
    """Seconds of processor time of the worker."""
    server: float
    """The same of PostgreSQL."""

    @property
    def documents(self) -> int:
        return sum(self.counts.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=4000, help="documents in the database (4000)")
    parser.add_argument("--papers", type=int, default=24, help="papers that are drawn and examined (24)")
    parser.add_argument("--seed", default="reprocessing")
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--profile", action="store_true", help="print where the time goes; nothing is kept")
    chosen = parser.parse_args()
    calm_libraries()
    configure_log("error")
    console = Console()
    with tempfile.TemporaryDirectory() as folder, PostgresServer(durable=True) as server:
        desk, papers = examined(Path(folder), chosen.papers, chosen.seed)
        engine = open_database(server.create_database(), kept=2)
        migrate.upgrade(engine)
        fill(engine, papers, desk.versions, chosen.count)
        measured = [
            measure(name, engine, desk, kinds, version, server.pid, profile=chosen.profile)
            for version, (name, kinds) in enumerate(changes_of_rules(desk.tools.kinds).items())
        ]
        size = sum(len(result.delta) + len(result.lines or "") for paper in papers for result in paper.results)
        engine.dispose()
    text = page(measured, papers=chosen.papers, documents=chosen.count, kib=size // len(papers) // 1024)
    console.print(text, markup=False)
    if not chosen.profile:
        chosen.out.write_text(text, encoding="utf-8")


def changes_of_rules(kinds: Mapping[str, Kind]) -> dict[str, Mapping[str, Kind]]:
    """By what changes. In the end the rules are what they were, so that every decision goes back."""
    stricter = {
        name: kind.model_copy(update={"required": (*kind.required, "protocol_number", "inn"), "variants": ()})
        for name, kind in kinds.items()
    }
    return {"no decision changes": kinds, "stricter: most approvals are doubted": stricter, "back again": kinds}


def measure(
    name: str, engine: Engine, desk: Desk, kinds: Mapping[str, Kind], version: int, server: int, *, profile: bool
) -> Measured:
    """One worker process, this one, over all documents."""
    versions = {**desk.versions, **{f"rules.decision.{kind}": f"v{version}" for kind in kinds}}
    by = Reprocessor(
        engine=engine,
        runner=Runner(
            sequence=in_one_process(), versions=versions, patience=Patience(tries=1),
            gives_up=False,
        ),
        tools=replace(desk.tools, kinds=kinds, clock=lambda: dt.datetime.now(dt.UTC)), owner="benchmark",
        limits=Limits(lease=60, base=60, page=10, cap=60),
    )  # fmt: skip
    run_id = create_run(engine, Selection(), actor=ACTOR, now=dt.datetime.now(dt.UTC), shadow=False)
    select_documents(engine, run_id)
    backend = {process.pid: sum(process.cpu_times()[:2]) for process in backends(server)}
    profiler = cProfile.Profile()
    started, processor = time.perf_counter(), time.process_time()
    if profile:
        profiler.enable()
    counts = Counter[str]()
    while isinstance(done := by.carry(run_id), Counter):
        counts.update(done)
    profiler.disable()
    seconds, processor = time.perf_counter() - started, time.process_time() - processor
    if profile:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(35)
    used = sum(sum(process.cpu_times()[:2]) - backend.get(process.pid, 0.0) for process in backends(server))
    assert runs.progress(engine, run_id).state == "done"
    return Measured(name=name, counts=counts, seconds=seconds, processor=processor, server=used)


def backends(server: int) -> list[psutil.Process]:
    return list(psutil.Process(server).children(recursive=True))


def page(measured: list[Measured], **more: int) -> str:
    """The Markdown that is kept."""
    rows = [
        (
            one.name, one.documents, told(one.counts), f"{one.documents / one.seconds:.0f}",
            f"{one.documents / one.processor:.0f}", f"{1000 * one.processor / one.documents:.2f}",
            f"{1000 * one.server / one.documents:.2f}", verdict(one.documents / one.seconds >= TARGET),
        )
        for one in measured
    ]  # fmt: skip
    head = (
        "a rule changes, and", "documents", "came to", "a second", "a second of the worker's processor",
        "worker ms each", "PostgreSQL ms each", f"{TARGET} a second",
    )  # fmt: skip
    settings = conditions(
        documents=more["documents"], papers_multiplied=more["papers"], results_of_a_paper=f"{more['kib']} KiB unpacked",
        load_of_the_machine=f"{os.getloadavg()[0]:.1f}", worker_processes=1, PostgreSQL="on the same machine, fsync on",
    )  # fmt: skip
    intro = "Made by `python -m benchmarks.reprocessing`. One worker process; no page is read, no line unpacked."
    return f"# Deciding again after a change of rules\n\n{intro}\n\n{settings}\n\n{table(head, rows)}\n"


def told(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


if __name__ == "__main__":
    main()
