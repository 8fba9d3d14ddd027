"""What does a result line say? (the contract's JSON)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.case import Page, Reason, Value
from pipeline.runner import Run

Result = dict[str, Any]


def result_of(run: Run, versions: Mapping[str, str]) -> Result:
    """The result line of an examined case. Raises `ValueError` for a case without a decision."""
    case = run.case
    if case.decision is None:
        raise ValueError("the case has no decision")
    decision = case.decision
    return {
        "id": case.id,
        "kind": case.claim.kind,
        "kind_detected": case.reading.kind_detected if case.reading else None,
        "decision": decision.outcome.value,
        "correct_by": decision.correct_by.isoformat() if decision.correct_by else None,
        "reasons": [_reason(reason) for reason in decision.reasons],
        "fields": {name: _field(value) for name, value in (case.reading.fields if case.reading else {}).items()},
        "notes": [_reason(reason) for reason in decision.notes],
        "pages": [_page(page) for page in case.pages or ()],
        "employments": [],
        "stages": {name: round(seconds, 4) for name, seconds in run.seconds.items()},
        "versions": dict(versions),
    }


def unexamined(case_id: str | None, kind: str | None, error: str, versions: Mapping[str, str]) -> Result:
    """The result line of what could not be examined at all: no decision, and why."""
    return {
        "id": case_id, "kind": kind, "kind_detected": None, "decision": None, "correct_by": None,
        "reasons": [], "fields": {}, "notes": [], "pages": [], "employments": [], "stages": {},
        "versions": dict(versions), "error": error,
    }  # fmt: skip


def _reason(reason: Reason) -> Result:
    return reason.model_dump(mode="json")


def _field(value: Value) -> Result:
    return {
        "value": value.value,
        "raw": value.raw,
        "confidence": round(value.confidence, 4),
        "page": value.page,
        "box": list(value.box) if value.box else None,
        "source": value.source,
    }


def _page(page: Page) -> Result:
    return {"width": page.width, "height": page.height, "rotation": page.rotation}
