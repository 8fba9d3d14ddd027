"""What is an applicant told, in which words? (`texts.toml`; the layout of letters in `templates/`)"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.cabinet.outbox import Notice
from pipeline.cabinet.telling import Topic, topic_of
from pipeline.case import Reason
from pipeline.rules.reasons import field_name
from workers.channels import phrases
from workers.channels.protocol import Recipient, Refused

HERE = Path(__file__).parent
WITH_REASONS = frozenset({Topic.REJECTED, Topic.CORRECTION_REMINDER, Topic.ACCESS_RESTRICTED})
SEGMENT, SEGMENTS = 67, 2
"""Symbols of a part of a longer SMS in Cyrillic; a single one has 70."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Letter:
    """Personal data: it may hold what stands on the applicant's paper."""

    subject: str
    preview: str
    """What a list of letters shows beside the subject."""
    heading: str
    greeting: str
    lead: str
    reasons: tuple[Reason, ...]
    corrections_title: str
    corrections: tuple[str, ...]
    action: tuple[str, ...]
    button: str
    link: str
    signature: str
    answered: bool
    """Somebody reads what is answered to it."""
    urgent: bool


def letter_of(
    notice: Notice, recipient: Recipient, now: dt.datetime, *, signature: str, link: str = "", answered: bool = False
) -> Letter:
    """Raises `Refused` for a notice of which applicants hear nothing."""
    topic, text = _topic(notice), _text(notice, recipient)
    facts = _facts(recipient, now)
    reasons = recipient.reasons if topic in WITH_REASONS else ()
    said = {name: fill(text[name], facts) for name in ("subject", "heading", "lead", "button")}
    action = tuple(fill(paragraph, facts) for paragraph in text.get("action", ()))
    return Letter(
        **said,
        preview=said["lead"],  # stands on a locked screen too: nothing of the paper
        greeting=greeting(recipient),
        reasons=reasons,
        corrections_title=text.get("corrections", ""),
        corrections=_corrections(recipient.notes) if "corrections" in text else (),
        action=action,
        link=link.replace("{document_id}", notice.document_id),
        signature=signature,
        answered=answered,
        urgent=topic in WITH_REASONS,
    )


def sms_of(notice: Notice, recipient: Recipient, now: dt.datetime, *, link: str = "") -> str:
    """At most two segments, without names and numbers of papers. Raises `Refused`."""
    text = fill(_text(notice, recipient)["sms"], _facts(recipient, now))
    whole = f"{text} {link.replace('{document_id}', notice.document_id)}".strip()
    return whole if len(whole) <= SEGMENT * SEGMENTS and whole.isprintable() else text


def as_text(letter: Letter) -> str:
    return _layout(html=False).get_template("letter.txt").render(letter=letter)


def as_html(letter: Letter) -> str:
    return _layout(html=True).get_template("letter.html").render(letter=letter)


def greeting(recipient: Recipient) -> str:
    name = " ".join(part for part in (recipient.first_name, recipient.middle_name) if part)
    return f"{name}, здравствуйте!" if recipient.first_name else "Здравствуйте!"


@cache
def texts() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))


def fill(text: str, facts: Mapping[str, Any]) -> str:
    return _words().from_string(text).render(facts)


def _topic(notice: Notice) -> Topic:
    topic = topic_of(notice.body)
    if topic is None:
        raise Refused("applicants do not hear of it")
    return topic


def _text(notice: Notice, recipient: Recipient) -> Mapping[str, Any]:
    topic = _topic(notice)
    if topic is not Topic.REJECTED or recipient.correct_by is not None:
        return texts()[topic]
    mendable = any(reason.correctable for reason in recipient.reasons)
    return texts()["rejected_any_time" if mendable else "rejected_final"]


def _facts(recipient: Recipient, now: dt.datetime) -> dict[str, Any]:
    """What texts may name; empty where it is not known."""
    today = now.astimezone(recipient.zone).date()
    due = recipient.correct_by.astimezone(recipient.zone) if recipient.correct_by else None
    until = recipient.valid_until
    uploaded = recipient.uploaded_at.astimezone(recipient.zone).date() if recipient.uploaded_at else None
    return {
        "title": recipient.title,
        "uploaded": phrases.day(uploaded) if uploaded else "",
        "deadline": phrases.moment(due) if due else "",
        "deadline_day": phrases.day(due.date()) if due else "",
        "deadline_short": phrases.short_moment(due) if due else "",
        "left": phrases.left((due.date() - today).days) if due else "",
        "valid_until": phrases.full_day(until) if until else "",
        "valid_until_short": f"{until:%d.%m.%Y}" if until else "",
        "left_valid": phrases.left((until - today).days) if until else "",
        "reasons": recipient.reasons,
    }


def _corrections(notes: tuple[Reason, ...]) -> tuple[str, ...]:
    """«Серия: вы указали 107705, в документе — 107704»."""
    return tuple(
        f"{field_name(note.field)}: вы указали {phrases.value(note.expected)}, "
        f"в документе — {phrases.value(note.found)}."
        for note in notes
        if note.field and note.found and note.expected
    )


@cache
def _words() -> Environment:
    """For single sentences: nothing is escaped, the layout does that."""
    return Environment(autoescape=False, undefined=StrictUndefined)


@cache
def _layout(*, html: bool) -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=html, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
