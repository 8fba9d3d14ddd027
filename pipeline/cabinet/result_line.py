"""What does a result say of a case? (members of the contract's result line, whoever decided)"""

from __future__ import annotations

from typing import Any

from pipeline.case import Case, EmploymentCheck, ESignature, Page, Period, Value, VirusScan

Members = dict[str, Any]


def members_of(case: Case) -> Members:
    """What the stages found, without the decision: as much as there is by now."""
    reading = case.reading
    return {
        "kind_detected": reading.kind_detected if reading else None,
        "fields": {name: _field(value) for name, value in (reading.fields if reading else {}).items()},
        "pages": [_page(page) for page in case.pages or ()],
        **work_members(case.cross_check.employment if case.cross_check else None),
        "esignatures": [_signature(each) for each in case.esignatures or ()],
        "traces": [trace.model_dump(mode="json") for trace in case.traces],
        "virus_scan": _scan(case.virus_scan),
    }


def work_members(check: EmploymentCheck | None) -> Members:
    """The periods of a paper about work, in the order of their days, and what they sum to; nothing of other papers."""
    if check is None:
        return {"employments": [], "service": None}
    told = check.model_dump(mode="json", include={"total", "in_specialty", "counted_to", "gaps", "current"})
    told["gaps"] = [{"start": first, "end": last} for first, last in told["gaps"]]
    return {"employments": [_employment(period) for period in check.periods], "service": told}


def _employment(period: Period) -> Members:
    told = period.model_dump(
        mode="json",
        include={
            "organisation", "former_organisations", "registered_as", "position", "position_id", "medical_position",
            "second_job", "confirmed_by", "service",
        },
    )  # fmt: skip
    return {
        **told,
        "start": period.start.day.isoformat(),
        "start_exact": period.start.exact,
        "end": period.end.day.isoformat() if period.end else None,
        "end_exact": period.end.exact if period.end else None,
        "suspended": [
            {"start": first.isoformat(), "end": last.isoformat() if last else None}
            for first, last in period.suspended
        ],
        "confidence": round(period.confidence, 4),
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
