"""Do letters and SMS say what happened, what to do and until when, in words that an applicant understands?"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from pipeline.cabinet.telling import Topic
from pipeline.rules.loader import load_kinds
from tests.workers.letters_of import DOCUMENT, KAMCHATKA, LINK, MARIA, NOW, but, notice, reason
from workers.channels import phrases
from workers.channels.letters import SEGMENT, SEGMENTS, as_html, as_text, letter_of, sms_of, texts
from workers.channels.protocol import NOBODY, Recipient, Refused

EVENTS = [
    notice("rejected"), notice("rejected", "correction_reminder"), notice("access_restricted"), notice("approved"),
    notice("recorded"), notice("approved", "declared_corrected"), notice("expiring"),
    notice("expiring", "validity_reminder"), notice("expired"),
]  # fmt: skip


def text_of(told: object, recipient: Recipient = MARIA) -> str:
    return as_text(letter_of(told, recipient, NOW, signature="Кабинет", link=LINK)).replace("\u00a0", " ")  # type: ignore[arg-type]


def test_a_rejection_says_what_is_wrong_what_to_do_and_until_when() -> None:
    letter = letter_of(notice(), MARIA, NOW, signature="Кабинет", link=LINK)
    text = text_of(notice())
    assert letter.subject == "Диплом о высшем образовании: исправьте до 29\u00a0ноября"
    assert text.startswith("Мария Петровна, здравствуйте!")
    assert "который вы загрузили 22 ноября" in text
    for each in MARIA.reasons:
        assert each.message in text
        assert each.advice in text
    assert "до 23:59 воскресенья, 29 ноября 2026 года (по московскому времени)" in text
    assert f"https://lk.example.ru/documents/{DOCUMENT}" in text
    for each in (*MARIA.reasons, MARIA.notes[0]):
        assert each.code not in text


def test_the_deadline_is_said_in_the_applicants_own_time() -> None:
    due = dt.datetime(2026, 11, 29, 23, 59, 59, tzinfo=KAMCHATKA)
    text = text_of(notice(), but(zone=KAMCHATKA, correct_by=due.astimezone(dt.UTC)))
    assert "до 23:59 воскресенья, 29 ноября 2026 года (по вашему времени, UTC+12)" in text


@pytest.mark.parametrize(
    ("recipient", "said"),
    [
        (but(correct_by=None), "как только он будет готов"),
        (but(correct_by=None, reasons=(reason("REGISTRY_REVOKED", correctable=False),)), "решение не изменит"),
    ],
)
def test_without_a_window_no_deadline_is_named(recipient: Recipient, said: str) -> None:
    text = text_of(notice(), recipient)
    assert said in text
    assert "ограничат" not in text


def test_a_reminder_counts_the_days_on_the_applicants_calendar() -> None:
    reminder = notice("rejected", "correction_reminder")
    assert "осталось 3 дня" in text_of(reminder)
    late = dt.datetime(2026, 11, 28, 22, 0, tzinfo=dt.UTC)  # the 29th in Moscow
    assert "сегодня последний день" in letter_of(reminder, MARIA, late, signature="Кабинет").lead


def test_an_approval_tells_what_was_corrected_for_them() -> None:
    text = text_of(notice("approved"))
    assert "проверен и подтверждён" in text
    assert "Дата выдачи: вы указали 26.06.2019, в документе — 28.06.2019." in text
    assert "Кое-что" not in text_of(notice("approved"), but(notes=()))


@pytest.mark.parametrize("told", EVENTS, ids=lambda one: f"{one.body['event']}-{one.body['status']}")
@pytest.mark.parametrize("recipient", [MARIA, NOBODY], ids=["known", "unknown"])
def test_every_letter_is_whole_whatever_is_known(told: object, recipient: Recipient) -> None:
    letter = letter_of(told, recipient, NOW, signature="Кабинет")  # type: ignore[arg-type]
    for text in (as_text(letter), as_html(letter), letter.subject):
        assert not re.search(r"None|\{\{|\{%|\[\]|undefined| ,|«»»", text)
    assert "\n\n\n" not in as_text(letter)


@pytest.mark.parametrize("told", EVENTS, ids=lambda one: f"{one.body['event']}-{one.body['status']}")
@pytest.mark.parametrize("zone", [ZoneInfo("Europe/Moscow"), KAMCHATKA, ZoneInfo("Asia/Kolkata")], ids=str)
@pytest.mark.parametrize(
    "link", ["", LINK, "https://a-rather-long-name.cabinet.example.ru/documents/{document_id}/open"]
)
def test_an_sms_fits_and_holds_no_name_and_no_number(told: object, zone: ZoneInfo, link: str) -> None:
    text = sms_of(told, but(zone=zone), NOW, link=link)  # type: ignore[arg-type]
    assert 0 < len(text) <= SEGMENT * SEGMENTS
    for secret in ("Мария", "Воробьёва", "0123456", "Диплом"):
        assert secret not in text
    assert text.isprintable()


def test_an_sms_has_the_link_where_it_fits() -> None:
    assert sms_of(notice(), MARIA, NOW, link=LINK).endswith(DOCUMENT)
    assert "https" not in sms_of(notice(), MARIA, NOW, link=LINK + "x" * 60)


def test_every_topic_has_a_text_and_what_is_not_for_applicants_is_refused() -> None:
    assert set(Topic) <= set(texts())
    with pytest.raises(Refused):
        letter_of(notice("needs_review"), MARIA, NOW, signature="Кабинет")


def test_what_stands_on_a_paper_is_shown_and_never_run() -> None:
    nasty = reason("REGISTRY_MISMATCH", field="issuer", found="<script>alert(1)</script>", expected="{{ 7 * 7 }}")
    recipient = but(first_name="<b>Мария</b>", reasons=(nasty,))
    html = as_html(letter_of(notice(), recipient, NOW, signature="Кабинет", link="javascript:{document_id}\"'>"))
    assert "<script" not in html
    assert "<b>Мария" not in html
    assert "{{ 7 * 7 }}" in html
    assert "\"'>" not in html


def test_titles_of_all_kinds_make_subjects_of_a_bearable_length() -> None:
    for kind in load_kinds().values():
        letter = letter_of(notice("expiring"), but(title=kind.title), NOW, signature="Кабинет")
        assert len(letter.subject) < 110


@pytest.mark.parametrize(
    ("days", "said"),
    [(-1, "сегодня последний день"), (0, "сегодня последний день"), (1, "остался 1 день"), (2, "осталось 2 дня"),
     (5, "осталось 5 дней"), (11, "осталось 11 дней"), (21, "остался 21 день"), (90, "осталось 90 дней")],
)  # fmt: skip
def test_days_are_counted_as_one_says_it(days: int, said: str) -> None:
    assert phrases.left(days) == said


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Asia/Kolkata", "UTC+5:30"), ("America/St_Johns", "UTC-3:30"), ("Asia/Kamchatka", "UTC+12"), ("UTC", "UTC+0")],
)
def test_other_zones_are_named_by_their_offset(zone: str, said: str) -> None:
    assert phrases.offset(NOW.astimezone(ZoneInfo(zone))) == said


def test_a_recipient_shows_nothing_of_a_person() -> None:
    assert "Воробьёва" not in repr(MARIA)
    assert "916" not in repr(MARIA)
