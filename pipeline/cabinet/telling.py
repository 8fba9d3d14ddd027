"""Who is told what, and does it still hold when its turn comes? (policy as data; pure)

The cabinet's backend is told everything. An applicant hears of what they must do or have waited for, and nothing of
our inner steps: not that a paper is examined, waits for the register, or is looked at by a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal

from pipeline.cabinet.statuses import HELD, Status

WEBHOOK, EMAIL, SMS = "webhook", "email", "sms"
S = Status


class Topic(StrEnum):
    """What an applicant may hear of."""

    REJECTED = "rejected"
    CORRECTION_REMINDER = "correction_reminder"
    ACCESS_RESTRICTED = "access_restricted"
    APPROVED = "approved"
    RECORDED = "recorded"
    DECLARED_CORRECTED = "declared_corrected"
    EXPIRING = "expiring"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """Over which of the applicant's channels: by SMS `always`, or only `without_email`, for each one costs."""

    email: bool = True
    sms: Literal["always", "without_email", "never"]


POLICY: Mapping[Topic, Heard] = MappingProxyType(
    {
        Topic.REJECTED: Heard(sms="always"),
        Topic.CORRECTION_REMINDER: Heard(sms="always"),
        Topic.ACCESS_RESTRICTED: Heard(sms="always"),
        Topic.APPROVED: Heard(sms="without_email"),
        Topic.RECORDED: Heard(sms="without_email"),
        Topic.DECLARED_CORRECTED: Heard(sms="never"),
        Topic.EXPIRING: Heard(sms="without_email"),
        Topic.EXPIRED: Heard(sms="always"),
    }
)
OF_EVENT: Mapping[str, Topic] = MappingProxyType(
    {
        "correction_reminder": Topic.CORRECTION_REMINDER,
        "validity_reminder": Topic.EXPIRING,
        "declared_corrected": Topic.DECLARED_CORRECTED,
    }
)
OF_STATUS: Mapping[Status, Topic] = MappingProxyType(
    {
        S.REJECTED: Topic.REJECTED,
        S.ACCESS_RESTRICTED: Topic.ACCESS_RESTRICTED,
        S.APPROVED: Topic.APPROVED,
        S.RECORDED: Topic.RECORDED,
        S.EXPIRING: Topic.EXPIRING,
        S.EXPIRED: Topic.EXPIRED,
    }
)
"""Of an event `status_changed`."""


def topic_of(body: Mapping[str, Any]) -> Topic | None:
    """What an applicant hears of a notice; None when nothing.

    A status that only stays, or comes back out of the archive, is no news; another rejection is, for it may have
    other reasons.
    """
    if body["event"] != "status_changed":
        return OF_EVENT.get(body["event"])
    status, before = Status(body["status"]), body.get("before")
    topic = OF_STATUS.get(status)
    stays = before == status or (status in HELD - {S.EXPIRING} and before in HELD)
    if before == S.ARCHIVED or (stays and topic is not Topic.REJECTED):
        return None
    return topic


def channels_for(body: Mapping[str, Any], contacts: Mapping[str, Any], chosen: Collection[str]) -> tuple[str, ...]:
    """Over which of the channels that the installation has chosen a notice goes. `contacts`: `email`, `phone`."""
    heard = POLICY.get(topic_of(body)) if topic_of(body) else None  # type: ignore[arg-type]
    by_email = EMAIL in chosen and bool(contacts.get("email"))
    by_phone = SMS in chosen and bool(contacts.get("phone"))
    found = [WEBHOOK] if WEBHOOK in chosen else []
    if heard and heard.email and by_email:
        found.append(EMAIL)
    if heard and by_phone and (heard.sms == "always" or (heard.sms == "without_email" and not by_email)):
        found.append(SMS)
    return tuple(found)


def holds(body: Mapping[str, Any], row: Mapping[str, Any], now: dt.datetime) -> bool:
    """Is what an applicant would hear still so? `row` is the document's row now.

    What no longer holds is not sent: a rejection that arrives after the approval only frightens. Whatever made it
    untrue has a notice of its own. A backend is told everything nevertheless: its notices are a history.
    """
    status = Status(row["status"])
    match topic_of(body):
        case Topic.REJECTED:
            open_still = row["correct_by"] is None or row["correct_by"] > now
            return status is S.REJECTED and open_still and body.get("decision") in {None, row["decision"]}
        case Topic.CORRECTION_REMINDER:
            due = row["correct_by"]
            same = due is not None and due.isoformat() == _instant(body.get("correct_by"), due)
            return status is S.REJECTED and same and row["window_paused_at"] is None and due > now
        case Topic.ACCESS_RESTRICTED:
            return status is S.ACCESS_RESTRICTED
        case Topic.APPROVED | Topic.RECORDED | Topic.DECLARED_CORRECTED:
            return status in HELD
        case Topic.EXPIRING:
            ends = row["valid_until"]
            same = ends is not None and body.get("valid_until") in {None, ends.isoformat()}
            return status in HELD and same and ends >= now.date()
        case Topic.EXPIRED:
            return status is S.EXPIRED
        case None:
            return False


def _instant(text: str | None, like: dt.datetime) -> str | None:
    """A time of a notice in the zone of another one."""
    return dt.datetime.fromisoformat(text).astimezone(like.tzinfo).isoformat() if text else None
