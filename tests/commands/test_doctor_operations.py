"""Does the doctor find what an installation lacks that others rely on?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from commands.doctor_check import Check
from commands.doctor_operations import AUDIT, FILES, MEMORY, PEPPER, WORKERS, operations_checks, pepper_check
from pipeline.cabinet import migrate
from pipeline.cabinet.audit_checks import LastCheck, note_check
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.statuses import STAGES
from pipeline.settings import Settings
from pipeline.wiring_cabinet import now
from samples.servers.redis_server import RedisServer
from workers.queues import connect
from workers.worker import StopFlag, build_worker


def found(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in operations_checks(settings)}


@pytest.fixture
def settings(redis_server: RedisServer, tmp_path: Path) -> Settings:
    url = sqlite_url(tmp_path / "cabinet.db")
    engine = open_database(url)
    migrate.upgrade(engine)
    engine.dispose()
    return Settings(database_url=url, redis_url=redis_server.url, files=tmp_path / "files", holder_pepper="0f1e2d")


def test_without_workers_nothing_of_it_is_needed() -> None:
    assert found(Settings()) == {}


@pytest.mark.parametrize(("pepper", "state"), [("", "missing"), ("CHANGE_ME", "missing"), ("0f1e2d", "ok")])
def test_the_pepper_is_set_and_not_that_of_the_example(pepper: str, state: str) -> None:
    check = pepper_check(Settings(holder_pepper=pepper))
    assert check.state == state
    assert "0f1e2d" not in check.found


def test_stages_that_nobody_serves_are_named(settings: Settings, redis_server: RedisServer) -> None:
    assert found(settings)[WORKERS].found == "none"
    some = build_worker(connect(redis_server.url), STAGES[:2], StopFlag())
    some.register_birth()
    assert "podlinnik-decision-interactive" in found(settings)[WORKERS].found
    rest = build_worker(connect(redis_server.url), STAGES[2:], StopFlag())
    rest.register_birth()
    assert found(settings)[WORKERS].state == "ok"


def test_a_redis_that_would_throw_jobs_away_is_told(settings: Settings, redis_server: RedisServer) -> None:
    assert found(settings)[MEMORY].state == "ok"
    connection = connect(redis_server.url)
    connection.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert found(settings)[MEMORY].state == "missing"
    finally:
        connection.config_set("maxmemory-policy", "noeviction")


def test_an_audit_log_that_was_not_verified_or_is_faulty_is_told(settings: Settings) -> None:
    engine = open_database(settings.database_url)
    assert found(settings)[AUDIT].state == "optional"
    for sound, days, state in ((True, 1, "ok"), (True, 9, "optional"), (False, 1, "missing")):
        note_check(engine, LastCheck(at=now() - dt.timedelta(days=days), sound=sound, entries=1))
        assert found(settings)[AUDIT].state == state
    engine.dispose()


def test_a_store_that_cannot_be_written_is_told(settings: Settings, tmp_path: Path) -> None:
    assert "GiB free" in found(settings)[FILES].found
    (tmp_path / "a-file").touch()
    broken = settings.model_copy(update={"files": tmp_path / "a-file"})
    assert found(broken)[FILES].state == "missing"


def test_servers_that_are_away_are_told_not_raised(settings: Settings) -> None:
    away = settings.model_copy(
        update={"redis_url": "redis://127.0.0.1:9/0", "database_url": "postgresql://nobody:secret@127.0.0.1:9/none"}
    )
    states = {name: check.state for name, check in found(away).items()}
    assert (states[MEMORY], states[WORKERS], states[AUDIT]) == ("missing",) * 3
    assert states[PEPPER] == "ok"
