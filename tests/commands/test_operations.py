"""Do the commands of whoever runs the cabinet say what is so, and what to do?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text
from typer.testing import CliRunner

from commands.app import app
from commands.doctor_cabinet import cabinet_checks
from commands.faults import CallWrong
from pipeline.cabinet import audit, migrate
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.case import Outcome
from pipeline.settings import Settings
from pipeline.wiring_cabinet import now
from tests.cabinet.desk import Clock, Desk
from tests.cabinet.terms import rejected, status

pytestmark = pytest.mark.usefixtures("wide")


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def empty(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DATABASE_URL", database_url)
    return database_url


@pytest.fixture
def desk(empty: str) -> Iterator[Desk]:
    engine = open_database(empty, kept=1)
    migrate.upgrade(engine)
    yield Desk(engine, Clock(now()))
    engine.dispose()


def podlinnik(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=True)


def wrong(result: Result) -> str:
    assert isinstance(result.exception, CallWrong)
    return str(result.exception)


@pytest.mark.usefixtures("empty")
def test_the_tables_come_and_go_and_their_step_is_told() -> None:
    status_ = podlinnik("database", "status")
    assert (status_.exit_code, "podlinnik database upgrade" in status_.output) == (1, True)
    assert podlinnik("database", "upgrade").output == f"from nothing to {migrate.newest()}\n"
    assert podlinnik("database", "upgrade").output == f"at {migrate.newest()} already\n"
    assert podlinnik("database", "status").output == f"at {migrate.newest()}, current\n"
    assert "--yes" in wrong(podlinnik("database", "downgrade", "base"))
    assert "no step" in wrong(podlinnik("database", "downgrade", "9999", "--yes"))
    assert podlinnik("database", "downgrade", "base", "--yes").output == f"from {migrate.newest()} to nothing\n"


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("arguments", [["sweep"], ["audit", "verify"], ["audit", "head"], ["audit", "export", "x"]])
def test_without_tables_the_remedy_is_named(arguments: list[str]) -> None:
    assert "podlinnik database upgrade" in wrong(podlinnik(*arguments))


def test_a_database_that_is_away_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:9/none")
    for arguments in (["database", "upgrade"], ["sweep"], ["audit", "verify"]):
        told = wrong(podlinnik(*arguments))
        assert "DATABASE_URL" in told
        assert "secret" not in told


def test_sweeps_run_by_hand_and_say_what_they_did(desk: Desk) -> None:
    desk.clock.forward(days=-9)
    paper = rejected(desk)
    done = podlinnik("sweep", "terms", "counts")
    assert "1 access restricted" in done.output
    assert "4 audit entries" in done.output
    assert status(desk, paper) == "access_restricted"
    assert "nothing to do" in podlinnik("sweep", "--all").output
    assert "no sweep" in wrong(podlinnik("sweep", "floors"))
    assert "every" in podlinnik("sweep", "--list").output


def test_the_clock_of_the_sweeps_needs_redis(empty: str) -> None:
    assert "PODLINNIK_REDIS_URL" in wrong(podlinnik("cron"))


def test_the_audit_log_is_verified_here_and_from_a_file(desk: Desk, tmp_path: Path) -> None:
    desk.decide(desk.upload(), Outcome.APPROVED)
    noted = podlinnik("audit", "head").output.strip()
    desk.decide(desk.upload("b"), Outcome.APPROVED)
    assert "sound, entries to 6" in podlinnik("audit", "verify", "--noted", noted).output
    whole, part = tmp_path / "whole.jsonl", tmp_path / "part.jsonl"
    assert "entries 1 to 6" in podlinnik("audit", "export", str(whole)).output
    assert "entries 4 to 6" in podlinnik("audit", "export", str(part), "--after", "3").output
    for file in (whole, part):
        done = podlinnik("audit", "verify", "--file", str(file), "--noted", noted)
        assert (done.exit_code, "sound, entries to 6" in done.output) == (0, True)
    assert "no entry after 6" in podlinnik("audit", "export", str(part), "--after", "6").output


def test_the_first_fault_of_an_exported_log_is_told(desk: Desk, tmp_path: Path) -> None:
    desk.decide(desk.upload(), Outcome.APPROVED)
    desk.decide(desk.upload("b"), Outcome.APPROVED)
    file = tmp_path / "log.jsonl"
    podlinnik("audit", "export", str(file))
    head = podlinnik("audit", "head").output.strip()
    lines = file.read_text(encoding="utf-8").splitlines()
    changed = json.dumps({**json.loads(lines[2]), "why": "another"})
    for kept, options, says in (
        ([*lines[:2], changed, *lines[3:]], [], "entry 3: the entry, or the one before it, was changed"),
        ([*lines[:2], *lines[3:]], [], "entry 3: entries are missing"),
        (lines[:4], ["--noted", head], "entry 5: the tail was cut off"),
        (lines[1:], ["--noted", f"1:{'0' * 64}"], "entry 2: the file does not go on after the head that was noted"),
    ):
        file.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
        done = podlinnik("audit", "verify", "--file", str(file), *options)
        assert (done.exit_code, says in done.output) == (1, True), done.output
    file.write_text(lines[0] + "\nnothing\n", encoding="utf-8")
    assert "line 2 is no entry" in wrong(podlinnik("audit", "verify", "--file", str(file)))
    assert "cannot be read" in wrong(podlinnik("audit", "verify", "--file", str(tmp_path / "gone")))
    assert "SEQ:HASH" in wrong(podlinnik("audit", "verify", "--noted", "7"))


def test_a_log_that_was_tampered_with_ends_with_status_1(desk: Desk) -> None:
    desk.decide(desk.upload(), Outcome.APPROVED)
    with desk.engine.begin() as connection:
        if desk.engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER audit_refuses_update"))
        connection.execute(text("UPDATE audit SET actor = 'x' WHERE seq = 2"))
    done = podlinnik("audit", "verify")
    assert (done.exit_code, "entry 2:" in done.output) == (1, True)


def test_a_log_that_grows_while_it_is_verified_is_sound(desk: Desk) -> None:
    desk.upload()
    grown: list[str] = []

    def grow() -> None:
        if not grown:
            grown.append(desk.upload("b"))

    assert audit.verify(desk.engine, step=grow) is None
    assert audit.head(desk.engine).seq == 2


def test_the_doctor_looks_at_tables_queue_and_sweeps(tmp_path: Path) -> None:
    settings = Settings(database_url=sqlite_url(tmp_path / "cabinet.db"))
    assert [check.state for check in cabinet_checks(settings)] == ["optional", "optional", "ok"]
    migrate.upgrade(open_database(settings.database_url))
    checks = list(cabinet_checks(settings))
    assert [check.state for check in checks] == ["ok", "optional", "ok", "optional"]
    assert "podlinnik cron" in checks[-1].remedy
    unreachable = settings.model_copy(update={"redis_url": "redis://127.0.0.1:9/0"})
    assert [check.state for check in cabinet_checks(unreachable)] == ["ok", "missing", "ok", "missing"]


def test_the_doctor_finds_a_queue_that_answers_and_sweeps_that_ran(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(database_url=sqlite_url(tmp_path / "cabinet.db"), redis_url=redis_url)
    migrate.upgrade(open_database(settings.database_url))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    podlinnik("sweep")
    assert [check.state for check in cabinet_checks(settings)] == ["ok", "ok", "ok", "ok"]
