"""How do Russian papers print a date?"""

from __future__ import annotations

import datetime as dt
from random import Random

AS_OF = dt.date(2025, 9, 30)
"""The day on which the set is to be decided: everything drawn was issued before, certificates of 2020 still hold."""

MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()


def words(day: dt.date, ending: str = "года") -> str:
    """Return «14 июня 2019 года»."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} {ending}".strip()


def quoted(day: dt.date, ending: str = "г.") -> str:
    """Return ««14» июня 2019 г.»."""
    return f"«{day.day:02d}» {MONTHS[day.month - 1]} {day.year} {ending}".strip()


def dotted(day: dt.date) -> str:
    """Return «14.06.2019»."""
    return f"{day:%d.%m.%Y}"


def printed(day: dt.date, way: int) -> str:
    """Return a date in one of four printed forms."""
    return (words(day), quoted(day), dotted(day), words(day, "г."))[way % 4]


def within(rng: Random, first: dt.date, last: dt.date) -> dt.date:
    """Return a working day between two days."""
    day = first + dt.timedelta(days=rng.randint(0, (last - first).days))
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def summer(rng: Random, year: int) -> dt.date:
    """Return a day of late June or early July, when schools give diplomas."""
    return within(rng, dt.date(year, 6, 20), dt.date(year, 7, 8))


def plus_years(day: dt.date, years: int) -> dt.date:
    """Return the same day some years later; the 29th of February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
