"""What do the queue and the database cost a document, and do two workers do the work of two?

`python -m benchmarks.queue_cost --count 400`: real PostgreSQL, Redis and worker processes; the stages are stand-ins.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select

from benchmarks.conditions import conditions
from benchmarks.standin.stages import KIND
from pipeline.cabinet import migrate
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import open_database
from pipeline.cabinet.work import ATTEMPTS
from pipeline.case import Holder
from pipeline.intake import Intake
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_intake
from samples.servers.postgresql import PostgresServer
from samples.servers.redis_server import RedisServer

RESULTS = Path(__file__).parent / "results" / "queue_cost.md"
RECOGNISER = 0.05
ROUNDS = 3
"""One worker and two take turns; the run in the middle counts."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    workers: int
    documents: int
    seconds: float
    """From the first document's beginning to the last one's decision."""
    cpu: float
    """Of the worker processes, seconds."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    told = parser.parse_args(arguments)
    with PostgresServer(durable=True) as postgres, RedisServer() as redis, tempfile.TemporaryDirectory() as folder:
        shop = Shop(postgres, redis, Path(folder))
        idle = middle([shop.measure(1, told.count, seconds=0.0) for _ in range(ROUNDS)], lambda run: run.cpu)
        pairs = [
            (shop.measure(1, told.count, seconds=RECOGNISER), shop.measure(2, told.count, seconds=RECOGNISER))
            for _ in range(ROUNDS)
        ]
        one, two = (middle([pair[place] for pair in pairs], lambda run: run.seconds) for place in (0, 1))
    text = table(idle, one, two)
    print(text)
    RESULTS.write_text(text, encoding="utf-8")


class Shop:
    """Fresh database a run, the same servers."""

    def __init__(self, postgres: PostgresServer, redis: RedisServer, folder: Path) -> None:
        self._postgres, self._redis, self._folder = postgres, redis, folder

    def measure(self, workers: int, count: int, *, seconds: float) -> Measured:
        """Hand in `count` documents, then let `workers` take them all."""
        self._redis.flush()
        url = self._postgres.create_database()
        engine = open_database(url, kept=1)
        migrate.upgrade(engine)
        settings = Settings(database_url=url, redis_url=self._redis.url, files=self._folder / "files")
        start_up = self._run(url, workers, seconds)
        hand_in(build_intake(settings, engine), count)
        before = used()
        self._run(url, workers, seconds)
        cpu = used() - before - start_up
        left, spent = undecided(engine), under_way(engine)
        engine.dispose()
        if left:
            raise RuntimeError(f"{left} documents were not decided")
        return Measured(workers=workers, documents=count, seconds=spent, cpu=max(cpu, 0.0))

    def _run(self, url: str, workers: int, seconds: float) -> float:
        """Workers until the queues are empty: their processor seconds; with empty queues that is their start."""
        environment = {
            **os.environ, "PODLINNIK_DATABASE_URL": url, "PODLINNIK_REDIS_URL": self._redis.url,
            "PODLINNIK_FILES": str(self._folder / "files"), "OMP_THREAD_LIMIT": "1",
        }  # fmt: skip
        command = [sys.executable, "-m", "benchmarks.standin.worker", "--burst", "--seconds", str(seconds)]
        before = used()
        running = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(workers)]
        ended = [process.wait() for process in running]
        if any(ended):
            raise RuntimeError("a worker failed")
        return used() - before


def hand_in(intake: Intake, count: int) -> None:
    for number in range(count):
        text = json.dumps({"number": f"{number:07}", "fate": "approved"})
        stored = intake.keep(io.BytesIO(text.encode()))
        intake.submit(
            stored, name="a.pdf", kind=KIND, holder=Holder(snils=f"{number:011}"), declared={}, client="benchmark"
        )


def used() -> float:
    """Processor seconds of all child processes that ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def under_way(engine: Engine) -> float:
    """Seconds from the first document's beginning to the last one's decision: the workers' own start does not count."""
    with engine.connect() as connection:
        first, last = connection.execute(select(func.min(ATTEMPTS.c.started_at), func.max(ATTEMPTS.c.ended_at))).one()
    return float((last - first).total_seconds())


def middle(runs: Sequence[Measured], by: Callable[[Measured], float]) -> Measured:
    """The run in the middle."""
    return sorted(runs, key=by)[len(runs) // 2]


def undecided(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(
            connection.execute(
                select(func.count()).select_from(DOCUMENTS).where(DOCUMENTS.c.status != "approved")
            ).scalar_one()
        )  # fmt: skip


def table(idle: Measured, one: Measured, two: Measured) -> str:
    cost = 1000 * idle.cpu / idle.documents
    ratio = one.seconds / two.seconds
    lines = [
        "# What the queue and the database cost",
        "",
        conditions(),
        "",
        f"{idle.documents} documents through five stages; PostgreSQL (fsync on) and Redis on the same two cores.",
        "",
        "| target | wanted | measured | met |",
        "| --- | ---: | ---: | ---: |",
        "| CPU of a worker a document, all five stages, with stages that cost next to nothing "
        f"| < 25 ms | {cost:.1f} ms | {'yes' if cost < 25 else '**no**'} |",
        f"| work of 2 workers against 1, recogniser of {RECOGNISER * 1000:.0f} ms | ≥ 1.8 | {ratio:.2f} "
        f"| {'yes' if ratio >= 1.8 else '**no**'} |",
        "",
        f"1 worker: {one.documents / one.seconds:.1f} documents/s, 2 workers: {two.documents / two.seconds:.1f}.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
