"""What does the machine-readable zone of a Russian passport say, and do its check digits hold?

Order 773 of МВД (2020), annex 24: two lines of 44, its own transliteration («модернизированный клер»), no expiry date.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.rules.spelling import capitalise

LENGTH = 44
_LETTERS = str.maketrans("ABVGDE2JZIQKLMNOPRSTUFHC34WXY9678", "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ")
_WEIGHTS = (7, 3, 1)
_LINE_1 = re.compile(r"PNRUS[A-Z0-9<]{39}")
_LINE_2 = re.compile(r"[0-9]{9}[0-9]RUS[0-9]{6}[0-9][MF]<{6}<[0-9]{7}[0-9]{6}<[0-9]{2}")
_DIGITS_ONLY = str.maketrans("OQDIZSBG", "00012586")
_NAME_SPAN = slice(5, 44)


@dataclass(frozen=True, kw_only=True)
class Mrz:
    """What the zone says. `valid` is true when all four check digits hold."""

    last_name: str
    first_name: str
    middle_name: str
    series: str
    number: str
    birth_date: dt.date | None
    issue_date: dt.date | None
    department: str
    sex: str
    valid: bool
    cut: bool
    """The names fill the line and may be cut off."""


def check_digit(text: str) -> str:
    """Return the check digit of a piece of the zone: weights 7, 3, 1; < is 0, A is 10."""
    total = sum(_value(symbol) * _WEIGHTS[place % 3] for place, symbol in enumerate(text))
    return str(total % 10)


def _value(symbol: str) -> int:
    return 0 if symbol == "<" else int(symbol, 36)


def find_mrz(lines: Sequence[str], *, today: dt.date) -> Mrz | None:
    """Return what the zone among printed lines says, read through the recogniser's habits; None when there is none."""
    plain = [_plain(line) for line in lines]
    for first, second in itertools.pairwise(plain):
        if first.startswith("PN") and len(first) >= 30:
            found = parse_mrz(_fit(first), _repair(_fit(second)), today=today)
            if found is not None:
                return found
    return None


def parse_mrz(first: str, second: str, *, today: dt.date) -> Mrz | None:
    """Read two lines of 44; None when they do not have the zone's form. Wrong check digits make it not `valid`."""
    if not _LINE_1.fullmatch(first) or not _LINE_2.fullmatch(second):
        return None
    last, first_name, middle = _names(first[_NAME_SPAN])
    return Mrz(
        last_name=last,
        first_name=first_name,
        middle_name=middle,
        series=second[0:3] + second[28],
        number=second[3:9],
        birth_date=_date(second[13:19], latest=today.replace(year=today.year - 14, day=min(today.day, 28))),
        issue_date=_date(second[29:35], latest=today),
        department=f"{second[35:38]}-{second[38:41]}",
        sex="male" if second[20] == "M" else "female",
        valid=_holds(second),
        cut=not first.endswith("<"),
    )


def _holds(line: str) -> bool:
    pieces = (
        (line[0:9], line[9]),
        (line[13:19], line[19]),
        (line[28:42], line[42]),
        (line[0:10] + line[13:20] + line[21:28] + line[28:43], line[43]),
    )
    return all(check_digit(piece) == digit for piece, digit in pieces)


def _names(zone: str) -> tuple[str, str, str]:
    last, _, rest = zone.rstrip("<").partition("<<")
    first, _, middle = rest.partition("<<")
    if not middle:
        first, _, middle = rest.partition("<")
    return _cyrillic(last, joined="-"), _cyrillic(first, joined="-"), _cyrillic(middle, joined=" ")


def _cyrillic(text: str, *, joined: str) -> str:
    return capitalise(text.strip("<").translate(_LETTERS).replace("<", joined))


def _date(text: str, *, latest: dt.date) -> dt.date | None:
    """YYMMDD in the latest century that does not pass `latest`."""
    for century in (2000, 1900):
        try:
            date = dt.date(century + int(text[:2]), int(text[2:4]), int(text[4:6]))
        except ValueError:
            continue
        if date <= latest:
            return date
    return None


def _plain(line: str) -> str:
    folded = line.upper().replace("«", "<<").replace("‹", "<").replace("К", "K").replace("М", "M").replace("Р", "P")
    folded = folded.translate(str.maketrans("АВЕНОСТХУ", "ABEHOCTXY"))
    return re.sub(r"[^A-Z0-9<]", "", folded)


def _fit(line: str) -> str:
    """Fill or cut the padding, the part that is misread most, to the zone's length."""
    if len(line) < LENGTH and line.startswith("PN"):
        return line.ljust(LENGTH, "<")
    if len(line) > LENGTH and line.startswith("PN"):
        return re.sub(r"[<KC]{3,}$", "", line).ljust(LENGTH, "<")[:LENGTH]
    return line


def _repair(line: str) -> str:
    """Digits where only digits stand, fillers where only fillers stand; the country as printed."""
    if len(line) != LENGTH:
        return line
    numbers = line.translate(_DIGITS_ONLY)
    return numbers[:10] + line[10:13] + numbers[13:20] + line[20] + "<" * 7 + numbers[28:41] + "<" + numbers[42:44]
