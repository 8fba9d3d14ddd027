"""Can an operator see which uploads ended their process, and have one tried again?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands.app import app
from pipeline.cabinet.killers import FileKillers
from pipeline.settings import Settings
from pipeline.wiring_child import opened_with

HASH, OLD = "a" * 64, "b" * 64


def called(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["killers", *words], env={"COLUMNS": "200"})
    return done.exit_code, done.output + str(done.exception or "")


@pytest.fixture
def noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "killers.db"
    monkeypatch.setenv("PODLINNIK_KILLERS", str(path))
    monkeypatch.setenv("PODLINNIK_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    FileKillers(path, opened_with(Settings()), lambda: dt.datetime(2026, 11, 22, tzinfo=dt.UTC)).note(HASH, "memory")
    FileKillers(path, "another", lambda: dt.datetime(2026, 11, 21, tzinfo=dt.UTC)).note(OLD, "SIGSEGV")
    return path


def test_they_are_listed_and_what_an_earlier_version_did_not_survive_may_be_tried(noted: Path) -> None:
    status, said = called("list")
    lines = {line[2:6]: line for line in said.splitlines() if "aaaa" in line or "bbbb" in line}
    assert status == 0
    assert "memory" in lines["aaaa"]
    assert " no " in lines["aaaa"]
    assert "once" in lines["bbbb"]


def test_one_is_forgiven_or_all_and_nothing_by_mistake(noted: Path) -> None:
    this_version = FileKillers(noted, opened_with(Settings()), lambda: dt.datetime.now(dt.UTC))
    for words in ((), (HASH, "--all"), ("c" * 64,)):
        assert called("forgive", *words)[0] != 0
    assert this_version.cause(HASH) == "memory"
    assert called("forgive", HASH) == (0, "forgiven: 1; hand the document in again, or decide about it by hand\n")
    assert this_version.cause(HASH) is None
    assert "forgiven: 1" in called("forgive", "--all")[1]
