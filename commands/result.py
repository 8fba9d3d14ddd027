"""What does a result line say? (the contract's JSON)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.cabinet.result_line import members_of
from pipeline.case import Reason
from pipeline.runner import Run

Result = dict[str, Any]


def result_of(run: Run, versions: Mapping[str, str]) -> Result:
    """The result line of an examined case. Raises `ValueError` for a case without a decision."""
    case = run.case
    if case.decision is None:
        raise ValueError("the case has no decision")
    decision, found = case.decision, members_of(case)
    return {
        "id": case.id,
        "kind": case.claim.kind,
        "kind_detected": found["kind_detected"],
        "decision": decision.outcome.value,
        "correct_by": decision.correct_by.isoformat() if decision.correct_by else None,
        "reasons": [_reason(reason) for reason in decision.reasons],
        "fields": found["fields"],
        "notes": [_reason(reason) for reason in decision.notes],
        "pages": found["pages"],
        "employments": found["employments"],
        "service": found["service"],
        "esignatures": found["esignatures"],
        "traces": found["traces"],
        "virus_scan": found["virus_scan"],
        "stages": {name: round(seconds, 4) for name, seconds in run.seconds.items()},
        "versions": dict(versions),
    }


def unexamined(case_id: str | None, kind: str | None, error: str, versions: Mapping[str, str]) -> Result:
    """The result line of what could not be examined at all: no decision, and why."""
    return {
        "id": case_id, "kind": kind, "kind_detected": None, "decision": None, "correct_by": None,
        "reasons": [], "fields": {}, "notes": [], "pages": [], "employments": [], "service": None,
        "traces": [], "esignatures": [], "virus_scan": None, "stages": {}, "versions": dict(versions), "error": error,
    }  # fmt: skip


def _reason(reason: Reason) -> Result:
    return reason.model_dump(mode="json")
