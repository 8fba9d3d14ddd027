"""Which dates are printed here, in any of the forms that papers use?

Forms: form-facts §12. Reading errors are undone inside date-shaped pieces only (3O.06.2019, 2О19, «июна»);
impossible dates are refused. Nothing is guessed: a year alone, or a month and a year, is no date.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from pipeline.rules.date_words import number_in_words

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_NOMINATIVE = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
_PREPOSITIONAL = (
    "январе", "феврале", "марте", "апреле", "мае", "июне",
    "июле", "августе", "сентябре", "октябре", "ноябре", "декабре",
)  # fmt: skip
EARLIEST, LATEST = 1900, 2100

_DIGIT = "0-9OoОоЗзIl|бВ"
_REPAIR = str.maketrans("OoОоЗзIl|бВ", "00003311168"[:11])
_SECOND = rf"(?:\s?(?:[0-9]|[{_DIGIT}](?![A-Za-zА-Яа-яЁё])))?"
"""A letter is read as a day's second digit only at the end of a word: «1 октября» is not «10 ктября»."""
_DAY = rf"[«»\"“”„'‘’<>(*]{{0,4}}\s?(?P<day>[{_DIGIT}]{_SECOND})\s?(?:-?(?:го|е))?\s?[«»\"“”„'‘’<>)*]{{0,4}}"
_YEAR = rf"(?P<year>[{_DIGIT}](?:\s?[{_DIGIT}]){{3}})"
_TAIL = r"(?:\s?(?:года?|г)\b\.?)?"
_WORDED = re.compile(
    rf"(?<![0-9A-Za-zА-Яа-яЁё]){_DAY}[\s._-]*(?P<month>(?![0-9]{{3}})[A-Za-zА-Яа-яЁё0-9]{{3,9}}|[А-Яа-яЁё]{{1,7}}\s[А-Яа-яЁё]{{1,7}})[\s._,-]*{_YEAR}(?![0-9]){_TAIL}"
)
_DOTTED = re.compile(
    rf"(?<![0-9]) (?P<day>[{_DIGIT}]{{1,2}}) \s?(?P<sep>[./,-])\s? (?P<month>[{_DIGIT}]{{1,2}}) \s?(?P=sep)\s?"
    rf"(?P<year>[{_DIGIT}]{{4}}|[{_DIGIT}]{{2}}(?=\s?г)) (?![0-9]) {_TAIL}".replace(" ", "")
)
_SPACED = re.compile(
    rf"(?<![0-9.-])(?P<day>[{_DIGIT}]\s?[{_DIGIT}])\s?[.\s]\s?(?P<month>[{_DIGIT}]\s?[{_DIGIT}])\s?[.\s]\s?{_YEAR}(?![0-9]){_TAIL}"
)
_CELLS = re.compile(r"(?<![0-9.-])(?P<day>\d\d) {1,3}(?P<month>\d\d) {1,3}(?P<year>(?:19|20)\d\d)(?![0-9-])")
_ISO = re.compile(r"(?<![0-9])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![0-9])")
_RANGE = re.compile(r"^[\s,]*(?:г\.|года)?[\s,]*(?:по|до|[-–—])\s*$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class FoundDate:
    """A date and its span in the text; `exact` is false when a reading error had to be undone."""

    date: dt.date
    start: int
    end: int
    exact: bool


@dataclass(frozen=True, kw_only=True)
class FoundRange:
    first: FoundDate
    last: FoundDate


_YEAR_AND_G = re.compile(r"(?<!\d)((?:19|20)\d\d)2(?![\d./-])")
"""«2026г» reads as 20262."""
_STRAY = str.maketrans(dict.fromkeys("‘’`´‚_~", " "))
"""What a recogniser sees at the edges of words: specks and pieces of a line."""


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Return every full date in a line of text, left to right, each with its span in `text`."""
    text = _YEAR_AND_G.sub(r"\1 ", text.translate(_STRAY))
    found: list[FoundDate] = []
    for pattern in (_ISO, _WORDED, _DOTTED, _CELLS, _SPACED):
        for match in pattern.finditer(text):
            date = _date_of(match)
            if date is not None and not any(date.start < other.end and other.start < date.end for other in found):
                found.append(date)
    if not found:
        found.extend(_in_words(text))
    return tuple(sorted(found, key=lambda date: date.start))


def parse_date(text: str) -> dt.date | None:
    """Return the only date of `text`; None when there is none or more than one."""
    found = find_dates(text)
    return found[0].date if len(found) == 1 else None


def find_ranges(text: str) -> tuple[FoundRange, ...]:
    """Return «с 01.09.2015 по 31.08.2017»: neighbouring dates joined by «по», «до» or a dash, in order."""
    dates = find_dates(text)
    return tuple(
        FoundRange(first=first, last=last)
        for first, last in itertools.pairwise(dates)
        if first.date <= last.date and _RANGE.match(text[first.end : last.start])
    )


@lru_cache(maxsize=4096)
def month_of(word: str) -> tuple[int, bool]:
    """Return the month (1 to 12, or 0) that `word` names in any case, and whether it is spelled without error."""
    plain = (
        re.sub(r"\s", "", word).lower().replace("ё", "е").translate(str.maketrans("aceopxyukmhtb0", "асеорхуикмнтьо"))
    )
    for forms in (MONTHS, _NOMINATIVE, _PREPOSITIONAL):
        if plain in forms:
            return forms.index(plain) + 1, plain == word.lower()
    if len(plain) < 4:
        return (5, False) if plain in ("мая", "маи", "мав") else (0, False)
    best = sorted((Levenshtein.distance(plain, form), index) for index, form in enumerate(MONTHS))
    allowed = 1 if len(plain) < 6 else 2
    if best[0][0] <= allowed and best[1][0] > best[0][0]:
        return best[0][1] + 1, False
    return 0, False


def _date_of(match: re.Match[str]) -> FoundDate | None:
    pieces = match["day"], match["month"], match["year"]
    month, spelled = (_number(pieces[1]), True)
    if not month:
        month, spelled = month_of(pieces[1])
    year = _number(pieces[2])
    if 0 <= year < 100 and len(pieces[2].replace(" ", "")) == 2:
        year += 2000 if year < 50 else 1900
    date = _real(year, month, _number(pieces[0]))
    if date is None:
        return None
    letters = any(not character.isdigit() and character != " " for character in pieces[0] + pieces[2])
    wrong_month = pieces[1][0].isalpha() and not spelled
    repaired_month = not pieces[1].replace(" ", "").isdigit() and _number(pieces[1]) > 0
    return FoundDate(
        date=date, start=match.start(), end=match.end(), exact=not (letters or wrong_month or repaired_month)
    )


def _number(text: str) -> int:
    digits = re.sub(r"\s", "", text).translate(_REPAIR)
    return int(digits) if digits.isdigit() else 0


def _real(year: int, month: int, day: int) -> dt.date | None:
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _in_words(text: str) -> list[FoundDate]:
    """«четырнадцатого июня две тысячи девятнадцатого года», as contracts and certificates write it out."""
    words = list(re.finditer(r"[А-Яа-яЁё]+", text))
    found: list[FoundDate] = []
    for index, word in enumerate(words):
        month, spelled = month_of(word[0])
        if not month or not spelled:
            continue
        day, taken = number_in_words([w[0] for w in words[max(0, index - 2) : index]], from_end=True)
        year, years = number_in_words([w[0] for w in words[index + 1 : index + 7]], from_end=False)
        date = _real(year, month, day)
        if date is not None:
            found.append(
                FoundDate(date=date, start=words[index - taken].start(), end=words[index + years].end(), exact=True)
            )
    return found
