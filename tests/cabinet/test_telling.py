"""Who hears of what, and when is it no longer said?"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pipeline.cabinet.statuses import Status
from pipeline.cabinet.telling import OF_EVENT, POLICY, Topic, channels_for, holds, topic_of

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
DUE = NOW + dt.timedelta(days=7)
BOTH = {"email": "a@example.org", "phone": "+79161234567"}
ALL = ("webhook", "email", "sms")


def notice(status: str, event: str = "status_changed", **more: Any) -> dict[str, Any]:
    return {"event": event, "status": status, "before": "checking", **more}


def row(status: str, **more: Any) -> dict[str, Any]:
    empty = {"decision": "d1", "correct_by": None, "window_paused_at": None, "valid_until": None}
    return {"status": status, **empty, **more}


@pytest.mark.parametrize(
    ("body", "topic"),
    [
        (notice("rejected"), Topic.REJECTED),
        (notice("rejected", before="rejected"), Topic.REJECTED),
        (notice("approved"), Topic.APPROVED),
        (notice("approved", before="approved"), None),
        (notice("approved", before="archived"), None),
        (notice("approved", before="expiring"), None),
        (notice("expiring", before="approved"), Topic.EXPIRING),
        (notice("expired", before="expiring"), Topic.EXPIRED),
        (notice("recorded"), Topic.RECORDED),
        (notice("access_restricted", before="rejected"), Topic.ACCESS_RESTRICTED),
        (notice("rejected", "correction_reminder"), Topic.CORRECTION_REMINDER),
        (notice("expiring", "validity_reminder"), Topic.EXPIRING),
        (notice("approved", "declared_corrected"), Topic.DECLARED_CORRECTED),
        (notice("approved", "renewal_uploaded"), None),
        *((notice(one), None) for one in ("uploaded", "checking", "waiting", "needs_review", "replaced", "archived")),
    ],
)  # fmt: skip
def test_an_applicant_hears_what_they_must_do_or_have_waited_for(body: dict[str, Any], topic: Topic | None) -> None:
    assert topic_of(body) is topic
    assert channels_for(body, BOTH, ALL)[0] == "webhook"
    assert ("email" in channels_for(body, BOTH, ALL)) == (topic is not None)


def test_every_topic_has_its_channels_and_every_status_is_known() -> None:
    assert set(POLICY) == set(Topic)
    for status in Status:
        topic_of(notice(status))
    assert set(OF_EVENT.values()) <= set(Topic)


@pytest.mark.parametrize(
    ("status", "contacts", "chosen", "channels"),
    [
        ("rejected", BOTH, ALL, ("webhook", "email", "sms")),
        ("approved", BOTH, ALL, ("webhook", "email")),
        ("approved", {"phone": "1"}, ALL, ("webhook", "sms")),
        ("approved", BOTH, ("sms",), ("sms",)),
        ("rejected", {}, ALL, ("webhook",)),
        ("rejected", {"email": "", "phone": None}, ALL, ("webhook",)),
        ("checking", BOTH, ("email", "sms"), ()),
        ("rejected", BOTH, (), ()),
    ],
)
def test_a_notice_goes_where_the_applicant_can_be_reached(
    status: str, contacts: dict[str, Any], chosen: tuple[str, ...], channels: tuple[str, ...]
) -> None:
    assert channels_for(notice(status), contacts, chosen) == channels


REMINDER = notice("rejected", "correction_reminder", correct_by=DUE.isoformat())


@pytest.mark.parametrize(
    ("body", "now", "so"),
    [
        (notice("rejected", decision="d1"), row("rejected", correct_by=DUE), True),
        (notice("rejected", decision="d0"), row("rejected", correct_by=DUE), False),
        (notice("rejected", decision="d1"), row("rejected", correct_by=NOW), False),
        (notice("rejected", decision="d1"), row("approved"), False),
        (notice("rejected", decision="d1"), row("access_restricted"), False),
        (REMINDER, row("rejected", correct_by=DUE), True),
        (REMINDER, row("rejected", correct_by=DUE.astimezone(dt.timezone(dt.timedelta(hours=3)))), True),
        (REMINDER, row("rejected", correct_by=DUE + dt.timedelta(days=1)), False),
        (REMINDER, row("rejected", correct_by=DUE, window_paused_at=NOW), False),
        (REMINDER, row("replaced"), False),
        (notice("access_restricted"), row("access_restricted"), True),
        (notice("access_restricted"), row("uploaded"), False),
        (notice("approved"), row("expiring"), True),
        (notice("approved"), row("rejected"), False),
        (notice("expiring", valid_until="2026-12-22"), row("expiring", valid_until=dt.date(2026, 12, 22)), True),
        (notice("expiring", valid_until="2026-12-22"), row("expiring", valid_until=dt.date(2031, 12, 22)), False),
        (notice("expiring", valid_until="2026-11-21"), row("expiring", valid_until=dt.date(2026, 11, 21)), False),
        (notice("expired"), row("replaced"), False),
        (notice("checking"), row("checking"), False),
    ],
)
def test_what_is_no_longer_so_is_not_said(body: dict[str, Any], now: dict[str, Any], so: bool) -> None:
    assert holds(body, now, NOW) is so
