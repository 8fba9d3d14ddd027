"""Does a worker process take what is rung for, and leave nothing behind when it is stopped or killed?"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import SQLModel

from benchmarks.standin.stages import KIND
from pipeline.cabinet import audit, migrate
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.sealing.master import new_master_key
from pipeline.case import Holder
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_cabinet, build_doorbell, build_intake
from samples.servers.redis_server import RedisServer
from samples.servers.waiting import wait_until
from workers.sweeps import BY_NAME, Sweeper, run_sweep

MASTER = new_master_key("test")


@dataclass
class Site:
    """An installation on PostgreSQL and Redis."""

    engine: Engine
    settings: Settings
    processes: list[subprocess.Popen[bytes]]

    def upload(self, count: int) -> None:
        desk = build_intake(self.settings, self.engine)
        for number in range(count):
            text = json.dumps({"number": f"{number:07}", "fate": "approved"})
            desk.submit(
                desk.keep(io.BytesIO(text.encode())), name="a.pdf", kind=KIND, holder=Holder(snils=f"{number:011}"),
                declared={}, client="test",
            )  # fmt: skip

    def worker(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ, "PODLINNIK_DATABASE_URL": self.settings.database_url, "PODLINNIK_LEASE_SECONDS": "2",
            "PODLINNIK_REDIS_URL": str(self.settings.redis_url), "PODLINNIK_FILES": str(self.settings.files),
            "PODLINNIK_MASTER_KEYS": MASTER,
        }  # fmt: skip
        command = [sys.executable, "-m", "benchmarks.standin.worker", *arguments]
        self.processes.append(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL))
        return self.processes[-1]

    def count(self, *statuses: str) -> int:
        with self.engine.connect() as connection:
            query = select(func.count()).select_from(DOCUMENTS).where(DOCUMENTS.c.status.in_(statuses))
            return int(connection.execute(query).scalar_one())

    def ring(self) -> None:
        sweeper = Sweeper(engine=self.engine, doorbell=build_doorbell(self.settings), settings=self.settings)
        run_sweep(BY_NAME["work"], sweeper)

    def wait_for(self, count: int, *statuses: str) -> None:
        wait_until(lambda: self.count(*statuses) >= count, limit=60, what=f"{count} documents {statuses}")


@pytest.fixture
def site(postgres_url: str, redis_url: str, tmp_path: Path) -> Iterator[Site]:
    settings = Settings(database_url=postgres_url, redis_url=redis_url, files=tmp_path / "files", master_keys=MASTER)
    engine = build_cabinet(settings, kept=2)
    migrate.upgrade(engine)
    found = Site(engine=engine, settings=settings, processes=[])
    yield found
    for process in found.processes:
        if process.poll() is None:
            process.kill()
        process.wait()
    engine.dispose()


def test_what_was_handed_in_is_decided(site: Site) -> None:
    site.upload(5)
    assert site.worker("--burst", "--seconds", "0").wait(60) == 0
    assert site.count("approved") == 5
    assert audit.verify(site.engine) is None
    assert lies_open(site, "00000000003") == [], "nobody's СНИЛС"


def lies_open(site: Site, word: str) -> list[str]:
    """Where a word can be read in a dump of the database, or in the files."""
    with site.engine.connect() as connection:
        names = [table.name for table in SQLModel.metadata.sorted_tables]
        dumps = {
            name: str(connection.exec_driver_sql(f"SELECT to_jsonb(t) FROM {name} t").all())
            for name in names
            if not name.startswith(("batch_", "registry_"))
        }
    assert "sealed:" in dumps["documents"]
    files = {path.name: path.read_bytes().decode("latin-1") for path in Path(str(site.settings.files)).glob("*/*")}
    assert files
    return [where for where, text in {**dumps, **files}.items() if word in text]


def test_a_worker_that_is_asked_to_stop_gives_back_what_it_has(site: Site) -> None:
    site.upload(1)
    worker = site.worker("--seconds", "1.0")
    site.wait_for(1, "checking")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    with site.engine.connect() as connection:
        row = connection.execute(select(DOCUMENTS.c.status, DOCUMENTS.c.lease_until, DOCUMENTS.c.tries)).one()
    assert row.lease_until is None
    assert "lost" not in row.tries
    assert site.worker("--burst", "--seconds", "0").wait(60) == 0
    assert site.count("approved") == 1


def test_a_killed_worker_s_document_is_found_and_finished_by_another(site: Site) -> None:
    site.upload(1)
    worker = site.worker("--seconds", "60")
    site.wait_for(1, "checking")
    worker.kill()
    worker.wait()
    site.worker("--seconds", "0")

    def rung() -> bool:
        site.ring()
        return site.count("approved") == 1

    wait_until(rung, limit=60, what="the other worker")


def test_a_worker_outlives_a_redis_that_comes_later_goes_and_forgets(site: Site, redis_server: RedisServer) -> None:
    redis_server.stop()
    worker = site.worker("--seconds", "0")
    site.upload(3)
    assert site.count("uploaded") == 3
    redis_server.start()

    def done(count: int) -> bool:
        site.ring()
        return site.count("approved") == count

    wait_until(lambda: done(3), limit=60, what="documents handed in while Redis was away")
    redis_server.kill()
    redis_server.start()
    redis_server.flush()
    site.upload(4)
    wait_until(lambda: done(4), limit=90, what="documents after Redis forgot everything")
    assert worker.poll() is None


def test_podlinnik_worker_keeps_its_processes_alive_and_takes_them_with_it(site: Site) -> None:
    environment = {
        **os.environ, "PODLINNIK_DATABASE_URL": site.settings.database_url, "PODLINNIK_FILES": str(site.settings.files),
        "PODLINNIK_REDIS_URL": str(site.settings.redis_url),
    }  # fmt: skip
    command = [sys.executable, "-m", "commands.main", "worker", "format_check"]
    supervisor = subprocess.Popen(command, env=environment)
    site.processes.append(supervisor)
    watched = psutil.Process(supervisor.pid)

    seen: list[psutil.Process] = []

    def another() -> bool:
        seen.extend(child for child in watched.children() if child not in seen)
        return bool(seen) and seen[-1].is_running()

    wait_until(another, limit=30, what="the first process")
    seen[0].kill()
    wait_until(lambda: another() and len(seen) > 1, limit=30, what="the next process")
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: not seen[-1].is_running(), limit=30, what="its end")
