"""Is a verified log noted, where metrics and the next verification find it?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text
from typer.testing import CliRunner

from commands.app import app
from commands.faults import CallWrong
from pipeline.cabinet import migrate
from pipeline.cabinet.audit_checks import LastCheck, last_check
from pipeline.cabinet.database import open_database
from pipeline.wiring_cabinet import now
from tests.cabinet.desk import Clock, Desk


@pytest.fixture
def desk(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("DATABASE_URL", database_url)
    engine = open_database(database_url, kept=1)
    migrate.upgrade(engine)
    yield Desk(engine, Clock(now()))
    engine.dispose()


def verify(*options: str) -> Result:
    return CliRunner().invoke(app, ["audit", "verify", *options])


def noted(desk: Desk) -> LastCheck | None:
    with desk.engine.connect() as connection:
        return last_check(connection)


def test_what_came_of_it_is_noted(desk: Desk) -> None:
    assert noted(desk) is None
    desk.upload()
    verify()
    found = noted(desk)
    assert found is not None
    assert (found.sound, found.entries) == (True, 1)
    cut_last(desk)
    assert verify().exit_code == 1
    assert noted(desk) is not None
    assert not noted(desk).sound  # type: ignore[union-attr]


def test_the_head_goes_from_one_verification_to_the_next(desk: Desk, tmp_path: Path) -> None:
    head = tmp_path / "head"
    for name in ("a", "b"):
        desk.upload(name)
        assert verify("--noted-in", str(head)).exit_code == 0
    before = head.read_text(encoding="ascii")
    assert before.startswith("2:")
    cut_last(desk, with_head=True)
    result = verify("--noted-in", str(head))
    assert (result.exit_code, "cut off" in result.output) == (1, True)
    assert head.read_text(encoding="ascii") == before


def test_a_head_that_cannot_be_read_or_is_none_is_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "head").write_text("nothing", encoding="ascii")
    for options in (["--noted-in", str(tmp_path / "head")], ["--noted-in", "x", "--noted", "y"],
                    ["--noted-in", str(tmp_path)]):  # fmt: skip
        assert isinstance(verify(*options).exception, CallWrong)


def cut_last(desk: Desk, *, with_head: bool = False) -> None:
    """As somebody would who has the database."""
    with desk.engine.begin() as connection:
        if desk.engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER audit_refuses_delete"))
        connection.execute(text("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)"))
        if with_head:
            last = "SELECT hash FROM audit WHERE seq = (SELECT max(seq) FROM audit)"
            connection.execute(text(f"UPDATE audit_head SET seq = seq - 1, hash = ({last})"))
