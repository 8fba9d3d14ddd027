"""What does a result say of a case? (members of the contract's result line, whoever decided)"""

from __future__ import annotations

from typing import Any

from pipeline.case import Case, ESignature, Page, Value, VirusScan

Members = dict[str, Any]


def members_of(case: Case) -> Members:
    """What the stages found, without the decision: as much as there is by now."""
    reading = case.reading
    return {
        "kind_detected": reading.kind_detected if reading else None,
        "fields": {name: _field(value) for name, value in (reading.fields if reading else {}).items()},
        "pages": [_page(page) for page in case.pages or ()],
        "employments": [],
        "esignatures": [_signature(each) for each in case.esignatures or ()],
        "traces": [trace.model_dump(mode="json") for trace in case.traces],
        "virus_scan": _scan(case.virus_scan),
    }


def _scan(scan: VirusScan | None) -> Members | None:
    """None while nobody was asked."""
    return scan.model_dump(mode="json") if scan else None


def _signature(signature: ESignature) -> Members:
    return signature.model_dump(mode="json")


def _field(value: Value) -> Members:
    return {
        "value": value.value,
        "raw": value.raw,
        "confidence": round(value.confidence, 4),
        "page": value.page,
        "box": list(value.box) if value.box else None,
        "source": value.source,
    }


def _page(page: Page) -> Members:
    return {"width": page.width, "height": page.height, "rotation": page.rotation}
