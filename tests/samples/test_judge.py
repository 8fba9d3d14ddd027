"""Is a paper that came out otherwise than it had to told from one that came out right?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from samples.judge import Sentence, judge, main


def result(decision: str | None, *codes: str) -> dict[str, Any]:
    return {"id": "a", "decision": decision, "reasons": [{"code": code} for code in codes]}


GENUINE = {"id": "a", "kind": "passport", "scenario": "genuine", "medium": "scan", "genuine": True,
           "expected": {"decision": ["approved"], "reason": [], "notes": []}}  # fmt: skip
FALSE = {**GENUINE, "scenario": "no_seal", "genuine": False,
         "expected": {"decision": ["rejected", "needs_review"], "reason": ["SEAL_MISSING"], "notes": []}}  # fmt: skip


@pytest.mark.parametrize(
    ("came_out", "expected", "sentence"),
    [
        (result("approved"), GENUINE, Sentence.RIGHT),
        (result("needs_review", "SEAL_MISSING"), GENUINE, Sentence.CAUTIOUS),
        (result("rejected", "SEAL_MISSING"), GENUINE, Sentence.FAULT),
        (result("rejected", "SEAL_MISSING"), FALSE, Sentence.RIGHT),
        (result("needs_review", "FIELD_MISSING"), FALSE, Sentence.CAUTIOUS),
        (result("waiting", "REGISTRY_UNAVAILABLE"), FALSE, Sentence.CAUTIOUS),
        (result("approved"), FALSE, Sentence.FAULT),
        (result(None), FALSE, Sentence.FAULT),
        (None, GENUINE, Sentence.FAULT),
    ],
)
def test_only_what_harms_somebody_is_a_fault(
    came_out: dict[str, Any] | None, expected: dict[str, Any], sentence: Sentence
) -> None:
    assert judge(came_out, expected) is sentence


@pytest.mark.parametrize(("decision", "status"), [("needs_review", 0), ("approved", 1)])
def test_an_approved_wrong_paper_ends_in_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], decision: str, status: int
) -> None:
    (tmp_path / "results.jsonl").write_text(json.dumps(result(decision)), encoding="utf-8")
    (tmp_path / "expected.jsonl").write_text(json.dumps(FALSE), encoding="utf-8")
    ended = 0
    try:
        main(tmp_path / "results.jsonl", tmp_path / "expected.jsonl")
    except typer.Exit as error:
        ended = error.exit_code
    assert ended == status
    assert "no_seal" in capsys.readouterr().out
