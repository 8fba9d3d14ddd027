"""Do `purge`, `archive`, `restore` and `hold` show first, do what was asked, and go on where they were killed?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine, func, select, text, update
from typer.testing import CliRunner

from commands.app import app
from commands.doctor_cabinet import terms_check
from commands.faults import CallWrong
from pipeline.cabinet import audit, migrate
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import open_database
from pipeline.case import Outcome
from pipeline.rules.retention import FOREVER
from pipeline.settings import Settings
from pipeline.wiring_cabinet import now
from tests.cabinet.desk import Clock, Desk
from tests.cabinet.terms import status
from workers.purge import MAY_BE_PURGED

pytestmark = pytest.mark.usefixtures("wide")


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("PODLINNIK_FILES", str(tmp_path / "files"))


@pytest.fixture
def desk(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("DATABASE_URL", database_url)
    engine = open_database(database_url, kept=1)
    migrate.upgrade(engine)
    yield Desk(engine, Clock(now()))
    engine.dispose()


def podlinnik(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def wrong(result: Result) -> str:
    assert isinstance(result.exception, CallWrong), result.output
    return str(result.exception)


def old(desk: Desk, name: str = "a", *, years: int = 2) -> str:
    """A paper that expired so long ago."""
    document_id = desk.upload(name)
    desk.decide(document_id, Outcome.APPROVED)
    then = now().replace(day=1, year=now().year - years)
    with desk.engine.begin() as connection:
        values = {"status": "replaced", "updated_at": then, "created_at": then}
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(values))
    return document_id


def test_what_would_go_is_shown_and_only_what_is_applied_goes(desk: Desk) -> None:
    document_id, young = old(desk), old(desk, "b", years=0)
    shown = podlinnik("purge")
    assert "higher_education_diploma" in shown.output
    assert (shown.exit_code, status(desk, document_id)) == (0, "replaced")
    done = podlinnik("purge", "--apply")
    assert "1 documents purged, 0 files removed" in done.output
    assert (status(desk, document_id), status(desk, young)) == ("purged", "replaced")
    assert "nothing has served its time" in podlinnik("purge").output
    entry = list(audit.entries(desk.engine, document_id=document_id))[-1]
    assert (entry["action"], entry["why"], entry["before"]) == ("purged", "term", "replaced")
    assert podlinnik("audit", "verify").exit_code == 0


def test_a_removal_before_its_time_needs_a_cause_that_is_no_name(desk: Desk) -> None:
    document_id = old(desk, years=0)
    assert "go together" in wrong(podlinnik("purge", "--ids", "-", stdin=document_id))
    named = ("purge", "--ids", "-", "--reference")
    assert "no names" in wrong(podlinnik(*named, "по просьбе Воробьёвой", stdin=document_id))
    done = podlinnik(*named, "letter-17", "--apply", stdin=f"{document_id}\nunknown\n")
    assert "1 of those named stay" in done.output
    assert "1 documents purged" in done.output
    assert list(audit.entries(desk.engine, document_id=document_id))[-1]["why"] == "letter-17"


def test_terms_of_ones_own_count_and_a_wrong_file_is_told(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old(desk)
    own = tmp_path / "own.toml"
    monkeypatch.setenv("PODLINNIK_RETENTION_FILE", str(own))
    assert "PODLINNIK_RETENTION_FILE" in wrong(podlinnik("purge"))
    own.write_text("".join(f'[statuses.{one}]\nkeep = "{FOREVER}"\n' for one in MAY_BE_PURGED), encoding="utf-8")
    assert "nothing has served its time" in podlinnik("purge").output
    own.write_text('[statuses.rejected]\nkeep = "soon"\n', encoding="utf-8")
    assert "own.toml:2" in wrong(podlinnik("purge"))


def test_the_doctor_reads_the_terms(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    assert terms_check(Settings(purge=True)).found == "the project's own; a sweep purges"
    assert terms_check(Settings(retention_file=own)).state == "missing"
    own.write_text('[statuses.rejected]\nkeep = "soon"\n', encoding="utf-8")
    assert "own.toml:2" in terms_check(Settings(retention_file=own)).found


def test_papers_are_put_away_brought_back_and_held(desk: Desk) -> None:
    document_id = old(desk)
    assert "--apply" in podlinnik("archive").output
    assert "1 put into the archive" in podlinnik("archive", "--apply").output
    assert status(desk, document_id) == "archived"
    assert "say which" in wrong(podlinnik("restore"))
    assert "1 brought back" in podlinnik("restore", "--status", "replaced", "--apply").output
    assert status(desk, document_id) == "replaced"
    assert "is not among" in wrong(podlinnik("archive", "--status", "checking"))
    assert "1 put on hold" in podlinnik("hold", "add", "--reference", "court-7", "--ids", "-", stdin=document_id).output
    assert "court-7" in podlinnik("hold", "list").output
    assert "1 released" in podlinnik("hold", "release", "--ids", "-", stdin=document_id).output


def test_a_purge_that_is_killed_in_the_middle_is_gone_on_with(desk: Desk, tmp_path: Path) -> None:
    many = 120
    first = old(desk)
    with desk.engine.begin() as connection:
        names = [column.name for column in DOCUMENTS.c if column.name not in {"id", "sha256"}]
        copy = f"INSERT INTO documents (id, sha256, {', '.join(names)}) SELECT :id, :sha256, {', '.join(names)} "
        rows = [
            {"id": f"{first[:22]}{number:04}", "sha256": f"{number:064x}", "first": first} for number in range(many)
        ]
        connection.execute(text(f"{copy} FROM documents WHERE id = :first"), rows)
    store = tmp_path / "files"
    for row in rows:
        path = store / row["sha256"][:2] / row["sha256"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (1, 1))
    process = subprocess.Popen([sys.executable, "-m", "commands.main", "purge", "--apply"], env=dict(os.environ))
    while process.poll() is None and not purged(desk.engine):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert podlinnik("purge", "--apply").exit_code == 0
    assert purged(desk.engine) == many + 1
    assert [path for path in store.rglob("*") if path.is_file()] == []
    assert audit.verify(desk.engine) is None
    with desk.engine.connect() as connection:
        query = select(func.count()).select_from(audit.AUDIT).where(audit.AUDIT.c.action == "purged")
        assert connection.execute(query).scalar() == many + 1


def purged(engine: Engine) -> int:
    with engine.connect() as connection:
        query = select(func.count()).select_from(DOCUMENTS).where(DOCUMENTS.c.status == "purged")
        return int(connection.execute(query).scalar_one())
