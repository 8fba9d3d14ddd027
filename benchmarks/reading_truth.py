"""Which of a paper's true values stand in a text, in any form in which they may be printed?"""

from __future__ import annotations

import datetime as dt
import re

from rapidfuzz import fuzz

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
NAMES = {"last_name", "first_name", "middle_name", "previous_last_name"}
DATES = {"birth_date", "issue_date", "study_start", "study_end", "protocol_date", "valid_until"}
LONG = {"issuer", "specialty", "qualification", "programme", "city"}
NOT_PRINTED = {"honours"}
LONG_ENOUGH = 93.0


def squeezed(text: str) -> str:
    """Lower case, Ё as Е, letters and digits only."""
    return re.sub(r"[\W_]+", "", text.lower().replace("ё", "е"))


def stands_in(field: str, value: object, text: str) -> bool | None:
    """True when the value was read exactly (long wordings: nearly); None when it is not a printed value."""
    if field in NOT_PRINTED or value in (None, ""):
        return None
    tight = squeezed(text)
    if field in DATES:
        return any(squeezed(form) in tight for form in printed_dates(dt.date.fromisoformat(str(value))))
    if field in NAMES:
        return _name_stands_in(str(value), tight)
    if field in LONG:
        return fuzz.partial_ratio(squeezed(str(value)), tight) >= LONG_ENOUGH
    return squeezed(str(value)) in tight


def _name_stands_in(name: str, tight: str) -> bool:
    """The part of the name that no case changes."""
    stem = squeezed(name)
    return stem[: max(len(stem) - 2, 3)] in tight


def printed_dates(date: dt.date) -> list[str]:
    """Forms in which papers print a date."""
    month = MONTHS[date.month - 1]
    return [
        f"{date:%d%m%Y}",
        f"{date.day}{month}{date.year}",
        f"{date.day:02}{month}{date.year}",
        f"{date.day}.{date.month}.{date.year}",
    ]
