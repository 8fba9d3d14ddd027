"""Do hostile files leave a lease, a process or a file behind in a cabinet? (real servers, each trick once)"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select

from benchmarks.hostile_watch import Watch, files_below
from commands.desk import load_registry
from commands.progress import stderr_console
from pipeline.cabinet import migrate
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import open_database
from pipeline.case import Holder, RetryLater
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_doorbell, build_intake
from samples.hostile.draw import KEPT, TRICKS, drawn
from samples.servers.postgresql import PostgresServer
from samples.servers.redis_server import RedisServer
from workers.sweeps import BY_NAME, Sweeper, run_sweep

DECIDED = ("approved", "rejected", "needs_review", "waiting")
PATIENCE_SECONDS = 1800.0
PACE = 0.05


@dataclass(frozen=True, kw_only=True)
class Cabinet:
    documents: int
    statuses: dict[str, int]
    leases: int
    processes: int
    files: tuple[str, ...]
    peak_mib: int

    @property
    def is_clean(self) -> bool:
        left = self.leases or self.processes or self.files
        return not left and "approved" not in self.statuses and set(self.statuses) <= set(DECIDED)


def run_cabinet(seed: int, folder: Path) -> Cabinet:
    """Hand every trick in and let two worker processes take them; then end these and look at what is left."""
    temporary = folder / "temporary"
    temporary.mkdir()
    with PostgresServer() as postgres, RedisServer() as redis, contextlib.ExitStack() as stack:
        url = postgres.create_database()
        engine = open_database(url, kept=2)
        stack.callback(engine.dispose)
        migrate.upgrade(engine)
        load_registry(KEPT / "registry.jsonl", url, stderr_console())
        settings = Settings(database_url=url, redis_url=redis.url, files=folder / "files", retry_pace=PACE)
        count = hand_in(settings, engine, seed)
        environment = {
            **os.environ, "PODLINNIK_DATABASE_URL": url, "PODLINNIK_REDIS_URL": redis.url,
            "PODLINNIK_RETRY_PACE": str(PACE), "PODLINNIK_FILES": str(folder / "files"), "TMPDIR": str(temporary),
            "OMP_THREAD_LIMIT": "1",
        }  # fmt: skip
        command = [sys.executable, "-m", "commands.main", "worker", "--processes", "2"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            with Watch(process.pid, lambda: "cabinet") as watch:
                wait_until_decided(settings, engine)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(120)
        return Cabinet(
            documents=count, statuses=statuses_of(engine), leases=leases_of(engine), processes=len(watch.left()),
            files=tuple(files_below(temporary)), peak_mib=watch.peaks.get("cabinet", 0),
        )  # fmt: skip


def hand_in(settings: Settings, engine: Engine, seed: int) -> int:
    desk = build_intake(settings, engine)
    for one in drawn(seed, len(TRICKS)):
        stored = desk.keep(iter([one.content]))
        desk.submit(
            stored, name=Path(one.line["file"]).name, kind=one.line["kind"], holder=Holder(**one.line["holder"]),
            declared=one.line["declared"], client="benchmark", lane="bulk",
        )  # fmt: skip
    return len(TRICKS)


def wait_until_decided(settings: Settings, engine: Engine) -> None:
    sweeper = Sweeper(engine=engine, doorbell=build_doorbell(settings), settings=settings)
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if set(statuses_of(engine)) <= set(DECIDED):
            return
        with contextlib.suppress(RetryLater):
            run_sweep(BY_NAME["work"], sweeper)
        time.sleep(1.0)
    raise RuntimeError(f"not all were decided in {PATIENCE_SECONDS:.0f} s: {statuses_of(engine)}")


def statuses_of(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        rows = connection.execute(select(DOCUMENTS.c.status, func.count()).group_by(DOCUMENTS.c.status))
        return {str(status): int(count) for status, count in rows}


def leases_of(engine: Engine) -> int:
    with engine.connect() as connection:
        held = DOCUMENTS.c.lease_owner.is_not(None) | DOCUMENTS.c.lease_until.is_not(None)
        return int(connection.execute(select(func.count()).select_from(DOCUMENTS).where(held)).scalar_one())
