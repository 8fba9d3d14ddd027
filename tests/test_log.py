"""Does nothing of a person get into the log?"""

from __future__ import annotations

import json
import logging

import pytest

from pipeline.log import configure_log, log


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
