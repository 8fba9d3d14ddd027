"""Which numbers stand on the papers? (formats of every generation of the blanks, with valid check digits)"""

from __future__ import annotations

import datetime as dt
import random

MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
LOOK_ALIKES = {"0": "8", "1": "7", "2": "7", "3": "8", "4": "1", "5": "6", "6": "5", "7": "1", "8": "3", "9": "8"}
"""A digit and what it is most easily altered or misread to."""
PRINTERS = ("04", "05", "10", "16", "18", "24", "27", "31")
LETTER_SERIES = ("ДВС", "АВС", "БВС", "ИВС", "ВСА", "ВСБ", "ВСВ", "ВСГ")
LATE_LETTER_SERIES = ("К", "КА", "КБ", "КЕ", "КН", "ОК", "ОКА")
SOVIET_SERIES = ("ЭВ", "ШВ", "ФВ", "УВ", "ЦВ", "Г-I", "ЖВ", "ИВ")


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def snils(rng: random.Random) -> str:
    """Eleven digits with a valid check number."""
    body = f"{rng.randrange(2_000_000, 199_999_999):09d}"
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(body)) % 101
    return f"{body}{total % 100:02d}"


def snils_printed(value: str) -> str:
    return f"{value[:3]}-{value[3:6]}-{value[6:9]} {value[9:]}"


def inn(rng: random.Random) -> str:
    """Twelve digits of a person's ИНН with valid check digits."""
    body = f"{rng.choice((77, 78, 63, 66, 16, 54)):02d}{digits(rng, 8)}"
    for weights in ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)):
        body += str(sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11 % 10)
    return body


def inn_of_organisation(rng: random.Random, region: str) -> str:
    body = f"{region}{digits(rng, 7)}"
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return body + str(sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11 % 10)


def ogrn(rng: random.Random, region: str) -> str:
    body = f"1{rng.randrange(2, 23):02d}{region}{digits(rng, 7)}"
    return body + str(int(body) % 11 % 10)


def diploma(rng: random.Random, region: str) -> tuple[str, str]:
    """Series and number of a diploma since 2012: six and seven digits."""
    return f"10{region}{rng.choice(PRINTERS)}", f"{rng.randrange(1, 6_000_000):07d}"


def retraining(rng: random.Random, region: str) -> str:
    return f"{region}{rng.choice(PRINTERS)}{rng.randrange(10_000_000):08d}"


def certificate(rng: random.Random, region: str) -> str:
    """Thirteen digits of a specialist's certificate since 2013."""
    return f"{rng.choice(('01', '08', '11'))}{region}{rng.choice(PRINTERS)}{rng.randrange(4_000_000):07d}"


def accreditation(rng: random.Random, region: str, issued: dt.date) -> str:
    return f"{region}{issued.year % 100:02d}0{rng.randrange(10_000_000, 39_999_999):08d}"


def registration(rng: random.Random, issued: dt.date) -> str:
    """A registration number in one of the shapes that real papers show."""
    year = issued.year % 100
    return rng.choice(
        (
            f"{rng.randrange(1, 999)}",
            f"{rng.randrange(1000, 29999)}",
            f"{rng.randrange(10, 99)}-{rng.randrange(1000):04d}",
            f"{rng.randrange(1000, 30000)}/{rng.randrange(1000, 9999)}",
            f"{year:02d}-{rng.randrange(100, 99999)}",
            f"{rng.randrange(1, 13):02d}/{year:02d}-{rng.randrange(1000, 9999)}",
        )
    )


def altered(rng: random.Random, number: str) -> str:
    """Return the number with one digit changed to its look-alike (never the first, so that the shape holds)."""
    places = [place for place, mark in enumerate(number) if mark.isdigit() and place > len(number) // 3]
    place = rng.choice(places)
    return number[:place] + LOOK_ALIKES[number[place]] + number[place + 1 :]


def day_between(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
    """A working day between two days, both included where they are working days."""
    day = first + dt.timedelta(days=rng.randrange(max(1, (last - first).days)))
    return day - dt.timedelta(days=max(0, day.weekday() - 4)) if day.weekday() > 4 and day > first else day


def in_words(day: dt.date, ending: str = "года") -> str:
    """«14 июня 2019 года»."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} {ending}"


def quoted(day: dt.date, ending: str = "г.") -> str:
    return f"«{day.day:02d}» {MONTHS[day.month - 1]} {day.year} {ending}"


def dotted(day: dt.date) -> str:
    return day.strftime("%d.%m.%Y")
