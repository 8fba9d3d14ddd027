"""Accounts are made, shown and changed without a password among the arguments, and each change is in the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from commands.faults import CallWrong
from commands.user import app
from pipeline.cabinet import audit, migrate
from pipeline.cabinet.database import open_database, sqlite_url

pytestmark = pytest.mark.usefixtures("light_hashes")
PASSWORD = "сосна и ель у реки"


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    address = sqlite_url(tmp_path / "cabinet.db")
    monkeypatch.setenv("DATABASE_URL", address)
    opened = open_database(address)
    migrate.upgrade(opened)
    yield opened
    opened.dispose()


def call(*arguments: str, typed: str = PASSWORD) -> Result:
    return CliRunner().invoke(app, list(arguments), input=f"{typed}\n")


def test_each_change_of_an_account_is_in_the_audit_log(engine: Engine) -> None:
    calls = [
        ("add", "kedrov", "--role", "supervisor"), ("role", "kedrov", "auditor"), ("reset-second-factor", "kedrov"),
        ("give-password", "kedrov"), ("disable", "kedrov"), ("enable", "kedrov"),
    ]  # fmt: skip
    for each in calls:
        made = call(*each)
        assert made.exit_code == 0, made.output
        assert PASSWORD not in made.output
    noted = list(audit.entries(engine))
    assert [each["action"] for each in noted] == [
        "account_added", "account_role_changed", "second_factor_reset", "account_password_given", "account_disabled",
        "account_enabled",
    ]  # fmt: skip
    assert {each["why"] for each in noted} == {"account:kedrov"}
    assert all(each["actor"].startswith("operator:") for each in noted)
    assert (noted[1]["before"], noted[1]["after"]) == ("supervisor", "auditor")
    assert audit.verify(engine) is None


def test_what_changes_nothing_is_not_noted(engine: Engine) -> None:
    call("add", "kedrov")
    for each in (("role", "kedrov", "reviewer"), ("enable", "kedrov")):
        assert call(*each).exit_code == 0
    assert [each["action"] for each in audit.entries(engine)] == ["account_added"]


def test_the_list_shows_who_there_is_and_nothing_secret(engine: Engine) -> None:
    call("add", "kedrov", "--role", "auditor")
    shown = call("list").output
    assert "kedrov" in shown
    assert "auditor" in shown
    assert "argon2" not in shown


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (["add", "Kedrov"], PASSWORD), (["add", "kedrov", "--role", "king"], PASSWORD), (["add", "kedrov"], "short"),
        (["add", "taken"], PASSWORD), (["disable", "nobody"], ""), (["role", "nobody", "auditor"], ""),
        (["role", "taken", "king"], ""), (["reset-second-factor", "nobody"], ""), (["give-password", "taken"], "short"),
    ],
)  # fmt: skip
def test_a_call_that_makes_no_sense_is_refused(engine: Engine, arguments: list[str], typed: str) -> None:
    assert call("add", "taken").exit_code == 0
    assert isinstance(call(*arguments, typed=typed).exception, CallWrong)
    assert len(list(audit.entries(engine))) == 1


def test_a_password_cannot_be_an_argument(engine: Engine) -> None:
    assert call("add", "kedrov", PASSWORD).exit_code == 2
    assert call("add", "kedrov", "--password", PASSWORD).exit_code == 2
