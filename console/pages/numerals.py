"""How are numbers, shares and spans of time written? (as the page's language has it)"""

from __future__ import annotations

import datetime as dt

from console.pages.words import RUSSIAN

THIN = "\u202f"
NONE = "–"


def whole(number: float, language: str) -> str:
    """Digits in groups of three."""
    return f"{round(number):,}".replace(",", THIN if language == RUSSIAN else ",")


def share(number: float | None, language: str, digits: int = 1) -> str:
    """As per cent; a dash where there is none."""
    if number is None:
        return NONE
    text = f"{100 * number:.{digits}f}"
    return f"{text.replace('.', ',')}{THIN}%" if language == RUSSIAN else f"{text}%"


def small_share(number: float, language: str) -> str:
    """With as many digits as a share of a thousandth needs."""
    return share(number, language, 1 if number >= 0.1 else 2 if number >= 0.001 or not number else 3)


def lasting(seconds: float | None, language: str) -> str:
    """The two largest units; a dash where it is not known."""
    if seconds is None:
        return NONE
    units = ("дн.", "ч", "мин", "с") if language == RUSSIAN else ("d", "h", "min", "s")
    left = round(seconds)
    told: list[tuple[int, str]] = []
    for unit, length in zip(units, (86400, 3600, 60, 1), strict=True):
        count, left = divmod(left, length)
        if count or (told and len(told) < 2):
            told.append((count, unit))
    shown = [f"{count}\u00a0{unit}" for count, unit in told[:2] if count] or [f"0\u00a0{units[-1]}"]
    return " ".join(shown)


def since(moment: dt.datetime | None, now: dt.datetime, language: str) -> str:
    return NONE if moment is None else lasting(max((now - moment).total_seconds(), 0.0), language)
