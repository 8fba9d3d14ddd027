"""Does the order in which servers and workers start not matter?"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sqlalchemy import Engine, text

from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database
from pipeline.cabinet.migrate import Standing
from pipeline.log import configure_log
from samples.servers.ports import Port
from samples.servers.postgresql import PostgresServer
from samples.servers.waiting import wait_until
from tests.workers.shop import Shop
from workers import opening
from workers.opening import wait_for_cabinet, what_is_missing

NOWHERE = "postgresql://nobody:secret@127.0.0.1:9/none"


def test_a_database_stands_empty_current_or_ahead(database_url: str) -> None:
    engine = open_database(database_url)
    assert (migrate.standing(engine), what_is_missing(engine)) == (Standing.EMPTY, "database_not_migrated")
    migrate.upgrade(engine)
    assert (migrate.standing(engine), what_is_missing(engine)) == (Standing.CURRENT, None)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert (migrate.standing(engine), what_is_missing(engine)) == (Standing.AHEAD, None)
    engine.dispose()


def test_what_is_missing_is_said_once_not_at_every_look(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_log("warning", worker="w-1")
    found = iter(["database_unreachable"] * 3 + ["database_not_migrated"] * 20 + [None])
    monkeypatch.setattr(opening, "what_is_missing", lambda _engine: next(found))
    waited: list[float] = []
    engine = open_database(NOWHERE)
    assert wait_for_cabinet(engine, lambda seconds: bool(waited.append(seconds)))
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines][:2] == ["database_unreachable", "database_not_migrated"]
    assert lines[-1]["event"] == "database_ready"
    assert len(lines) < 8
    assert {line["worker"] for line in lines} == {"w-1"}
    assert "podlinnik database upgrade" in lines[1]["action"]
    assert max(waited) == opening.LONGEST_WAIT


def test_a_stop_ends_the_waiting() -> None:
    assert not wait_for_cabinet(open_database(NOWHERE), lambda _seconds: True)


def test_a_job_waits_for_a_database_that_is_away(shop: Shop, postgres_server: PostgresServer) -> None:
    if shop.engine.dialect.name != "postgresql":
        pytest.skip("a file does not go away")
    document = shop.upload("a")
    postgres_server.stop()
    threading.Timer(1.5, postgres_server.start).start()
    shop.carrier().carry(document)
    assert shop.row(document)["status"] == "approved"


def test_a_job_does_not_wait_when_the_worker_is_to_stop(shop: Shop) -> None:
    carrier = shop.carrier(stopping=lambda: True)
    object.__setattr__(carrier.work, "engine", open_database(NOWHERE))
    carrier.carry("01J00000000000000000000000")


@contextmanager
def podlinnik(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "commands.main", *arguments], env={**os.environ, **environment}, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


class Events(threading.Thread):
    """Of a process's log, as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        super().__init__(daemon=True)
        self.seen: list[str] = []
        self._lines = process.stderr
        self.start()

    def run(self) -> None:
        assert self._lines is not None
        with contextlib.suppress(ValueError):  # closed
            for line in self._lines:
                self.seen.append(json.loads(line)["event"])

    def wait_for(self, event: str) -> None:
        wait_until(lambda: event in self.seen, limit=60, what=event)


@pytest.mark.engine
def test_a_worker_that_is_there_first_waits_for_server_tables_and_redis(
    postgres_url: str, postgres_server: PostgresServer, redis_url: str, tmp_path: Path
) -> None:
    with Port() as port:
        number = port.number
    postgres_server.stop()
    environment = {
        "PODLINNIK_DATABASE_URL": postgres_url, "PODLINNIK_REDIS_URL": redis_url, "PODLINNIK_LOG_LEVEL": "warning",
        "PODLINNIK_FILES": str(tmp_path), "PODLINNIK_METRICS_PORT": str(number - 1),
    }  # fmt: skip
    with podlinnik("worker", "--alone", "--place", "1", **environment) as worker:
        events = Events(worker)
        events.wait_for("database_unreachable")
        postgres_server.start()
        events.wait_for("database_not_migrated")
        engine: Engine = open_database(postgres_url)
        migrate.upgrade(engine)
        engine.dispose()
        events.wait_for("database_ready")
        assert events.seen == ["database_unreachable", "database_not_migrated", "database_ready"]
        wait_until(lambda: answers(number), limit=10, what="figures at the base port plus the place")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0


def test_a_worker_that_waits_can_be_stopped(tmp_path: Path) -> None:
    environment = {
        "PODLINNIK_DATABASE_URL": NOWHERE, "PODLINNIK_REDIS_URL": "redis://127.0.0.1:9/0",
        "PODLINNIK_FILES": str(tmp_path),
    }  # fmt: skip
    with podlinnik("worker", "--alone", **environment) as worker:
        Events(worker).wait_for("database_unreachable")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=1) as answer:
            return b"podlinnik_worker_info" in answer.read()
    except URLError:
        return False
