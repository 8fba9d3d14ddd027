"""Does the command list the versions of an act, draw the one that waits and write what is asked for?"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands.app import app
from commands.doctor_acts import acts_check
from commands.faults import CallWrong
from pipeline.cabinet import audit, migrate
from pipeline.cabinet.database import open_database, sqlite_url
from tests.cabinet.desk import Desk
from tests.cabinet.recorded import CLINIC, HOSPITAL, decided_again, employment, recorded


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("DATABASE_URL", sqlite_url(tmp_path / "cabinet.db"))
    monkeypatch.setenv("PODLINNIK_FILES", str(tmp_path / "files"))
    engine = open_database(sqlite_url(tmp_path / "cabinet.db"))
    migrate.upgrade(engine)
    yield Desk(engine)
    engine.dispose()


def said(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["act", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_it_draws_what_waits_and_writes_what_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    document_id, out = recorded(desk), tmp_path / "act.pdf"
    said(document_id, "--out", str(out))
    first = out.read_bytes()
    assert first.startswith(b"%PDF")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    decided_again(desk, document_id, employment(HOSPITAL, CLINIC))
    listed = said(document_id, "--out", str(out))
    assert [line.split(" of ")[0] for line in listed.splitlines()] == ["000001 version 1", "000001 version 2"]
    assert "replaced by version 2" in listed.splitlines()[0]
    assert out.read_bytes() != first
    said(document_id, "--out", str(out), "--version", "1")
    assert out.read_bytes() == first
    taken = [row["why"] for row in audit.entries(desk.engine) if row["action"] == "exported"]
    assert taken == ["act 1 version 1", "act 1 version 2", "act 1 version 1"]


def test_what_has_no_act_is_told(desk: Desk, tmp_path: Path) -> None:
    document_id = desk.upload()
    for arguments, fault in (
        ([document_id], "there is no act"), (["01JD9M2V6P4X8Q7T3R5Y9W1ZKB"], "there is no document"),
    ):  # fmt: skip
        with pytest.raises(CallWrong, match=fault):
            said(*arguments)
    with pytest.raises(CallWrong, match="no version 7"):
        said(recorded(desk, "b"), "--out", str(tmp_path / "a.pdf"), "--version", "7")


def test_an_export_holds_every_version(desk: Desk, tmp_path: Path) -> None:
    document_id, out = recorded(desk), tmp_path / "package.zip"
    said(document_id)
    decided_again(desk, document_id, employment(HOSPITAL, CLINIC))
    said(document_id)
    wanted = tmp_path / "ids"
    wanted.write_text(document_id)
    arguments = ["export", "package", "--ids", str(wanted), "--out", str(out)]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(out) as archive:
        names = [name for name in archive.namelist() if "/acts/" in name]
        assert names == [f"documents/{document_id}/acts/000001-{version}.pdf" for version in (1, 2)]
        assert archive.read(names[0]).startswith(b"%PDF")


def test_the_doctor_draws_one() -> None:
    assert acts_check().state == "ok"
