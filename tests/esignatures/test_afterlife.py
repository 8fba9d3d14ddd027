"""Does a signature beside a file go where the file goes: into an export, and away with it?"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine

from commands.exported.contents import Export
from commands.exported.sealed import sealing
from pipeline.cabinet import migrate
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.purging import Trace, purge_portion, remove_leftovers
from pipeline.intake import Intake, submit
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_intake

KIND = "membership_certificate"
NOW = dt.datetime.now(dt.UTC)
PAPER, BESIDE = b"%PDF-1.7 a paper", b"\x30 a signature"
DIGEST = hashlib.sha256(BESIDE).hexdigest()


class NoQueue:
    def forget(self, traces: Sequence[Trace]) -> bool:
        return True


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    opened = open_database(sqlite_url(tmp_path / "cabinet.db"))
    migrate.upgrade(opened)
    return opened


@pytest.fixture
def desk(tmp_path: Path, engine: Engine) -> Intake:
    return build_intake(Settings(files=tmp_path / "files"), engine)


def handed_in(desk: Intake, folder: Path, paper: bytes = PAPER) -> str:
    for name, content in (("a.pdf", paper), ("a.pdf.sig", BESIDE)):
        (folder / name).write_bytes(content)
    return submit(folder / "a.pdf", kind=KIND, intake=desk, signature=folder / "a.pdf.sig")


def purged(engine: Engine, desk: Intake, document_id: str) -> None:
    with engine.begin() as connection:
        connection.execute(DOCUMENTS.update().where(DOCUMENTS.c.id == document_id).values(status="archived"))
    purge_portion(engine, DOCUMENTS.c.id == document_id, NOW, actor="operator:x", why="term")
    list(remove_leftovers(engine, desk.files, NoQueue(), NOW + dt.timedelta(days=1)))


def test_it_goes_with_the_last_paper_that_has_it(engine: Engine, desk: Intake, tmp_path: Path) -> None:
    one, other = handed_in(desk, tmp_path), handed_in(desk, tmp_path, b"%PDF-1.7 another")
    for path in (tmp_path / "files").glob("??/*"):
        os.utime(path, (0, 0))
    purged(engine, desk, one)
    assert desk.files.has(DIGEST)
    assert not desk.files.has(hashlib.sha256(PAPER).hexdigest())
    purged(engine, desk, other)
    assert not desk.files.has(DIGEST)
    with engine.begin() as connection:
        assert connection.execute(DOCUMENTS.select()).mappings().all()[0]["signature_sha256"] is None


def test_it_is_exported_beside_the_original(engine: Engine, desk: Intake, tmp_path: Path) -> None:
    document_id = handed_in(desk, tmp_path)
    out = tmp_path / "export.zip"
    with sealing(out) as sealed:
        export = Export(engine=engine, files=desk.files, whole=True)
        list(export.write(sealed, [document_id], {"made_at": NOW.isoformat()}))
    with zipfile.ZipFile(out) as archive:
        assert archive.read(f"documents/{document_id}/original.signature.p7s") == BESIDE
