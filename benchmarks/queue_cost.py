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
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select

from benchmarks.conditions import conditions
from benchmarks.standin.stages import KIND
from pipeline.cabinet import migrate
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import open_database
from pipeline.case import Holder
from pipeline.intake import Intake
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_intake
from samples.servers.postgresql import PostgresServer
from samples.servers.redis_server import RedisServer

RESULTS = Path(__file__).parent / "results" / "queue_cost.md"
RECOGNISER = 0.05


@dataclass(frozen=True, kw_only=True)
class Measured:
    workers: int
    documents: int
    seconds: float
    cpu: float
    """Of the worker processes, seconds."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    told = parser.parse_args(arguments)
    with PostgresServer(durable=True) as postgres, RedisServer() as redis, tempfile.TemporaryDirectory() as folder:
        shop = Shop(postgres, redis, Path(folder))
        idle = shop.measure(1, told.count, seconds=0.0)
        one = shop.measure(1, told.count, seconds=RECOGNISER)
        two = shop.measure(2, told.count, seconds=RECOGNISER)
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
        started = time.perf_counter()
        self._run(url, workers, seconds)
        spent, cpu = time.perf_counter() - started, used() - before
        left = undecided(engine)
        engine.dispose()
        if left:
            raise RuntimeError(f"{left} documents were not decided")
        return Measured(
            workers=workers, documents=count, seconds=spent - start_up.seconds, cpu=max(cpu - start_up.cpu, 0.0)
        )

    def _run(self, url: str, workers: int, seconds: float) -> Measured:
        """Workers until the queues are empty; what it takes with empty queues is their start."""
        environment = {
            **os.environ, "PODLINNIK_DATABASE_URL": url, "PODLINNIK_REDIS_URL": self._redis.url,
            "PODLINNIK_FILES": str(self._folder / "files"), "OMP_THREAD_LIMIT": "1",
        }  # fmt: skip
        command = [sys.executable, "-m", "benchmarks.standin.worker", "--burst", "--seconds", str(seconds)]
        before, started = used(), time.perf_counter()
        running = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(workers)]
        ended = [process.wait() for process in running]
        if any(ended):
            raise RuntimeError("a worker failed")
        return Measured(workers=workers, documents=0, seconds=time.perf_counter() - started, cpu=used() - before)


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
