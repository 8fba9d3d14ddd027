"""Which examples does the API's description give? (people and papers are invented; tests hold them to the models)"""

from __future__ import annotations

from typing import Any

DOCUMENT_ID = "01JD9M2V6P4X8Q7T3R5Y9W1ZKB"

SUMMARY: dict[str, Any] = {
    "id": DOCUMENT_ID,
    "kind": "higher_education_diploma",
    "status": "uploaded",
    "title": "Загружено",
    "stage": None,
    "revision": 1,
    "attempt": 0,
    "created_at": "2026-11-22T09:00:00.000+00:00",
    "updated_at": "2026-11-22T09:00:00.120+00:00",
    "valid_until": None,
    "replaces": None,
    "replaced_by": None,
    "former_status": None,
    "purged_at": None,
    "holder_key": "5b0e4f1c8a3d42d7a90c6e1f2b7d8c34",
}

HANDED_IN = {**SUMMARY, "created": True}
KNOWN = {**SUMMARY, "status": "checking", "title": "Проверяется", "stage": "ocr", "revision": 2, "attempt": 1,
         "created": False}  # fmt: skip

REJECTED: dict[str, Any] = {**SUMMARY, "status": "rejected", "title": "Отклонено", "revision": 3, "attempt": 1}

DOCUMENT: dict[str, Any] = {
    **REJECTED,
    "kind_detected": "higher_education_diploma",
    "decision": "rejected",
    "decided_at": "2026-11-22T12:00:03+03:00",
    "decided_by": "machine",
    "correct_by": "2026-11-29T23:59:59+03:00",
    "reasons": [
        {
            "code": "REGISTRY_MISMATCH",
            "disposition": "retry",
            "fault": "applicant",
            "fix": {"action": "edit_declared", "target": "field"},
            "field": "number",
            "found": "0123456",
            "expected": "0123459",
            "message": "Номер документа не совпадает с реестром.",
            "advice": "Сверьте номер с бумагой и загрузите документ ещё раз.",
            "correctable": True,
        }
    ],
    "fields": {
        "number": {
            "value": "0123456", "raw": "0123456", "confidence": 0.97, "page": 1, "box": [612, 804, 790, 838],
            "source": "ocr",
        },
    },
    "notes": [],
    "pages": [{"width": 2480, "height": 1754, "rotation": 0}],
    "employments": [],
    "service": None,
    "esignatures": [
        {
            "source": "beside", "field": None, "state": "valid", "why": "", "algorithm": "GOST R 34.10-2012 256",
            "signed_at": "2026-11-20T07:12:44Z", "time_proven": False, "whole_file": True, "changed_after": "nothing",
            "certificate": {
                "organisation": "Заречный государственный медицинский университет", "name": "Лукин Пётр Андреевич",
                "ogrn": "1027700132195", "issuer": "Федеральное казначейство", "serial": "3a91c07d",
                "sha256": "6f1f9a4be0b4d1f6e19d3a6a7c1d5e3f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d",
                "not_before": "2026-02-01T00:00:00Z", "not_after": "2027-05-01T00:00:00Z",
            },
        }
    ],
    "traces": [
        {
            "what": "covered_text", "strength": "strong", "page": 1, "box": [612, 804, 790, 838], "field": "number",
            "detail": "текст закрыт тем, что поверх", "document_id": None,
        }
    ],
    "virus_scan": {
        "result": "clean", "malware": None, "scanner": "ClamAV 1.4.3", "database": "27827",
        "database_date": "2026-11-22T09:32:43Z", "why": "",
    },
    "window": {
        "correct_by": "2026-11-29T23:59:59+03:00",
        "paused": False,
        "ledger": [
            {
                "event": "opened", "at": "2026-11-22T12:00:03+03:00", "cause": "upload",
                "correct_by": "2026-11-29T23:59:59+03:00",
            }
        ],
    },
    "act": None,
    "stages": {
        "virus_scan": 0.031, "format_check": 0.012, "esignatures": 0.09, "ocr": 0.81, "extraction": 0.02,
        "cross_check": 0.003, "decision": 0.001,
    },
    "versions": {"pipeline": "0.1.0", "rules": "3f2a91c07d5e", "ocr": "tesserocr 5.5.1 rus:1a2b3c eng:4d5e6f"},
}  # fmt: skip

DOCUMENTS = {
    "documents": [
        {**REJECTED, "correct_by": "2026-11-29T20:59:59.000+00:00", "reasons": ["REGISTRY_MISMATCH"]},
    ],
    "next": "WyI0YmYxIiwgIjAxSkQ5TTJWNlA0WDhRN1QzUjVZOVcxWktCIiwgIiJd",
}

EVENTS = {
    "events": [
        {"seq": 17, "at": "2026-11-22T09:00:00.120+00:00", "actor": "client", "action": "uploaded", "before": None,
         "after": "uploaded", "why": "higher_education_diploma"},
        {"seq": 18, "at": "2026-11-22T09:00:00.310+00:00", "actor": "machine", "action": "began",
         "before": "uploaded", "after": "checking", "why": "upload"},
        {"seq": 21, "at": "2026-11-22T09:00:03.100+00:00", "actor": "machine", "action": "decided",
         "before": "checking", "after": "rejected", "why": "upload REGISTRY_MISMATCH"},
    ],
    "next": None,
}  # fmt: skip

ACT_SHA256 = "9c1f7b2e4d6a8035f1e2d3c4b5a697887766554433221100ffeeddccbbaa9988"
ACT_VERIFIED = {
    "number": 12, "version": 2, "made_at": "2026-11-28T12:40:00+03:00", "state": "current", "replaced_by": None,
    "sha256": ACT_SHA256,
}  # fmt: skip

LINK = {
    "url": "https://papers.example/applicant/01JD9M2V6P4X8Q7T3R5Y9W1ZKB6922c4f0s2x1Yv0m3bq9WcT7uKp5ZrEoN8dLjAhGfI4kQ6tXyU",
    "expires_at": "2026-11-23T09:00:00+00:00",
}  # fmt: skip
LINKS_REVOKED = {"revoked": 1}

READY = {"ready": True, "checks": {"database": "ok", "files": "ok"}}
NOT_READY = {"ready": False, "checks": {"database": "cannot be reached", "files": "ok"}}


def shown(example: str, model: type, description: str) -> dict[str, Any]:
    """One entry of a route's `responses=`; `example` is a name of this module, put in its place by `put_in_place`."""
    return {
        "model": model,
        "description": description,
        "content": {"application/json": {"examples": {"example": {"value": example}}}},
    }


def put_in_place(description: dict[str, Any]) -> None:
    """Replace names of examples in the API's description by the examples, with their nulls."""
    for path in description["paths"].values():
        for route in path.values():
            for response in route["responses"].values():
                given = response.get("content", {}).get("application/json", {}).get("examples", {}).get("example")
                if given is not None:
                    given["value"] = globals()[given["value"]]
