"""Do the commands about master keys make, change and tell of them, and never show one?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from commands.app import app
from commands.doctor import registry_check
from commands.faults import CallWrong
from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database
from pipeline.cabinet.files import FolderStore
from pipeline.cabinet.sealing.master import new_master_key, read_master_keys
from pipeline.intake import Intake
from pipeline.registry.load import import_snapshot
from pipeline.settings import read_settings
from pipeline.wiring_cabinet import build_cabinet, build_intake
from tests.cabinet.desk import MARIA
from tests.cabinet.whole import everything_in
from tests.fakes import registry_line

OLD, NEW = new_master_key("old"), new_master_key("new")
PAPER = b"a paper of Maria"


@pytest.fixture
def keys_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Path:
    """An installation without keys, that has one paper; the file for its keys."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("PODLINNIK_FILES", str(tmp_path / "files"))
    file = tmp_path / "master-keys"
    settings = read_settings()
    engine = build_cabinet(settings, kept=0)
    migrate.upgrade(engine)
    hand_in(build_intake(settings, engine), PAPER)
    engine.dispose()
    monkeypatch.setenv("PODLINNIK_MASTER_KEYS_FILE", str(file))
    return file


def hand_in(desk: Intake, content: bytes) -> str:
    stored = desk.keep([content])
    desk.submit(stored, name="a.pdf", kind="passport", holder=MARIA, declared={}, client="t")
    return stored.sha256


def keys(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["keys", *arguments])


def state() -> dict[str, object]:
    told = keys("status", "--json")
    found: dict[str, object] = json.loads(told.stdout)
    assert found["done"] is (told.exit_code == 0)
    return found


def test_a_new_key_is_one_that_can_be_used() -> None:
    printed = keys("new", "2027-01").stdout
    assert read_master_keys(printed).current == "2027-01"
    assert printed != keys("new", "2027-01").stdout
    assert isinstance(keys("new", "Две тысячи").exception, CallWrong)


def test_a_life_of_keys(keys_file: Path, tmp_path: Path) -> None:
    """None, the first, a second beside it, the first taken away: readable at every step."""
    keys_file.write_text(OLD, encoding="ascii")
    assert state()["files"] == {"open": 1}
    rotated = keys("rotate")
    assert (rotated.exit_code, "files sealed" in rotated.output, "rows sealed" in rotated.output) == (0, True, True)
    found = state()
    assert (found["files"], found["data_keys"], found["done"]) == ({"old": 1}, {"old": 1}, True)
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file() and PAPER in path.read_bytes()]

    keys_file.write_text(f"{NEW}\n{OLD}\n", encoding="ascii")
    engine = build_cabinet(read_settings(), kept=0)
    second = hand_in(build_intake(read_settings(), engine), b"another")
    engine.dispose()
    found = state()
    assert (found["files"], found["data_keys"], found["done"]) == ({"old": 1, "new": 1}, {"old": 1}, False)
    told = keys("status").output
    assert "current" in told
    assert "podlinnik keys rotate" in told
    assert keys("rotate").exit_code == 0

    keys_file.write_text(NEW, encoding="ascii")
    found = state()
    assert (found["files"], found["data_keys"], found["done"]) == ({"new": 2}, {"new": 2}, True)
    assert FolderStore(tmp_path / "files", read_master_keys(NEW)).read(second) == b"another"


def test_no_output_shows_a_key(keys_file: Path) -> None:
    keys_file.write_text(f"{NEW}\n{OLD}\n", encoding="ascii")
    said = "".join(keys(*arguments).output for arguments in (["rotate"], ["status"], ["status", "--json"]))
    assert not [key for key in (OLD, NEW) if key.partition(":")[2] in said]


def test_a_key_that_is_missing_or_wrong_is_told_by_name(keys_file: Path) -> None:
    keys_file.write_text(OLD, encoding="ascii")
    keys("rotate")
    keys_file.write_text(NEW, encoding="ascii")
    told = keys("rotate").exception
    assert isinstance(told, CallWrong)
    assert "'old' is not among PODLINNIK_MASTER_KEYS" in str(told)
    keys_file.write_text(new_master_key("old"), encoding="ascii")
    assert "not the one that wrapped" in str(keys("status").exception)


def test_without_keys_the_remedy_is_named(keys_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PODLINNIK_MASTER_KEYS_FILE")
    assert "podlinnik keys new" in str(keys("rotate").exception)


def test_a_file_that_does_not_open_is_named_and_the_others_are_done(keys_file: Path, tmp_path: Path) -> None:
    keys_file.write_text(OLD, encoding="ascii")
    keys("rotate")
    spoilt = FolderStore(tmp_path / "files", read_master_keys(new_master_key("lost"))).keep([b"x"], limit=9).sha256
    keys_file.write_text(f"{NEW}\n{OLD}\n", encoding="ascii")
    rotated = keys("rotate")
    assert (rotated.exit_code, spoilt in rotated.stderr, "'lost'" in rotated.stderr) == (1, True, True)
    assert state()["files"] == {"new": 1, "lost": 1}


def test_a_register_is_imported_sealed_and_wants_its_keys_from_then_on(keys_file: Path, tmp_path: Path) -> None:
    keys_file.write_text(OLD, encoding="ascii")
    lines = tmp_path / "registry.jsonl"
    lines.write_text(registry_line() + "\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["registry", "import", str(lines)]).exit_code == 0
    assert rows_of_the_register() == {"sealed": 1, "open": 0}
    assert registry_check(read_settings()).state == "ok"
    with pytest.MonkeyPatch.context() as without:
        without.delenv("PODLINNIK_MASTER_KEYS_FILE")
        told = CliRunner().invoke(app, ["registry", "import", str(lines)]).exception
        assert isinstance(told, CallWrong)
        assert "PODLINNIK_MASTER_KEYS is not set" in str(told)
        assert registry_check(read_settings()).state == "missing"


def test_a_register_that_lies_open_is_no_state_to_stay_in(keys_file: Path, tmp_path: Path) -> None:
    keys_file.write_text(OLD, encoding="ascii")
    assert keys("rotate").exit_code == 0
    lines = tmp_path / "registry.jsonl"
    lines.write_text(registry_line() + "\n", encoding="utf-8")
    engine = open_database(read_settings().database_address())
    import_snapshot(lines, engine)  # by a process that was not restarted with the keys yet
    assert (state()["done"], rows_of_the_register()) == (False, {"sealed": 0, "open": 1})
    assert "registry_people" in keys("status").output
    rotated = keys("rotate")
    assert (rotated.exit_code, "people of the register sealed" in rotated.output) == (0, True)
    assert (state()["done"], rows_of_the_register()) == (True, {"sealed": 1, "open": 0})
    assert not [word for word in ("ВОРОБЬ", "11223344595", "0123456") if word in everything_in(engine)]
    engine.dispose()


def rows_of_the_register() -> object:
    rows = state()["rows"]
    assert isinstance(rows, dict)
    return rows["registry_people"]
