"""Is each kind of fault of a file store found, in a folder and in a bucket, at once or in slices, and nothing else?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from commands.app import app
from commands.faults import CallWrong
from pipeline.cabinet import migrate
from pipeline.cabinet.files import FileStore, FolderStore
from pipeline.cabinet.orphans import PREFIXES
from pipeline.cabinet.sealing.master import new_master_key, read_master_keys
from pipeline.cabinet.store_check import Fault, LastCheck, Tally, Verifier, last_check, verify
from pipeline.cabinet.uploads import NewUpload, Uploads
from pipeline.case import Claim, Upload
from pipeline.settings import read_settings
from pipeline.wiring_cabinet import build_cabinet, build_files, build_intake, now
from samples.servers.s3_server import S3Server
from tests.cabinet.desk import MARIA

KEY = new_master_key("first")


class Store:
    """A cabinet with papers, and its store."""

    def __init__(self) -> None:
        self.settings = read_settings()
        self.engine: Engine = build_cabinet(self.settings, kept=1)
        migrate.upgrade(self.engine)
        self.desk = build_intake(self.settings, self.engine)
        self.files: FileStore = build_files(self.settings)

    def hand_in(self, content: bytes) -> str:
        stored = self.desk.keep([content])
        self.desk.submit(stored, name="a.pdf", kind="passport", holder=MARIA, declared={}, client="t")
        return stored.sha256

    def noted(self) -> LastCheck | None:
        with self.engine.connect() as connection:
            return last_check(connection)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Iterator[Store]:
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("PODLINNIK_FILES", str(tmp_path / "files"))
    monkeypatch.setenv("PODLINNIK_MASTER_KEYS", KEY)
    found = Store()
    yield found
    found.engine.dispose()


def call(*options: str) -> Result:
    return CliRunner().invoke(app, ["verify-store", *options])


def told(*options: str) -> tuple[int, dict[str, str], dict[str, Any]]:
    """Exit status, faults by file, the line that sums up."""
    done = call("--json", *options)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return done.exit_code, {line["file"]: line["fault"] for line in lines[:-1]}, lines[-1]


def path_of(folder: Path, name: str) -> Path:
    return folder / name[:2] / name


def test_a_sound_store_is_sound_and_noted(store: Store) -> None:
    for content in (b"one", b"two", b"three"):
        store.hand_in(content)
    status, faults, summary = told()
    assert (status, faults, summary["files"], summary["sound"]) == (0, {}, 3, True)
    noted = store.noted()
    assert noted is not None
    assert (noted.sound, noted.files) == (True, 3)
    assert "3 files looked at; nothing is wrong" in call().output


def test_every_fault_is_found_by_its_name(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    names = {what: store.hand_in(what.encode()) for what in ("lost", "changed", "locked", "cut", "fine")}
    path_of(folder, names["lost"]).unlink()
    raw = bytearray(path_of(folder, names["changed"]).read_bytes())
    raw[-1] ^= 1
    path_of(folder, names["changed"]).write_bytes(raw)
    other = FolderStore(tmp_path / "other", read_master_keys(new_master_key("gone")))
    other.keep([b"locked"], limit=99)
    path_of(folder, names["locked"]).write_bytes(path_of(tmp_path / "other", names["locked"]).read_bytes())
    path_of(folder, names["cut"]).write_bytes(path_of(folder, names["cut"]).read_bytes()[:-1])
    unowned = store.files.keep([b"nobody's"], limit=99).sha256
    (folder / unowned[:2] / "notes.txt").write_text("x", encoding="ascii")
    status, faults, summary = told()
    assert faults == {
        names["lost"]: "lost", names["changed"]: "changed", names["locked"]: "locked", names["cut"]: "changed",
        unowned: "unowned", "notes.txt": "foreign",
    }  # fmt: skip
    assert (status, summary["files"], summary["changed"], summary["sound"]) == (1, 5, 2, False)
    assert store.noted() is not None
    assert not store.noted().sound  # type: ignore[union-attr]
    shown = call("--quick").output
    assert names["lost"] in shown
    assert "restore it from a backup" in shown


def test_a_length_that_is_not_what_was_noted_is_found_without_reading(store: Store, tmp_path: Path) -> None:
    name = store.hand_in(b"as long as it was")
    other = FolderStore(tmp_path / "files")  # somebody put another content there, open
    path_of(tmp_path / "files", name).write_bytes(b"shorter")
    assert other.has(name)
    assert told("--quick")[1] == {name: "size"}
    assert told()[1] == {name: "changed"}


def test_a_signature_that_came_beside_a_paper_is_its_file_too(store: Store, tmp_path: Path) -> None:
    paper, beside = (store.files.keep([content], limit=99) for content in (b"paper", b"signature"))
    claim = Claim(
        kind="passport", holder=MARIA, declared={}, upload=Upload(name="a.pdf", size=5, sha256=paper.sha256),
        signature=Upload(name="a.pdf.sig", size=9, sha256=beside.sha256),
    )  # fmt: skip
    new = NewUpload(claim=claim, holder_key="k", client="t")
    Uploads(store.engine, now).submit(new)
    assert told()[1:] == ({}, {**told()[2], "files": 2})
    path_of(tmp_path / "files", beside.sha256).unlink()
    assert told()[:2] == (1, {beside.sha256: "lost"})


def test_files_that_nobody_has_are_told_and_are_no_fault(store: Store) -> None:
    unowned = store.files.keep([b"nobody's"], limit=99).sha256
    status, faults, summary = told()
    assert (status, faults, summary["sound"]) == (0, {unowned: "unowned"}, True)


def test_a_pass_in_slices_comes_to_the_same(store: Store, tmp_path: Path) -> None:
    names = [store.hand_in(str(number).encode()) for number in range(12)]
    for name in names[::3]:
        path_of(tmp_path / "files", name).unlink()
    verifier, found, runs = Verifier(engine=store.engine, files=store.files), [], 0
    while store.noted() is None:
        runs += 1
        slices = iter([True] * 60 + [False])
        tally = Tally()
        found += verify(verifier, tally, now, resume=True, step=lambda _: None, goes_on=lambda s=slices: next(s))  # type: ignore[misc]
    assert runs == -(-len(PREFIXES) // 61)
    assert sorted(each.name for each in found) == sorted(names[::3])
    assert (tally.files, tally.found["lost"]) == (12, 4)
    assert store.noted() == LastCheck(at=store.noted().at, sound=False, files=12)  # type: ignore[union-attr]
    assert told()[2]["files"] == 12, "without --resume it begins anew"


def test_a_document_that_went_meanwhile_has_lost_nothing(store: Store, tmp_path: Path) -> None:
    name = store.hand_in(b"purged")

    class Purging(FolderStore):
        def read(self, sha256: str) -> bytes:
            self.remove(sha256)
            with store.engine.begin() as connection:
                for table in ("notices", "documents"):
                    connection.execute(text(f"DELETE FROM {table}"))
            return super().read(sha256)

    verifier = Verifier(engine=store.engine, files=Purging(tmp_path / "files"), at_once=1)
    assert list(verifier.prefix(name[:2], Tally())) == []


def test_a_store_that_is_away_is_a_clear_line_and_no_fault_of_the_files(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.hand_in(b"one")
    monkeypatch.setenv("PODLINNIK_FILES", "s3://papers/a")
    monkeypatch.setenv("PODLINNIK_S3_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("PODLINNIK_S3_TRIES", "1")
    failed = call().exception
    assert isinstance(failed, CallWrong)
    assert "the file store cannot be used (S3:" in str(failed)
    assert store.noted() is None


@pytest.mark.services
def test_a_bucket_is_verified_as_a_folder_is(
    store: Store, s3_server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = s3_server.create_bucket()
    for name, value in {
        "FILES": f"s3://{bucket}/a", "S3_ENDPOINT": s3_server.endpoint, "S3_ACCESS_KEY": "x", "S3_SECRET_KEY": "x",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"PODLINNIK_{name}", value)
    there = Store()
    names = [there.hand_in(content) for content in (b"fine", b"lost", b"changed")]
    client = s3_server.client()
    client.delete_object(Bucket=bucket, Key=f"a/{names[1][:2]}/{names[1]}")
    key = f"a/{names[2][:2]}/{names[2]}"
    metadata = client.head_object(Bucket=bucket, Key=key)["Metadata"]
    client.put_object(Bucket=bucket, Key=key, Body=b"x" * 23, Metadata=metadata)
    found = [
        each
        for prefix in {name[:2] for name in names}
        for each in Verifier(engine=there.engine, files=there.files).prefix(prefix, Tally())
    ]
    there.engine.dispose()
    assert {each.name: each.fault for each in found} == {names[1]: Fault.LOST, names[2]: Fault.CHANGED}
