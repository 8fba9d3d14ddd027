"""How are dates and numbers said in Russian? (pure)"""

from __future__ import annotations

import datetime as dt
import re

from workers.channels.protocol import MOSCOW

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
WEEKDAYS = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")
"""In the genitive, as after «до»."""


def day(date: dt.date) -> str:
    """«29 ноября», which no line breaks."""
    return f"{date.day}\u00a0{MONTHS[date.month - 1]}"


def full_day(date: dt.date) -> str:
    """«29 ноября 2026 года»."""
    return f"{day(date)} {date.year}\u00a0года"


def moment(when: dt.datetime) -> str:
    """In the genitive: «23:59 воскресенья, 29 ноября 2026 года (по московскому времени)». `when` is in the reader's
    zone.
    """
    return f"{when:%H:%M} {WEEKDAYS[when.weekday()]}, {full_day(when.date())} ({zone(when)})"


def short_moment(when: dt.datetime) -> str:
    """«23:59 29.11 (МСК)»."""
    return f"{when:%H:%M %d.%m} ({'МСК' if is_moscow(when) else offset(when)})"


def zone(when: dt.datetime) -> str:
    return "по московскому времени" if is_moscow(when) else f"по вашему времени, {offset(when)}"


def is_moscow(when: dt.datetime) -> bool:
    return when.utcoffset() == when.astimezone(MOSCOW).utcoffset()


def offset(when: dt.datetime) -> str:
    """«UTC+12», «UTC+5:30»."""
    minutes = int((when.utcoffset() or dt.timedelta(0)).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes >= 0 else '-'}{hours}{f':{rest:02}' if rest else ''}"


def plural(number: int, one: str, few: str, many: str) -> str:
    """The form of a noun beside a number: 1 день, 3 дня, 5 дней, 11 дней."""
    if number % 10 == 1 and number % 100 != 11:
        return one
    if number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14}:
        return few
    return many


def value(text: str) -> str:
    """A field's value as people write it: dates with dots."""
    date = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    return f"{date[3]}.{date[2]}.{date[1]}" if date else text


def left(days: int) -> str:
    """«остался 1 день», «осталось 3 дня», «сегодня последний день»."""
    if days <= 0:
        return "сегодня последний день"
    return f"{plural(days, 'остался', 'осталось', 'осталось')} {days} {plural(days, 'день', 'дня', 'дней')}"
