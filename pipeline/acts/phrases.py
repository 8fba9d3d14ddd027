"""How does an act say it in Russian: days, lengths of service, what confirms a period?"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from pipeline.case import Span, WorkDate

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
SOURCES: Mapping[str, str] = MappingProxyType({"paper": "документ", "registry": "регистр", "reviewer": "специалист"})
UNEXACT: Mapping[str, str] = MappingProxyType(
    {
        "month": "в документе указаны только месяц и год: принято 15-е число",
        "year": "в документе указан только год: принято 1 июля",
    }
)
"""Letter of the rule that stands for an unknown day."""
NO_BREAK = "\N{NO-BREAK SPACE}"
SPACES = re.compile(r"[^\S\u00a0]+")
"""All but those at which no line ends."""
LONGEST = 600
"""Of a value that was read: what is longer was read wrongly, and would push all else off the page."""


def long_day(day: dt.date) -> str:
    """«28 ноября 2026 года»."""
    return NO_BREAK.join((str(day.day), MONTHS[day.month - 1], str(day.year), "года"))


def short_day(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def span(length: Span) -> str:
    """«14 лет 8 месяцев 17 дней»; nothing at all is «0 дней»."""
    parts = (
        (length.years, ("год", "года", "лет")),
        (length.months, ("месяц", "месяца", "месяцев")),
        (length.days, ("день", "дня", "дней")),
    )
    said = [f"{count}{NO_BREAK}{plural(count, forms)}" for count, forms in parts if count]
    return " ".join(said) or f"0{NO_BREAK}дней"


def plural(count: int, forms: tuple[str, str, str]) -> str:
    """The form of a noun behind a number: 1 год, 2 года, 5 лет, 11 лет, 21 год."""
    if count % 100 in range(11, 15):
        return forms[2]
    return forms[0] if count % 10 == 1 else forms[1] if count % 10 in (2, 3, 4) else forms[2]


def snils(digits: str | None) -> str:
    """«112-233-445 95»; what has not eleven digits stays as it is."""
    if digits is None:
        return ""
    if len(digits) != 11 or not digits.isdecimal():
        return printable(digits)
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]}{NO_BREAK}{digits[9:]}"


def sources(confirmed_by: tuple[str, ...]) -> str:
    """«документ, регистр»."""
    return ", ".join(SOURCES[source] for source in SOURCES if source in confirmed_by)


def mark(date: WorkDate | None) -> str:
    """`month` or `year` where the day was not known, else nothing."""
    return "" if date is None or date.exact == "day" else date.exact


def printable(text: str) -> str:
    """As it may stand on the page: in one line, without signs that control or turn it, not endless."""
    whole = SPACES.sub(" ", "".join(symbol for symbol in text if not _controls(symbol))).strip()
    return whole if len(whole) <= LONGEST else whole[:LONGEST].rstrip() + "…"


def _controls(symbol: str) -> bool:
    return not symbol.isspace() and unicodedata.category(symbol) in {"Cc", "Cf", "Cs", "Co", "Cn"}
