"""How does a document stand, as its applicant is told? (pure: from what the cabinet knows to what a page shows)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from console.applicant.cutting import Cut, cut_of, finding_of
from console.applicant.words import days_in_words, moment_in_words, status_in_words
from console.pages.words import RUSSIAN
from pipeline.cabinet.answers import Told, case_of
from pipeline.cabinet.changes import Row
from pipeline.cabinet.statuses import HELD, IN_WORK, Status
from pipeline.case import Case
from pipeline.rules.loader import load_kinds, load_reasons
from pipeline.rules.reasons import render
from pipeline.zones import zone_of

Tone = Literal["good", "bad", "busy", "plain"]
TELLING = frozenset({Status.REJECTED, Status.ACCESS_RESTRICTED, Status.EXPIRED})
"""Statuses whose reasons are the applicant's to read; in all others a specialist or we are at it."""
TOLD = frozenset({"retry", "final"})
MENDED_BY_TYPING = "edit_declared"
RENEWED = frozenset({Status.ACCESS_RESTRICTED, Status.EXPIRED, Status.EXPIRING})
REFRESH_SECONDS: Mapping[Status, int] = {
    **dict.fromkeys(IN_WORK, 3), Status.WAITING: 20, Status.NEEDS_REVIEW: 60,
}  # fmt: skip
"""How often the page looks again by itself."""


@dataclass(frozen=True, kw_only=True)
class Why:
    """A reason in words. `language` is that of the words: a person's own words are not translated."""

    message: str
    advice: str
    language: str
    cut: Cut | None


@dataclass(frozen=True, kw_only=True)
class Deadline:
    at: str
    words: str
    left: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    document_id: str
    kind: str
    kind_title: str
    decision: str
    tone: Tone
    title: str
    hint: str
    whys: tuple[Why, ...]
    deadline: Deadline | None
    may_upload: bool
    may_edit: bool
    refresh_seconds: int
    is_replacement: bool
    former_counts: bool


def standing_of(rows: Sequence[Row], told: Told, language: str, now: dt.datetime) -> Standing:
    """`rows`: the link's document and its replacements; `told`: of the last one."""
    row = told.row
    status = Status(row["status"])
    title, hint = status_in_words(status, language)
    reasons = reasons_told(told)
    actions = {_action(reason) for reason in reasons if reason["correctable"]}
    return Standing(
        document_id=row["id"],
        kind=row["kind"],
        kind_title=load_kinds()[row["kind"]].title if row["kind"] in load_kinds() else row["kind"],
        decision=row["decision"] or "",
        tone=_tone(status),
        title=title,
        hint=hint,
        whys=_whys(case_of(told), reasons, language) if reasons else (),
        deadline=_deadline(row, language, now),
        may_upload=status in RENEWED or (status is Status.REJECTED and bool(actions - {MENDED_BY_TYPING})),
        may_edit=MENDED_BY_TYPING in actions,
        refresh_seconds=REFRESH_SECONDS.get(status, 0),
        is_replacement=len(rows) > 1,
        former_counts=len(rows) > 1 and Status(rows[-2]["status"]) in HELD and status not in HELD,
    )


def reasons_told(told: Told) -> list[Mapping[str, Any]]:
    """Reasons of the decision in force that its applicant is told, in the order of `Standing.whys`."""
    if told.decision is None or Status(told.row["status"]) not in TELLING:
        return []
    return [reason for reason in told.decision["reasons"] if _disposition(reason) in TOLD]


def _whys(case: Case, reasons: Sequence[Mapping[str, Any]], language: str) -> tuple[Why, ...]:
    return tuple(_why(case, reason, language) for reason in reasons)


def _why(case: Case, reason: Mapping[str, Any], language: str) -> Why:
    message, advice, spoken = reason["message"], reason["advice"], RUSSIAN
    finding = finding_of(case, reason["code"], reason["field"])
    if language != RUSSIAN and reason["code"] in load_reasons():
        values = {"field": reason["field"], "found": reason["found"], "expected": reason["expected"]}
        values["page"] = finding.page if finding else None
        if (message, advice) == render(reason["code"], "ru", **values):  # not a person's own words
            message, advice = render(reason["code"], "en", **values)
            spoken = language
    return Why(message=message, advice=advice, language=spoken, cut=cut_of(case, reason["code"], reason["field"]))


def _disposition(reason: Mapping[str, Any]) -> str:
    """A code of a later version than this one is told by whether it can be mended."""
    rule = load_reasons().get(reason["code"])
    return rule.disposition if rule else "retry" if reason["correctable"] else "final"


def _action(reason: Mapping[str, Any]) -> str:
    rule = load_reasons().get(reason["code"])
    return rule.fix.action if rule else "none"


def _tone(status: Status) -> Tone:
    if status in IN_WORK or status is Status.NEEDS_REVIEW:
        return "busy"
    if status in {Status.REJECTED, Status.ACCESS_RESTRICTED, Status.EXPIRED}:
        return "bad"
    return "good" if status in HELD else "plain"


def _deadline(row: Row, language: str, now: dt.datetime) -> Deadline | None:
    """While the window runs: in the applicant's zone, with the days that are left after today."""
    if row["correct_by"] is None or row["window_paused_at"] is not None:
        return None
    zone = zone_of((row["claim"].get("holder") or {}).get("time_zone"))
    until = row["correct_by"].astimezone(zone)
    days = (until.date() - now.astimezone(zone).date()).days
    return Deadline(
        at=until.isoformat(timespec="seconds"), words=moment_in_words(until, language),
        left=days_in_words(days, language),
    )  # fmt: skip
