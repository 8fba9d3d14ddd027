"""An applicant is told how the document stands, in words, and nothing that is not theirs to know."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from console.applicant.standing import Standing, standing_of
from console.applicant.words import STATUSES, days_in_words, moment_in_words, status_in_words, words_of
from console.pages.words import LANGUAGES
from pipeline.cabinet.answers import Told
from pipeline.cabinet.statuses import Status
from pipeline.rules.reasons import render
from pipeline.zones import zone_of

NOW = dt.datetime(2026, 11, 29, 9, 0, tzinfo=dt.UTC)
UNTIL = dt.datetime(2026, 12, 6, 20, 59, 59, tzinfo=dt.UTC)


def reason(code: str, *, correctable: bool = True, field: str | None = None, **own: str) -> dict[str, Any]:
    text = render(code, "ru", field=field)
    told = {"code": code, "field": field, "found": None, "expected": None, "correctable": correctable}
    return {**told, "message": text.message, "advice": text.advice, **own}


def stands(
    status: Status, *reasons: dict[str, Any], language: str = "ru", zone: str | None = None, **row: Any
) -> Standing:
    """Of a document with that status, decided for these reasons."""
    upload = {"name": "a.pdf", "size": 1, "sha256": "0" * 64}
    claim = {"kind": "higher_education_diploma", "holder": {"time_zone": zone}, "declared": {}, "upload": upload}
    whole = {
        "id": "D", "kind": "higher_education_diploma", "claim": claim, "status": status.value, "decision": "E",
        "correct_by": None, "window_paused_at": None, **row,
    }  # fmt: skip
    told = Told(row=whole, results={}, decision={"reasons": list(reasons)}, ledger=())
    return standing_of([whole], told, language, NOW)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_has_words(language: str) -> None:
    assert set(STATUSES) == set(Status)
    titles = {status_in_words(status, language)[0] for status in Status}
    assert len(titles) == len(Status)
    assert all(words_of(language).values())


@pytest.mark.parametrize(
    ("codes", "uploads", "edits"),
    [
        (["SCAN_BLURRED"], True, False), (["DECLARED_MISMATCH"], False, True),
        (["DECLARED_MISMATCH", "SCAN_BLURRED"], True, True), (["SEAL_MISSING"], True, False),
    ],
)  # fmt: skip
def test_another_file_is_asked_for_where_one_mends_it(codes: list[str], uploads: bool, edits: bool) -> None:
    shown = stands(Status.REJECTED, *map(reason, codes))
    assert (shown.may_upload, shown.may_edit) == (uploads, edits)
    assert len(shown.whys) == len(codes)


def test_what_is_final_can_only_be_read() -> None:
    shown = stands(Status.REJECTED, reason("REGISTRY_REVOKED", correctable=False))
    assert not shown.may_upload


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.REJECTED, Status.ACCESS_RESTRICTED, Status.EXPIRED}))
def test_reasons_are_told_where_they_are_the_applicant_s_alone(status: Status) -> None:
    assert stands(status, reason("SCAN_BLURRED")).whys == ()


def test_what_a_specialist_looks_at_and_what_is_our_fault_is_not_told() -> None:
    shown = stands(Status.REJECTED, reason("ALTERATION_SUSPECTED"), reason("SCAN_BLURRED"), reason("PROCESSING_FAILED"))
    assert [why.message for why in shown.whys] == [render("SCAN_BLURRED", "ru").message]


def test_reasons_speak_english_but_for_a_person_s_own_words() -> None:
    own = reason("SEAL_MISSING", advice="Позвоните в деканат: печать поставят в тот же день.")
    blurred, written = stands(Status.REJECTED, reason("SCAN_BLURRED"), own, language="en").whys
    assert (blurred.message, blurred.language) == (render("SCAN_BLURRED", "en").message, "en")
    assert (written.advice, written.language) == (own["advice"], "ru")


@pytest.mark.parametrize(
    ("zone", "language", "words", "left"),
    [
        (None, "ru", "23:59 6 декабря 2026 года (по московскому времени)", "осталось 7 дней"),
        (None, "en", "23:59 on 6 December 2026 (Moscow time)", "7 days are left"),
        ("Asia/Kamchatka", "ru", "08:59 7 декабря 2026 года (по вашему времени, UTC+12)", "осталось 8 дней"),
        ("Asia/Yekaterinburg", "en", "01:59 on 7 December 2026 (your time, UTC+5)", "8 days are left"),
    ],
)
def test_the_time_left_is_told_in_the_applicant_s_zone(zone: str | None, language: str, words: str, left: str) -> None:
    shown = stands(Status.REJECTED, reason("SCAN_BLURRED"), zone=zone, language=language, correct_by=UNTIL)
    assert shown.deadline is not None
    assert shown.deadline.words.replace("\u00a0", " ") == words
    assert shown.deadline.left == left
    assert dt.datetime.fromisoformat(shown.deadline.at) == UNTIL


def test_a_window_that_stands_still_is_no_deadline() -> None:
    assert stands(Status.NEEDS_REVIEW, correct_by=UNTIL, window_paused_at=NOW).deadline is None


@pytest.mark.parametrize(
    ("days", "russian"),
    [(0, "сегодня последний день"), (1, "остался 1 день"), (3, "осталось 3 дня"), (11, "осталось 11 дней"),
     (21, "остался 21 день")],
)  # fmt: skip
def test_days_are_counted_in_good_russian(days: int, russian: str) -> None:
    assert days_in_words(days, "ru") == russian


def test_half_hours_of_a_zone_are_told() -> None:
    assert "UTC+5:30" in moment_in_words(UNTIL.astimezone(zone_of("Asia/Kolkata")), "ru")


def test_the_page_looks_again_while_something_is_going_on_and_only_then() -> None:
    looks = {status for status in Status if stands(status).refresh_seconds}
    assert looks == {Status.UPLOADED, Status.CHECKING, Status.WAITING, Status.NEEDS_REVIEW}
