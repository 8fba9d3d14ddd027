"""Are sweeps rung for in their time, once, in JSON, and run by a worker?"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker

from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.sweeping import Turns
from pipeline.wiring_cabinet import now
from samples.servers.redis_server import RedisServer
from workers.cron import MOST_WAITING, Scheduler, SweepJob, keep_sweeping
from workers.health import RedisUnreachable, late_sweeps, redis_version
from workers.queues import SERIALIZER, SWEEPS, connect, queue
from workers.sweeps import BY_NAME
from workers.sweeps import SWEEPS as ALL_SWEEPS
from workers.worker import StopFlag, quieten


@pytest.fixture
def redis(redis_url: str) -> Redis:
    return connect(redis_url)


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute in which no span of a sweep ends."""
    monkeypatch.setattr("workers.cron.time.time", lambda: 1_800_000_000.0)


@pytest.mark.usefixtures("at_noon")
def test_each_sweep_is_rung_for_once_however_many_schedulers_there_are(redis: Redis) -> None:
    for _ in range(2):
        Scheduler(redis, StopFlag()).enqueue_jobs()
    ids = queue(redis, SWEEPS).get_job_ids()
    assert [name.rsplit("-", 1)[0] for name in ids] == [f"sweep-{sweep.name}" for sweep in ALL_SWEEPS]


def test_a_job_says_in_json_which_sweep_it_is(redis: Redis) -> None:
    job = SweepJob(BY_NAME["work"]).enqueue(redis)
    stored = redis.hgetall(f"rq:job:{job.id}")
    assert json.loads(zlib.decompress(stored[b"data"])) == ["workers.sweeps.sweep", None, ["work"], {}]


def test_where_nobody_serves_the_queue_it_does_not_grow_for_ever(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1_800_000_000.0
    entry = SweepJob(BY_NAME["work"])
    for _ in range(MOST_WAITING + 20):
        moment += 15
        monkeypatch.setattr("workers.cron.time.time", lambda at=moment: at)
        entry.enqueue(redis)
    assert queue(redis, SWEEPS).count == MOST_WAITING


def test_a_clock_that_was_set_back_stops_no_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = SweepJob(BY_NAME["old"])
    assert entry.should_run()
    entry.set_enqueue_time(now())
    assert not entry.should_run()
    yesterday = time.time() - 86_400
    monkeypatch.setattr("workers.cron.time.time", lambda: yesterday)
    assert entry.should_run()


def test_a_worker_runs_what_the_scheduler_rang_for(
    redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = sqlite_url(tmp_path / "cabinet.db")
    monkeypatch.setenv("DATABASE_URL", url)
    engine = open_database(url)
    migrate.upgrade(engine)
    assert set(late_sweeps(engine, now())) == set(BY_NAME)
    quieten()
    Scheduler(redis, StopFlag()).enqueue_jobs()
    worker = SimpleWorker([queue(redis, SWEEPS)], connection=redis, serializer=SERIALIZER)
    worker.work(burst=True, logging_level="CRITICAL")
    assert [run.name for run in Turns(engine, now).last_runs()] == sorted(BY_NAME)
    assert late_sweeps(engine, now()) == []
    engine.dispose()


def test_the_scheduler_outlives_redis_and_stops_when_asked(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.cron.SWEEPS", [replace(BY_NAME["work"], every=1)])
    stop = StopFlag()
    connection = connect(redis_server.url)
    seen: list[int] = []

    def watch() -> None:
        wait_until(lambda: queue(connection, SWEEPS).count > 0)
        redis_server.stop()
        time.sleep(0.3)
        redis_server.start()
        redis_server.flush()
        seen.append(1)
        wait_until(lambda: queue(connection, SWEEPS).count > 0)
        seen.append(2)
        os.kill(os.getpid(), signal.SIGTERM)

    watcher = threading.Thread(target=watch)
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    watcher.start()
    try:
        keep_sweeping(redis_server.url, stop)
    finally:
        watcher.join()
        for name, handler in before.items():
            signal.signal(name, handler)
    assert seen == [1, 2]
    assert stop()


def test_redis_is_asked_whether_it_is_there(redis_server: RedisServer) -> None:
    assert redis_version(redis_server.url)[0].isdigit()
    redis_server.stop()
    with pytest.raises(RedisUnreachable, match="ConnectionError"):
        redis_version(redis_server.url)


def wait_until(done: Callable[[], bool], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(RedisError):  # it is away
            if done():
                return
        time.sleep(0.05)
    raise AssertionError("it never was so")
