"""What number is printed here, once the recogniser's habits are undone?

Patterns of the kind files are matched against `normalise_for_number(text)`: upper case, Ё as Е, look-alike Latin
letters as Cyrillic (A B C E H K M O P T X Y), digits where the neighbours are digits (О→0, З→3, б→6, l→1), «№» for
every way the sign is read, one kind of dash and of space. Roman I and V stay Latin, X becomes Х. One character stays
one character, so a span of the result is a span of the input.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LOOKALIKES = str.maketrans("ABCEHKMOPTXYaceopxykmt", "АВСЕНКМОРТХУасеорхукмт")
_TO_DIGIT = str.maketrans(
    {"О": "0", "о": "0", "O": "0", "o": "0", "D": "0", "З": "3", "з": "3", "Э": "3", "б": "6", "Б": "6", "b": "6",
     "I": "1", "l": "1", "|": "1", "!": "1", "i": "1", "В": "8", "B": "8", "S": "5", "s": "5", "ч": "4", "Ч": "4",
     "Z": "2"}
)  # fmt: skip
_TO_LETTER = str.maketrans("03684", "ОЗБВЧ")
_SURE = frozenset("ОоOoЗзIl|")
"""Letters that stand for a digit also at the head of a number."""
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\t", " "))
_NUMBER_SIGN = re.compile(
    r"(?<![A-Za-zА-Яа-яЁё0-9])(?:№|N(?:[°ºoOоОeе9²&](?![A-Za-zА-Яа-яЁё]))?|Ме(?=\s*\d)|Мо(?=\s*\d)|Хе(?=\s*\d))"
)
_LICENCE = re.compile(r"(?<![0-9A-Za-zА-Яа-яЁё])[1/|IlJЛ]041(?=\s?-\s?\d{5}\s?-)")
"""The letter of the register of licences is often read as a stroke."""
_LICENCE_SLASH = re.compile(r"(Л041-\d{5}-\d{2})[1lI|!](\d{8})(?!\d)")
"""And so is the slash before its last eight digits."""
_TOKEN = re.compile(r"[0-9A-Za-zА-Яа-яЁё|!]+")
_LETTER_TOKEN = re.compile(r"[А-ЯЁ0-9]{2,4}")


@lru_cache(maxsize=65_536)
def normalise_for_number(text: str) -> str:
    """Return `text`, of the same length, as the patterns of the kind files expect it."""
    plain = text.translate(_DASHES).translate(_SPACES)
    plain = _LICENCE_SLASH.sub(r"\1/\2", _LICENCE.sub("Л041", plain))
    plain = _NUMBER_SIGN.sub(lambda match: "№".ljust(len(match[0])), plain)
    plain = _TOKEN.sub(_repair_token, plain)
    return "".join(map(_upper, plain.translate(_LOOKALIKES)))


def _upper(character: str) -> str:
    upper = character.upper()
    if len(upper) != 1:
        return character
    return "Е" if upper == "Ё" else upper


def _repair_token(match: re.Match[str]) -> str:
    """Digits for letters inside a number, letters for a digit inside a series of letters."""
    token = match[0]
    digits = sum(character.isdigit() for character in token)
    if digits == 0 or digits == len(token):
        return token
    in_number = digits >= 2 or _stands_in_number(match)
    head = next(place for place, character in enumerate(token) if character.isdigit() or character in _SURE)
    repaired = token[head:].translate(_TO_DIGIT)
    if in_number and head <= 4 and repaired.isdigit():
        return token[:head] + repaired
    folded = token.translate(_LOOKALIKES).upper()
    if not in_number and _LETTER_TOKEN.fullmatch(folded):
        letters = folded.translate(_TO_LETTER)
        return letters if letters.isalpha() else token
    return token


def _stands_in_number(match: re.Match[str]) -> bool:
    """True when a digit stands across a dot, slash or dash: «14.О6», «31-О5»."""
    before, after = match.string[: match.start()][-2:], match.string[match.end() :][:2]
    return bool(re.fullmatch(r"\d[./-]", before) or re.fullmatch(r"[./-]\d", after))


def digits_of(text: str) -> str:
    """Return the digits of a number that is known to be all digits: «3О5-1б l2» is 3051612."""
    return re.sub(r"\D", "", text.translate(_TO_DIGIT))


def compact(text: str) -> str:
    """Return a series or number as it is kept and compared: normalised, without spaces, «№», dashes and dots."""
    return re.sub(r"[\s№./-]+", "", normalise_for_number(text))


def same_number(one: str, other: str) -> bool:
    """True when two spellings of a series or number mean the same: «Г-I 123456» and «ГI123456»."""
    roman = str.maketrans({"I": "1", "Х": "X", "П": "11", "Ш": "111"})
    return compact(one).translate(roman) == compact(other).translate(roman)
