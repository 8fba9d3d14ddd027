"""Is a file under a nasty name kept under a safe one, whichever way it comes in?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from commands.examine import upload_of
from commands.manifest import BadEntry, Entry, read_manifest
from pipeline.cabinet import migrate
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import open_database, reading, sqlite_url
from pipeline.case import Holder
from pipeline.intake import submit
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_intake
from samples.hostile.names import NASTY

KIND = "higher_education_diploma"


def test_a_file_that_is_handed_in_from_python(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "cabinet.db")
    engine = open_database(url)
    migrate.upgrade(engine)
    desk = build_intake(Settings(database_url=url, files=tmp_path / "files"), engine)
    stored = desk.keep(iter([b"%PDF-1.7"]))
    for number, name in enumerate(NASTY):
        holder = Holder(last_name="Воробьёва", snils=f"{number:011}")
        desk.submit(stored, name=name, kind=KIND, holder=holder, declared={}, client="python")
    nasty = tmp_path / "диплом\u202egnp.exe"
    nasty.write_bytes(b"MZ")
    submit(nasty, kind=KIND, intake=desk)
    with reading(engine) as connection:
        names = [claim["upload"]["name"] for claim in connection.execute(select(DOCUMENTS.c.claim)).scalars()]
    assert len(names) == len(NASTY) + 1
    assert "дипломgnp.exe" in names
    assert not [name for name in names if set(name) & set("/\\\0\r\n\u202e\u2066\u200b") or name in ("", ".", "..")]


@pytest.mark.parametrize("name", ["a\0.pdf", "", " "])
def test_a_line_of_a_manifest_that_names_no_file(name: str, tmp_path: Path) -> None:
    assert isinstance(entry_of(tmp_path, name), BadEntry)


def test_a_file_of_a_manifest(tmp_path: Path) -> None:
    (tmp_path / "диплом\u202egnp.exe").write_bytes(b"MZ")
    entry = entry_of(tmp_path, "диплом\u202egnp.exe")
    assert isinstance(entry, Entry)
    assert upload_of(entry.file).name == "дипломgnp.exe"


def entry_of(home: Path, name: str) -> Entry | BadEntry:
    manifest = home / "manifest.jsonl"
    manifest.write_text(json.dumps({"id": "a", "file": name, "kind": KIND}), encoding="utf-8")
    (entry,) = read_manifest(manifest, [KIND])
    return entry
