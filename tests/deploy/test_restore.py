"""Does the drill of docs/operations.md bring an installation back: dump, restore, verify, go on?"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from pipeline.cabinet import audit, migrate
from pipeline.cabinet.changes import DECISIONS, DOCUMENTS, NOTICES
from pipeline.cabinet.database import open_database
from pipeline.case import Holder, Outcome
from pipeline.registry.snapshot import REGISTRY_TABLES
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_files, build_intake, now
from samples.servers.postgresql import PostgresServer, newest_binaries
from tests.cabinet.desk import Clock, Desk

KIND = "higher_education_diploma"


class House:
    """An installation: a database and a folder of files."""

    def __init__(self, url: str, files: Path) -> None:
        self.url = url
        self.settings = Settings(database_url=url, files=files)
        self.engine: Engine = open_database(url, kept=1)

    def hand_in(self, content: bytes) -> str:
        desk = build_intake(self.settings, self.engine)
        done = desk.submit(
            desk.keep(io.BytesIO(content)), name="a.pdf", kind=KIND, holder=Holder(snils="11223344595"), declared={},
            client="cabinet",
        )  # fmt: skip
        return str(done.row["id"])

    def podlinnik(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PODLINNIK_DATABASE_URL": self.url,
                       "PODLINNIK_FILES": str(self.settings.files)}  # fmt: skip
        return subprocess.run([sys.executable, "-m", "commands.main", *arguments], env=environment, text=True,
                              capture_output=True, check=False, timeout=120)  # fmt: skip

    def counts(self) -> list[int]:
        with self.engine.connect() as connection:
            return [
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (DOCUMENTS, DECISIONS, NOTICES, audit.AUDIT)
            ]


@pytest.fixture
def house(postgres_url: str, tmp_path: Path) -> Iterator[House]:
    found = House(postgres_url, tmp_path / "files")
    migrate.upgrade(found.engine)
    yield found
    found.engine.dispose()


def server_tool(name: str, url: str, *arguments: str) -> None:
    """PostgreSQL's own, of the server's version, with the URL as an operator has it."""
    plain = url.replace("+psycopg", "")
    subprocess.run([str(newest_binaries() / name), f"--dbname={plain}", *arguments], check=True, timeout=120)


def test_a_dump_and_the_files_are_the_whole_installation(
    house: House, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    first = house.hand_in(b"first")
    Desk(house.engine, Clock(now())).decide(first, Outcome.APPROVED)
    noted = house.podlinnik("audit", "head").stdout.strip()
    server_tool("pg_dump", house.url, "--format=custom", f"--file={tmp_path / 'podlinnik.dump'}")
    later = house.hand_in(b"later")  # after the dump, before the files: is gone with the database, and harms nothing
    shutil.copytree(house.settings.files, tmp_path / "backup")
    before = house.counts()

    restored = House(postgres_server.create_database(), tmp_path / "backup")
    try:
        server_tool("pg_restore", restored.url, "--no-owner", "--exit-on-error", str(tmp_path / "podlinnik.dump"))
        assert "current" in restored.podlinnik("database", "status").stdout
        verified = restored.podlinnik("audit", "verify", "--noted", noted)
        assert (verified.returncode, "sound" in verified.stdout) == (0, True)
        assert REGISTRY_TABLES  # known, and so looked at as well:
        migrate.check(restored.engine)  # indexes and constraints came along
        documents, decisions, _notices, entries = restored.counts()
        assert (documents, decisions, entries) == (before[0] - 1, 1, before[3] - 1)
        with restored.engine.connect() as connection:
            row = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == first)).mappings().one()
            assert connection.execute(select(DOCUMENTS.c.id).where(DOCUMENTS.c.id == later)).first() is None
        assert (row["status"], row["decided_by"]) == ("approved", "machine")
        assert build_files(restored.settings).read(row["sha256"]) == b"first"
        goes_on(restored, later)
    finally:
        restored.engine.dispose()
        postgres_server.drop_database(restored.url)


def goes_on(restored: House, later: str) -> None:
    """The cabinet hands in again what was lost; the audit log still refuses to be changed."""
    again = restored.hand_in(b"later")
    assert again != later
    Desk(restored.engine, Clock(now())).decide(again, Outcome.APPROVED)
    assert audit.verify(restored.engine) is None
    with pytest.raises(Exception, match="audit"), restored.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit WHERE seq = 1")


def test_a_head_that_was_noted_after_the_dump_tells_what_is_missing(
    house: House, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    house.hand_in(b"first")
    server_tool("pg_dump", house.url, "--format=custom", f"--file={tmp_path / 'podlinnik.dump'}")
    house.hand_in(b"later")
    noted = house.podlinnik("audit", "head").stdout.strip()
    restored = House(postgres_server.create_database(), tmp_path / "files")
    try:
        server_tool("pg_restore", restored.url, "--no-owner", str(tmp_path / "podlinnik.dump"))
        verified = restored.podlinnik("audit", "verify", "--noted", noted)
        assert (verified.returncode, "cut off" in verified.stderr) == (1, True)
    finally:
        restored.engine.dispose()
        postgres_server.drop_database(restored.url)
