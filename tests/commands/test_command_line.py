"""What does a person meet who calls the commands rightly and wrongly?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from commands.doctor import database_check, engine_check, fonts, python_check, temporary_folder
from pipeline.rules.loader import load_kinds
from pipeline.settings import Settings
from tests.fakes import registry_line

ROOT = Path(__file__).resolve().parent.parent.parent


def podlinnik(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    code = "from commands.main import run; run()"
    base = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, check=False, timeout=120, cwd=cwd, env=base | environment,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["batch"], "manifest"),
        (["batch", "gone.jsonl", "--out", "out.jsonl"], "gone.jsonl"),
        (["batch", "empty", "--registry", "gone.jsonl", "--out", "out.jsonl"], "gone.jsonl"),
        (["batch", "empty", "--out", "out.jsonl", "--as-of", "28.06.2019"], "YYYY-MM-DD"),
        (["batch", "empty", "--out", "."], "file of their own"),
        (["batch", "empty", "--out", "empty"], "file of their own"),
        (["batch", "empty", "--out", "out.jsonl", "--jobs", "-1"], "jobs"),
        (["check", "gone.pdf", "--kind", "passport"], "gone.pdf"),
        (["check", "empty", "--kind", "love_letter"], "love_letter"),
        (["check", "empty", "--kind", "passport", "--holder", "{"], "--holder"),
        (["check", "empty", "--kind", "passport", "--birth-date", "1.2.1990"], "birth_date"),
        (["check", "empty", "--kind", "passport", "--declared", "[]"], "declared"),
        (["kinds", "love_letter"], "love_letter"),
        (["registry", "import", "gone.jsonl"], "gone.jsonl"),
        (["fly"], "fly"),
    ],
)
def test_a_wrong_call_is_one_clear_line_and_status_2(arguments: list[str], says: str, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    done = podlinnik(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named() -> None:
    done = podlinnik("kinds", PODLINNIK_ENGINE="guess")
    assert done.returncode == 2
    assert "engine" in done.stderr


def test_kinds_lists_every_kind_with_its_fields() -> None:
    done = podlinnik("kinds", "--json")
    listed = {kind["kind"]: kind for kind in json.loads(done.stdout)}
    assert set(listed) == set(load_kinds())
    assert "last_name" in listed["passport"]["fields"]
    assert "passport" in podlinnik("kinds").stdout
    assert json.loads(podlinnik("kinds", "passport", "--json").stdout)["kind"] == "passport"


def test_an_empty_manifest_gives_empty_results(tmp_path: Path) -> None:
    (tmp_path / "manifest.jsonl").write_text("\n\n", encoding="utf-8")
    (tmp_path / "registry.jsonl").write_text(registry_line() + "\n", encoding="utf-8")
    arguments = ["manifest.jsonl", "--registry", "registry.jsonl", "--out", "new/results.jsonl", "--json"]
    done = podlinnik("batch", *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["lines"] == 0
    assert (tmp_path / "new" / "results.jsonl").read_text(encoding="utf-8") == ""
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["results.jsonl"]


def test_a_register_is_imported_twice_with_the_same_outcome_and_bad_lines_are_named(tmp_path: Path) -> None:
    (tmp_path / "registry.jsonl").write_text(f"{registry_line()}\n{{oops\n", encoding="utf-8")
    arguments = ["registry", "import", "registry.jsonl", "--database", f"sqlite:///{tmp_path}/new/r.db"]
    for _ in range(2):
        done = podlinnik(*arguments, cwd=tmp_path)
        assert done.returncode == 1
        assert "line 2: not JSON" in done.stderr
        assert "1 people" in done.stderr


@pytest.mark.engine
def test_the_doctor_finds_nothing_missing_here(tmp_path: Path) -> None:
    done = podlinnik("doctor", "--json", DATABASE_URL=f"sqlite:///{tmp_path}/new/podlinnik.db")
    checks = {check["name"]: check for check in json.loads(done.stdout)}
    assert done.returncode == 0
    assert "rus" in checks["engine tesserocr"]["found"]
    assert checks["register's snapshot"]["remedy"]


def test_the_doctor_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    no_models = Settings(tessdata=tmp_path)

    def nowhere() -> str:
        return str(tmp_path / "gone")

    for check in (
        python_check((3, 9)), engine_check(no_models, "tesserocr"), database_check(f"sqlite:///{tmp_path}/file/x.db"),
        temporary_folder(nowhere),
    ):  # fmt: skip
        assert check.state == "missing"
        assert check.remedy
    assert engine_check(no_models, "pytesseract").state == "optional"


def test_fonts_are_never_essential(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert fonts().state == "optional"
