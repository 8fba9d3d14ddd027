"""Does an export hold all that is known of a person, a package what was decided, and both show a change?"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from commands.app import app
from commands.exported.contents import Export
from commands.exported.sealed import SUMS, sealing
from commands.faults import CallWrong
from pipeline.cabinet import audit, dossier, migrate
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.work import write_result
from pipeline.case import Holder, Outcome
from pipeline.settings import read_settings
from pipeline.wiring_cabinet import build_files, build_intake, now
from tests.cabinet.desk import MARIA, Clock, Desk

PAPER, OTHER = b"%PDF-1.7 a paper", b"%PDF-1.7 another's paper"
BORN = MARIA.model_copy(update={"birth_date": dt.date(1990, 5, 14)})
BY_NAME = {"last_name": "воробьева", "first_name": "Мария", "middle_name": "Петровна", "birth_date": "1990-05-14"}


@dataclass
class Cabinet:
    """Two papers of one person, one of them handed in without СНИЛС, and one of somebody else."""

    desk: Desk
    folder: Path

    def __post_init__(self) -> None:
        self.intake = build_intake(read_settings(), self.desk.engine, self.desk.clock)
        self.mine = [
            self.paper(PAPER, BORN, "higher_education_diploma"),
            self.paper(PAPER, BORN.model_copy(update={"snils": None}), "passport"),
        ]
        self.other = self.paper(OTHER, Holder(snils="08765430300", last_name="Кедров"), "passport")

    def paper(self, content: bytes, holder: Holder, kind: str) -> str:
        stored = self.intake.keep([content])
        done = self.intake.submit(
            stored, name="воробьёва.pdf", kind=kind, holder=holder, declared={"number": "0123456"}, client="backend",
            contacts={"email": "maria@example.org"},
        )  # fmt: skip
        document_id = str(done.row["id"])
        self.desk.decide(document_id, Outcome.REJECTED, "SCAN_BLURRED")
        return document_id

    @property
    def out(self) -> Path:
        return self.folder / "export.zip"

    def read(self, name: str) -> str:
        with zipfile.ZipFile(self.out) as archive:
            return archive.read(name).decode()

    def names(self) -> list[str]:
        with zipfile.ZipFile(self.out) as archive:
            return archive.namelist()


@pytest.fixture
def cabinet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cabinet]:
    monkeypatch.setenv("DATABASE_URL", sqlite_url(tmp_path / "cabinet.db"))
    monkeypatch.setenv("PODLINNIK_FILES", str(tmp_path / "files"))
    monkeypatch.setenv("PODLINNIK_HOLDER_PEPPER", "pepper")
    engine = open_database(sqlite_url(tmp_path / "cabinet.db"))
    migrate.upgrade(engine)
    yield Cabinet(Desk(engine, Clock(now())), tmp_path)
    engine.dispose()


def podlinnik(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def wrong(result: Result) -> str:
    assert isinstance(result.exception, CallWrong), result.output
    return str(result.exception)


def test_all_of_a_persons_papers_are_found_however_they_were_handed_in(cabinet: Cabinet) -> None:
    for who in ({**BY_NAME, "snils": "112-233-445 95"}, {"snils": "11223344595"}):
        listed = podlinnik("export", "person", "--list", stdin=json.dumps(who)).output.split()
        assert listed == (sorted(cabinet.mine) if "last_name" in who else cabinet.mine[:1])
    listed = podlinnik("export", "person", "--list", "--document", cabinet.mine[0]).output.split()
    assert listed == sorted(cabinet.mine)


@pytest.mark.parametrize("said", ["", "[]", '{"snils": 7, "surname": "Воробьёва"}', '{"last_name": "Воробьёва"}'])
def test_who_cannot_be_told_apart_is_not_guessed_at_and_not_repeated(cabinet: Cabinet, said: str) -> None:
    message = wrong(podlinnik("export", "person", "--list", stdin=said))
    assert "Воробьёва" not in message


def test_everything_that_is_known_of_a_person_is_in_it_and_nothing_of_anybody_else(cabinet: Cabinet) -> None:
    read = StageResult(
        stage="ocr", inputs="i", digest="d", versions={}, seconds=0, delta='{"findings": []}', lines='["строка"]'
    )  # fmt: skip
    with cabinet.desk.engine.begin() as connection:
        write_result(connection, cabinet.mine[0], 1, read, now())
    who = json.dumps({**BY_NAME, "snils": "11223344595"})
    done = podlinnik("export", "person", "--out", str(cabinet.out), stdin=who)
    assert "2 documents" in done.output
    mine = f"documents/{cabinet.mine[0]}"
    told = {table.name for table in dossier.tables_told()}
    assert {f"{mine}/{name}.jsonl" for name in told} <= set(cabinet.names())
    assert cabinet.read(f"{mine}/original.bin").encode() == PAPER
    document = json.loads(cabinet.read(f"{mine}/document.json"))
    assert document["claim"]["holder"]["last_name"] == "Воробьёва"
    assert document["contacts"]["email"] == "maria@example.org"
    assert json.loads(cabinet.read(f"{mine}/stage_results.jsonl"))["lines"] == ["строка"]
    assert json.loads(cabinet.read(f"{mine}/decisions.jsonl"))["reasons"][0]["code"] == "SCAN_BLURRED"
    entries = [json.loads(line) for line in cabinet.read(f"{mine}/audit.jsonl").splitlines()]
    assert [entry["action"] for entry in entries] == ["uploaded", "began", "decided"]
    assert "Воробьёва" in cabinet.read("index.html")
    whole = b"".join(zipfile.ZipFile(cabinet.out).read(name) for name in cabinet.names()).decode()
    assert "Кедров" not in whole
    assert not [name for name in cabinet.names() if not name.isascii()]
    assert stat.S_IMODE(cabinet.out.stat().st_mode) == 0o600


def test_that_it_was_taken_out_is_noted_with_the_hash_of_its_list(cabinet: Cabinet) -> None:
    podlinnik("export", "person", "--out", str(cabinet.out), "--document", cabinet.mine[0])
    verified = podlinnik("export", "verify", str(cabinet.out)).output
    entry = list(audit.entries(cabinet.desk.engine, document_id=cabinet.mine[1]))[-1]
    assert (entry["action"], entry["why"].split()[0]) == ("exported", "person")
    assert entry["why"].split()[1] in verified
    assert audit.verify(cabinet.desk.engine) is None


def test_an_inspector_gets_papers_decisions_and_acts_and_no_contacts(cabinet: Cabinet) -> None:
    done = podlinnik("export", "package", "--kind", "higher_education_diploma", "--out", str(cabinet.out))
    assert "1 documents" in done.output
    folder = f"documents/{cabinet.mine[0]}"
    assert cabinet.names() == [
        f"{folder}/original.bin", f"{folder}/document.json", f"{folder}/acts.jsonl", f"{folder}/attempts.jsonl",
        f"{folder}/decisions.jsonl", f"{folder}/window_entries.jsonl", f"{folder}/audit.jsonl", "index.html",
        "export.json", SUMS,
    ]  # fmt: skip
    assert "maria@example.org" not in cabinet.read(f"{folder}/document.json")
    assert "say which" in wrong(podlinnik("export", "package", "--out", str(cabinet.out)))
    export = Export(
        engine=cabinet.desk.engine, files=build_files(read_settings()), whole=False,
        acts=[lambda engine, document_id: [("act-1.txt", document_id.encode())]],
    )  # fmt: skip
    with sealing(cabinet.out) as sealed:
        list(export.write(sealed, cabinet.mine[:1], {"made_at": now().isoformat()}))
    assert cabinet.read(f"{folder}/acts/act-1.txt") == cabinet.mine[0]


def test_it_is_checked_by_sha256sum_too(cabinet: Cabinet) -> None:
    podlinnik("export", "person", "--out", str(cabinet.out), "--document", cabinet.mine[0])
    shutil.unpack_archive(cabinet.out, cabinet.folder / "unpacked")
    checked = subprocess.run(["sha256sum", "--check", "--strict", SUMS], cwd=cabinet.folder / "unpacked", check=False)
    assert checked.returncode == 0


@pytest.mark.parametrize("how", ["changed", "added", "removed", "cut", "outside"])
def test_a_change_is_found(cabinet: Cabinet, how: str) -> None:
    podlinnik("export", "person", "--out", str(cabinet.out), "--document", cabinet.mine[0])
    assert podlinnik("export", "verify", str(cabinet.out)).exit_code == 0
    files = {name: cabinet.read(name) for name in cabinet.names()}
    match how:
        case "changed":
            files["index.html"] = files["index.html"].replace("Отклонён", "Подтверждён")
        case "added":
            files["documents/act.txt"] = "x"
        case "removed":
            del files[f"documents/{cabinet.mine[0]}/audit.jsonl"]
        case "outside":
            files[SUMS] += f"{'0' * 64}  ../../etc/passwd\n"
    with zipfile.ZipFile(cabinet.out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    if how == "cut":
        cabinet.out.write_bytes(cabinet.out.read_bytes()[:-100])
    found = podlinnik("export", "verify", str(cabinet.out))
    assert (found.exit_code, "sound" in found.output) == (1, False)


def test_a_paper_that_the_store_has_lost_is_told_of_and_the_rest_is_there(cabinet: Cabinet) -> None:
    shutil.rmtree(cabinet.folder / "files")
    assert podlinnik("export", "person", "--out", str(cabinet.out), "--document", cabinet.mine[0]).exit_code == 0
    assert f"documents/{cabinet.mine[0]}/original.lost.txt" in cabinet.names()
    assert "Файла нет в хранилище" in cabinet.read("index.html")
