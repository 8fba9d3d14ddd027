"""Does nothing of a person get into the log?"""

from __future__ import annotations

import ast
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.log import ALLOWED, configure_log, log

HOME = Path(__file__).parent.parent
LEVELS = {"debug", "info", "warning", "error"}


def calls(*rooms: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(path for room in rooms for path in (HOME / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(HOME)}:{node.lineno}", node


def is_event(call: ast.Call) -> bool:
    """`log().info(…)`."""
    said = call.func
    return isinstance(said, ast.Attribute) and said.attr in LEVELS and ast.unparse(said.value) == "log()"


def test_events_are_json_lines_without_what_is_not_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    configure_log("info")
    log().info("stage_done", document_id="a-1", stage="ocr", last_name="Воробьёва")
    event = json.loads(capsys.readouterr().err)
    assert (event["event"], event["stage"], event["document_id"]) == ("stage_done", "ocr", "a-1")
    assert "last_name" not in event
    assert event["code"] == "KEYS_DROPPED"


def test_below_the_level_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    configure_log("error")
    log().info("stage_done", document_id="a-1")
    assert capsys.readouterr().err == ""


def test_what_libraries_think_of_a_file_is_not_said(capsys: pytest.CaptureFixture[str]) -> None:
    configure_log("info")
    logging.getLogger("pdfminer.psparser").warning("unknown operator: Воробьёва")
    assert capsys.readouterr().err == ""


def test_every_event_has_a_name_and_allowed_keys_alone() -> None:
    events = [(where, call) for where, call in calls("pipeline", "workers", "console", "commands") if is_event(call)]
    assert len(events) > 25
    for where, call in events:
        given = {word.arg for word in call.keywords}
        assert given <= ALLOWED, where
        (name,) = call.args
        if isinstance(name, ast.Constant):
            assert re.fullmatch(r"[a-z_]+", str(name.value)), where


def test_servers_and_workers_speak_through_the_log_alone() -> None:
    others = ("print", "sys.stderr.write", "sys.stdout.write", "warnings.warn", "traceback.print_exc", "logging.info",
              "logging.warning", "logging.error", "logging.exception", "logging.basicConfig")  # fmt: skip
    said = [where for where, call in calls("workers", "console") if ast.unparse(call.func) in others]
    assert [where for where in said if not where.startswith("console/__main__.py")] == []  # a port that is taken


def test_a_worker_s_name_is_on_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_log("info", worker="machine-17-a1b2c3")
    log().info("stage_done", stage="ocr")
    assert json.loads(capsys.readouterr().err)["worker"] == "machine-17-a1b2c3"
