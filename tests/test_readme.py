"""Does what the README shows to a caller run?"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import typer

from commands.app import app
from commands.desk import load_registry
from commands.progress import stderr_console
from pipeline.cabinet.database import sqlite_url

HOME = Path(__file__).parent.parent
KEPT = HOME / "samples" / "kept"


def python_of(readme: str) -> str:
    (code,) = re.findall(r"```python\n(.*?)```", (HOME / readme).read_text(encoding="utf-8"), flags=re.DOTALL)
    return str(code)


def without_comments(code: str) -> str:
    return re.sub(r"  #.*", "", code)


def test_both_readmes_show_the_same_lines() -> None:
    assert without_comments(python_of("README.md")) == without_comments(python_of("README.ru.md"))


@pytest.mark.parametrize("readme", ["README.md", "README.ru.md"])
def test_links_of_the_readmes_lead_somewhere(readme: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (HOME / readme).read_text(encoding="utf-8"))
    missing = [link for link in links if not (HOME / link).exists()]
    assert missing == []


@pytest.mark.parametrize("readme", ["README.md", "README.ru.md"])
def test_commands_and_options_of_the_readmes_are_there(readme: str) -> None:
    lines = re.findall(r"^podlinnik (.+)$", (HOME / readme).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(lines) >= 7
    for line in lines:
        command = typer.main.get_command(app)
        for word in line.partition("   #")[0].split():
            if word.startswith("--"):
                assert word in {option for parameter in command.params for option in parameter.opts}, line
            elif word in getattr(command, "commands", {}):
                command = command.commands[word]  # type: ignore[attr-defined]
        assert not hasattr(command, "commands"), line


@pytest.mark.engine
def test_lines_for_a_caller_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(KEPT / "files" / "s-0001.jpg", tmp_path / "diploma.jpg")
    load_registry(KEPT / "registry.jsonl", sqlite_url(tmp_path / "registry.db"), stderr_console())
    monkeypatch.chdir(tmp_path)
    exec(compile(python_of("README.md"), "README.md", "exec"), {})
    assert re.match(r"(approved|rejected|needs_review) \[", capsys.readouterr().out)
