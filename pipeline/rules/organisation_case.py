"""How does an organisation's name stand in the nominative, when a sentence printed it in another case?

«в Казанском государственном медицинском университете» is «Казанский государственный медицинский университет»: the
adjectives agree with the first noun that names an organisation, and what follows it stays as printed.
"""

from __future__ import annotations

import re
from typing import Literal

from rapidfuzz.distance import OSA

Gender = Literal["m", "f", "n"]

_HEADS: tuple[tuple[Gender, str, str, str], ...] = (
    ("n", "учреждени управлени объединени предприяти отделени", "е", "е|я|ю|ем|и"),
    ("n", "обществ агентств министерств товариществ представительств", "о", "о|а|у|ом|е"),
    ("n", "училищ", "е", "е|а|у|ем"),
    ("m", "университет институт центр союз техникум департамент комитет отдел диспансер фонд филиал колледж", "",
     "|а|у|ом|ем|е"),
    ("m", "госпитал", "ь", "ь|я|ю|ем|е"),
    ("f", "академи ассоциаци организаци федераци корпораци гильди инспекци станци дирекци компани комисси", "я",
     "я|и|ю|ей|ею"),
    ("f", "палат служб школ кафедр", "а", "а|ы|е|у|ой|ою"),
    ("f", "больниц", "а", "а|ы|е|у|ей|ею"),
    ("f", "поликлиник клиник лиг", "а", "а|и|е|у|ой|ою"),
)  # fmt: skip
"""Gender, stems, the ending of the nominative, the endings of all cases in the singular."""
_OBLIQUE = re.compile(r"(ого|его|ому|ему|ым|им|ом|ем|ой|ей|ою|ею|ую|юю)$", re.IGNORECASE)
_NOMINATIVE = re.compile(r"(ый|ий|ая|яя|ое|ее)$", re.IGNORECASE)
_STRESSED = ("городск", "областн", "краев", "войсков", "донск", "морск", "мостов")
"""Adjectives whose masculine nominative ends in «-ой»."""
_SOFT = ("высш", "средн", "младш", "старш", "общ", "верхн", "нижн")
_WORDS = (
    "федерал государственн бюджетн автономн казенн образовательн учрежден высш профессиональн дополнительн медицинск "
    "университет здравоохранен министерств федерац общероссийск общественн некоммерческ организац ограниченн "
    "ответственност образован повышен квалификац регистрац гражданск состоян исследовательск непрерывн российск "
    "областн онкологическ клиническ поликлиник диспансер городск"
).split()
"""Stems of the words that names of organisations share; one misread letter in them is mended, for they tell nothing."""
_ENDS = ("области",)
_MENDED_FROM = 7
_EDGES = "‘’`´‚_|~^"
_QUOTES = "«»\"„“”<>'"


def tidied(text: str) -> str:
    """The printed name without the specks that a recogniser adds at the edges of words."""
    text = re.sub(r"(?<!\w)[NМ][oо°º]?(?=\s?\d)", "№", text)
    words = [word for word in (one.strip(_EDGES) for one in text.split()) if any(map(str.isalnum, word)) or word == "№"]
    closed = [_without_speck(word, following) for word, following in zip(words, (*words[1:], ""), strict=False)]
    return re.sub(r"\.\.+(?=№)", " ", " ".join(closed)).strip(" .,;:")


def _without_speck(word: str, following: str) -> str:
    """A full stop inside a name is a speck, unless it closes an abbreviation; so is a comma amid the legal form."""
    if word.endswith(",") and not any(following.lower().startswith(stem) for stem in _WORDS):
        return word
    long_word = len(word.strip(_QUOTES + ".,")) > 4 and not word.isdigit()
    return word[:-1] if word.endswith((".", ",")) and following[:1].islower() and long_word else word


def mended(text: str) -> str:
    """`text` with one misread letter put right in words that every issuer's name shares."""
    return " ".join(_mend(word) for word in text.split())


def _mend(word: str) -> str:
    plain = word.strip(_QUOTES + ".,").lower().replace("ё", "е")
    ending = next((one for one in _ENDS if len(plain) == len(one) and OSA.distance(plain, one) == 1), None)
    if ending is not None:
        return word.lower().replace("ё", "е").replace(plain, ending)
    if plain in _ENDS or len(plain) < _MENDED_FROM or any(plain.startswith(stem) for stem in _WORDS):
        return word
    for stem in _WORDS:
        if len(stem) >= _MENDED_FROM and OSA.distance(plain[: len(stem)], stem, score_cutoff=1) == 1:
            at = word.lower().replace("ё", "е").find(plain)
            return word[:at] + _as(word[at : at + len(stem)], stem) + word[at + len(stem) :]
    return word


def _as(printed: str, text: str) -> str:
    """`text` in capitals where `printed` is; a capital first letter is kept."""
    if printed.isupper() and len(printed) > 1:
        return text.upper()
    return text.capitalize() if printed[:1].isupper() else text


def in_nominative(name: str) -> str:
    """The name with its first noun, and the adjectives before it, in the nominative; unchanged where none shows."""
    words = name.split()
    for index, word in enumerate(words):
        head = _head(word)
        if head is not None:
            gender, nominative = head
            changed = [_adjective(each, gender) for each in words[:index]]
            return " ".join([*changed, nominative, *words[index + 1 :]])
        if word[:1] in _QUOTES or not (_OBLIQUE.search(word) or _NOMINATIVE.search(word)):
            return name
    return name


def _head(word: str) -> tuple[Gender, str] | None:
    bare = word.rstrip(".,")
    for gender, stems, nominative, endings in _HEADS:
        match = re.fullmatch(rf"({stems.replace(' ', '|')})({endings})", bare, re.IGNORECASE)
        if match:
            return gender, match[1] + _as_ending(match[1], nominative) + word[len(bare) :]
    return None


def _adjective(word: str, gender: Gender) -> str:
    match = _OBLIQUE.search(word)
    if match is None or (gender == "m" and match[0].lower() == "ой"):
        return word
    stem = word[: match.start()]
    return stem + _as_ending(stem, _ending(stem.lower(), gender))


def _ending(stem: str, gender: Gender) -> str:
    soft = stem.endswith(_SOFT)
    hissing = stem.endswith(("ж", "ш", "щ", "ч"))
    if gender == "n":
        return "ее" if soft or hissing else "ое"
    if gender == "f":
        return "яя" if soft and not hissing else "ая"
    if stem.endswith(_STRESSED):
        return "ой"
    return "ий" if soft or hissing or stem.endswith(("к", "г", "х")) else "ый"


def _as_ending(stem: str, ending: str) -> str:
    return ending.upper() if stem.isupper() and len(stem) > 1 else ending
