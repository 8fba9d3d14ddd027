"""Keys of the API are made, shown without their secret, and revoked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands.faults import CallWrong
from commands.key import app
from pipeline.cabinet import keys, migrate
from pipeline.cabinet.database import open_database, sqlite_url

RUNNER = CliRunner()


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    address = sqlite_url(tmp_path / "cabinet.db")
    monkeypatch.setenv("DATABASE_URL", address)
    return address


def test_a_key_is_shown_once_and_ended(url: str) -> None:
    engine = open_database(url)
    migrate.upgrade(engine)
    made = RUNNER.invoke(app, ["add", "cabinet", "--scope", "documents:read", "--per-minute", "7"])
    key = made.stdout.strip().splitlines()[0]
    now = dt.datetime.now(dt.UTC)
    caller = keys.admit(engine, key, now)
    assert (caller.client, caller.scopes, caller.per_minute) == ("cabinet", {"documents:read"}, 7)
    shown = RUNNER.invoke(app, ["list"])
    assert "cabinet" in shown.output
    assert key.split("_", 2)[2] not in shown.output
    assert RUNNER.invoke(app, ["revoke", key.split("_")[1]]).exit_code == 0
    with pytest.raises(keys.WrongKey):
        keys.admit(engine, key, now)
    engine.dispose()


def test_a_database_without_tables_is_told(url: str) -> None:
    failed = RUNNER.invoke(app, ["add", "cabinet"])
    assert isinstance(failed.exception, CallWrong)
    assert "podlinnik database upgrade" in str(failed.exception)


@pytest.mark.parametrize("call", [["add", "cabinet", "--scope", "all"], ["add", "python"], ["revoke", "0" * 26]])
def test_a_call_that_makes_no_sense_is_refused(url: str, call: list[str]) -> None:
    engine = open_database(url)
    migrate.upgrade(engine)
    engine.dispose()
    assert isinstance(RUNNER.invoke(app, call).exception, CallWrong)
