"""What `docs/http.md` shows works: its commands are run against a real server, in their order."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from console.api.models import DocumentShown, ReasonShown
from console.problems import SORTS, ProblemShown
from pipeline.cabinet import keys
from pipeline.rules.loader import load_reasons
from tests.console.server import Api

PAGE = Path(__file__).resolve().parents[2] / "docs" / "http.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCK = re.compile(r"^```sh (\d{3})\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WRAPPER = """#!/bin/sh
exec {curl} -sS -D headers -o body -w '%{{http_code}}' "$@"
"""


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_every_command_is_answered_as_the_page_says(api: Api, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    wrapper = desk / "curl"
    wrapper.write_text(WRAPPER.format(curl=shutil.which("curl")))
    wrapper.chmod(0o755)
    (desk / "diploma.pdf").write_bytes(b"%PDF-1.7 diploma")
    for side in ("front", "back"):
        (desk / f"{side}.jpg").write_bytes(b"\xff\xd8\xff " + side.encode())
    (desk / "better.jpg").write_bytes(b"\xff\xd8\xff better")
    with api.client() as client:
        key = client.headers["Authorization"].split()[1]
    told = {"PODLINNIK": api.url, "KEY": key, "ID": "", "ETAG": "", "PATH": f"{desk}:{os.environ['PATH']}"}
    blocks = BLOCK.findall(TEXT)
    assert len(blocks) >= 12
    for status, command in blocks:
        command = command.replace(" -o page.png", "")
        ran = subprocess.run(
            ["sh", "-c", command], cwd=desk, env={**os.environ, **told}, capture_output=True, text=True, check=True
        )
        body = (desk / "body").read_text() if (desk / "body").exists() else ""
        assert ran.stdout == status, f"{command}\n{ran.stdout}\n{body}"
        if status == "202":
            told["ID"] = json.loads(body)["id"]
        for line in (desk / "headers").read_text().splitlines():
            if line.lower().startswith("etag:"):
                told["ETAG"] = line.split(":", 1)[1].strip()


def block(kind: str) -> dict[str, object]:
    found = re.search(rf"^```json {kind}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def test_what_the_page_shows_is_of_the_models() -> None:
    ReasonShown.model_validate(block("reason"))
    problem = ProblemShown.model_validate(block("problem"))
    assert (problem.title, problem.title_ru) == SORTS[problem.code][1:3]


def test_the_page_names_every_problem_with_its_status() -> None:
    named: dict[str, int] = {}
    for row in re.findall(r"^\| (\d{3}) \| (.*?) \|", TEXT, re.MULTILINE):
        named |= dict.fromkeys(re.findall(r"`([A-Z_]+)`", row[1]), int(row[0]))
    assert named == {code: sort.status for code, sort in SORTS.items()}


def test_the_page_names_every_member_scope_and_action() -> None:
    for name in (*DocumentShown.model_fields, *keys.SCOPES, *{rule.fix.action for rule in load_reasons().values()}):
        if name not in {"id", "kind", "created_at", "updated_at", "decided_at", "decided_by"}:
            assert f"`{name}`" in TEXT, name
