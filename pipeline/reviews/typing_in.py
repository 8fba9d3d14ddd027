"""What did a person type for a field, as the contract writes it?"""

from __future__ import annotations

import datetime as dt
import re

from pipeline.case import WorkDate
from pipeline.rules.dates import parse_date
from pipeline.rules.kind import FieldRules
from pipeline.rules.numbers import compact, digits_of

LONGEST = 300
YES, NO = frozenset({"да", "yes", "true", "1"}), frozenset({"нет", "no", "false", "0"})
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
PART_OF_DATE = re.compile(r"(?:(?P<month>\d{1,2})\.)?(?P<year>\d{4})")
DIGITS = {"snils": (11,), "inn": (10, 12)}


class NotUnderstood(ValueError):
    """It cannot be a value of this field. Its text names what was expected, and holds nothing that was typed."""


def as_value(field: str, text: str, rules: FieldRules) -> str:
    """Dates ISO, numbers without spaces, the rest as it stands with single spaces. Raises `NotUnderstood`."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        raise NotUnderstood("text")
    match rules.type:
        case "date":
            return _date(text)
        case "hours":
            if not text.isdigit() or not 0 < int(text) < 100_000:
                raise NotUnderstood("hours")
            return str(int(text))
        case "honours":
            return _yes_or_no(text)
        case "snils" | "inn":
            digits = digits_of(text)
            if len(digits) not in DIGITS[rules.type]:
                raise NotUnderstood(rules.type)
            return digits
        case "number":
            return compact(text)
        case _:
            return text


def as_work_date(text: str) -> WorkDate | None:
    """A day, «06.2019» or «2019»; None for nothing. Raises `NotUnderstood`."""
    text = " ".join(text.split())
    if not text:
        return None
    part = PART_OF_DATE.fullmatch(text)
    if part is None:
        return WorkDate(day=dt.date.fromisoformat(_date(text)))
    month, year = int(part["month"] or 0), int(part["year"])
    try:
        if month:
            return WorkDate(day=dt.date(year, month, 15), exact="month")
        return WorkDate(day=dt.date(year, 7, 1), exact="year")
    except ValueError:
        raise NotUnderstood("date") from None


def _date(text: str) -> str:
    if ISO.fullmatch(text):
        try:
            return dt.date.fromisoformat(text).isoformat()
        except ValueError:
            raise NotUnderstood("date") from None
    day = parse_date(text)
    if day is None:
        raise NotUnderstood("date")
    return day.isoformat()


def _yes_or_no(text: str) -> str:
    if text.lower() in YES:
        return "true"
    if text.lower() in NO:
        return "false"
    raise NotUnderstood("honours")
