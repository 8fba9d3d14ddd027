"""What is told to whom in the tests of letters."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.cabinet.outbox import Notice
from pipeline.case import Reason
from pipeline.rules.reasons import render
from workers.channels.protocol import Recipient

NOW = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC)
KAMCHATKA = ZoneInfo("Asia/Kamchatka")
LINK = "https://lk.example.ru/documents/{document_id}"
DOCUMENT = "01M817QNM0MEEBAGDSK8KTDAP8"


def reason(code: str, *, correctable: bool = True, **values: Any) -> Reason:
    message, advice = render(code, "ru", **values)
    told = {name: values.get(name) for name in ("field", "found", "expected")}
    return Reason(code=code, **told, message=message, advice=advice, correctable=correctable)


MARIA = Recipient(
    email="maria@example.org", phone="8 (916) 123-45-67", last_name="Воробьёва", first_name="Мария",
    middle_name="Петровна", title="Диплом о высшем образовании", uploaded_at=NOW - dt.timedelta(days=4),
    correct_by=dt.datetime(2026, 11, 29, 20, 59, 59, tzinfo=dt.UTC), valid_until=dt.date(2026, 12, 26),
    reasons=(reason("REGISTRY_MISMATCH", field="number", found="0123456", expected="0123459"),
             reason("SCAN_BLURRED", page=1)),
    notes=(reason("DECLARED_MISMATCH", field="issue_date", found="2019-06-28", expected="2019-06-26"),),
)  # fmt: skip


def notice(status: str = "rejected", event: str = "status_changed") -> Notice:
    body = {"document_id": DOCUMENT, "sequence": 3, "event": event, "status": status, "before": "checking"}
    return Notice(id="evt_01", channel="email", document_id=DOCUMENT, sequence=3, attempt=1, body=body)


def but(**changed: Any) -> Recipient:
    return replace(MARIA, **changed)
