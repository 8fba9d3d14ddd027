"""Do two printed names mean the same organisation?

A plain fuzzy score cannot tell Казань from Рязань (99 of 100 with the legal wrapping on both). So the wrapping is
stripped, what is left is compared word by word, and renamings come from a dictionary. An abbreviation says nothing
without its city: КГМУ stands in Казань, Курск, Киров and Краснодар.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from rapidfuzz.distance import OSA

from pipeline.rules.numbers import normalise_for_number

How = Literal["dictionary", "words", "part", "abbreviation", "different", "unclear", "nothing distinctive"]

_PHRASES = re.compile(
    r"МИНИСТЕРСТВ\w*\s+(?:ЗДРАВООХРАНЕНИЯ|НАУКИ|ОБРАЗОВАНИЯ|ОБОРОНЫ)[\w\s]*?(?:РОССИЙСКОЙ\s+ФЕДЕРАЦИИ|РОССИИ|РСФСР|СССР|РФ)"
    r"|ФЕДЕРАЛЬНО\w+\s+АГЕНТСТВ\w+\s+ПО\s+ЗДРАВООХРАНЕНИЮ(?:\s+И\s+СОЦИАЛЬНОМУ\s+РАЗВИТИЮ)?"
    r"|РОССИЙСК\w+\s+ФЕДЕРАЦИ\w+|ОРДЕНА?\s+[\w\s]*?(?:ЗНАМЕНИ|ЛЕНИНА|ПОЧЕТА|НАРОДОВ)(?=\s)|(?:ВЫСШЕГО|ДОПОЛНИТЕЛЬНОГО)\s+"
    r"(?:ПРОФЕССИОНАЛЬНОГО\s+)?ОБРАЗОВАНИЯ"
)
_GENERAL = (
    "ФЕДЕРАЛЬН ГОСУДАРСТВЕНН БЮДЖЕТН АВТОНОМН КАЗЕНН ОБРАЗОВАТЕЛЬН УЧРЕЖДЕН ОРГАНИЗАЦ ВЫСШ ПРОФЕССИОНАЛЬН ОБРАЗОВАН "
    "МИНЗДРАВ МИНЗДРАВСОЦРАЗВИТ РОСЗДРАВ РОСС ЗДРАВООХРАНЕН ИМЕН АКАДЕМИК ПРОФЕССОР ЧАСТН НЕКОММЕРЧЕСК ОБЩЕСТВ "
    "ОГРАНИЧЕНН ОТВЕТСТВЕННОСТ АКЦИОНЕРН ЗАКРЫТ ОТКРЫТ МЕДИЦИНСК УНИВЕРСИТЕТ АКАДЕМ ИНСТИТУТ НАУК ПОДГОТОВК КАДР"
).split()
"""Stems of the legal wrapping and of what nearly every issuer calls itself."""
_SMALL = frozenset(
    "И В НА ПРИ ПО ИМ ОТ С ДЛЯ ГОР ГОРОД Г ФГБОУ ФГАОУ ФГБВОУ ФГКОУ "
    "ГБОУ ГАОУ ГОУ ВПО ВО ДПО СПО РФ МЗ СР НОУ ЧОУ АНО ООО "
    "ОАО ЗАО АО ГБУЗ ФГБУ ФГУ ГУЗ ГБУ ГАУ ОЧУ ЧУ НОЧУ ГАУЗ РСФСР СССР".split()
)
_ENDING = re.compile(
    r"(?:ИЙСК|СК)?(?:ИМИ|ЫМИ|ОГО|ЕГО|ОМУ|ЕМУ|ИЙ|ЫЙ|ОЙ|ОМ|ЕМ|ИМ|ЫМ|АЯ|ЯЯ|УЮ|ЮЮ|ЕЙ|ИЕ|ЫЕ|ИЯ|ИИ|ИЮ|ЕЕ|ОЕ|ЫХ|ИХ|АМ|ЯМ|А|Я|У|Ю|Е|И|Ы|О|Ь|Й)$"
)
_SHORT_FORMS = {"ГМУ": "МЕДИЦИНСКИЙ УНИВЕРСИТЕТ", "ГМА": "МЕДИЦИНСКАЯ АКАДЕМИЯ", "ГМИ": "МЕДИЦИНСКИЙ ИНСТИТУТ"}
_FORGIVEN_FROM = 7
"""A stem of so many letters may have one misread; «КАЗАНСК» and «РЯЗАНСК» are two apart."""
_CLOSE = 0.75


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """One entry of the dictionary; `keys` hold the stems of its present and former names."""

    id: str
    name: str
    city: str
    region: str
    keys: tuple[frozenset[str], ...]
    abbreviations: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Match:
    """`score` 0 to 1: above 0.8 the same, below 0.2 surely two, between them a person must look."""

    score: float
    how: How


@lru_cache(maxsize=1)
def organisations() -> Mapping[str, Organisation]:
    """Return the dictionary by id."""
    path = Path(__file__).parent / "dictionaries" / "organisations.toml"
    return {
        id_: Organisation(
            id=id_, name=row["name"], city=row["city"], region=row["region"],
            keys=tuple(frozenset(_stem(word) for word in _words(key)) for key in (row["name"], *row["keys"])),
            abbreviations=tuple(_closed_up(short) for short in row["abbreviations"]),
        )
        for id_, row in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }  # fmt: skip


@lru_cache(maxsize=16_384)
def distinctive(name: str) -> frozenset[str]:
    """Return the stems that tell this organisation from others, its legal wrapping and its case stripped."""
    stems = (_stem(word) for word in _words(name))
    return frozenset(stem for stem in stems if not _is_general(stem))


def _is_general(stem: str) -> bool:
    return any(stem == general or (len(general) >= _FORGIVEN_FROM and stem.startswith(general)) for general in _GENERAL)


@lru_cache(maxsize=16_384)
def identify(name: str) -> Organisation | None:
    """Return the organisation that a printed name means: the longest key all of whose words stand there."""
    stems = frozenset(_stem(word) for word in _words(name))
    fitting = [
        (len(key), organisation.id)
        for organisation in organisations().values()
        for key in organisation.keys
        if all(_stands(stem, stems) for stem in key)
    ]
    if fitting:
        longest = max(length for length, _ in fitting)
        ids = {id_ for length, id_ in fitting if length == longest}
        return organisations()[ids.pop()] if len(ids) == 1 else None
    return _by_abbreviation(name)


def _by_abbreviation(name: str) -> Organisation | None:
    closed = _closed_up(name)
    words = {_closed_up(word) for word in re.split(r"[\s«»\"(),.]+", name)}
    found = [
        organisation
        for organisation in organisations().values()
        if any(short in words or (len(short) > 4 and short in closed) for short in organisation.abbreviations)
    ]
    named = [each for each in found if _closed_up(each.city) in closed or _stem(each.city.upper()) in _stems_of(name)]
    if len(named) == 1:
        return named[0]
    return found[0] if len(found) == 1 and len(max(found[0].abbreviations, key=len)) >= 5 and not named else None


def same_organisation(one: str, other: str) -> Match:
    """Weigh whether two printed names, in any case and of any year, mean the same organisation."""
    known = identify(one), identify(other)
    if known[0] and known[1]:
        same = known[0].id == known[1].id
        return Match(score=0.97 if same else 0.0, how="dictionary" if same else "different")
    if any(each and _short_for(each, text) for each, text in zip(known, (other, one), strict=True)):
        return Match(score=0.5, how="abbreviation")
    return _by_words(distinctive(one), distinctive(other))


def _short_for(organisation: Organisation, text: str) -> bool:
    """«КГМУ» may be this organisation or another one of the same letters."""
    return bool(set(organisation.abbreviations) & {_closed_up(word) for word in text.split()})


def _by_words(one: frozenset[str], other: frozenset[str]) -> Match:
    if not one or not other:
        return Match(score=0.5, how="nothing distinctive")
    if (numbers := _numbers(one)) and (others := _numbers(other)) and numbers != others:
        return Match(score=0.1, how="different")
    shared = sum(_stands(stem, other) for stem in one), sum(_stands(stem, one) for stem in other)
    if shared == (len(one), len(other)):
        return Match(score=0.95, how="words")
    share = (shared[0] + shared[1]) / (len(one) + len(other))
    if shared[0] == len(one) or shared[1] == len(other):
        return Match(score=round(0.65 + 0.25 * share, 3) if min(len(one), len(other)) > 1 else 0.6, how="part")
    if share == 0 and not _nearly(one, other):
        return Match(score=0.1, how="different")
    return Match(score=round(0.3 + 0.4 * share, 3), how="unclear")


def _numbers(stems: frozenset[str]) -> frozenset[str]:
    return frozenset(stem for stem in stems if stem.isdigit())


def _nearly(one: frozenset[str], other: frozenset[str]) -> bool:
    """True when some words are so alike that a misreading may part them."""
    return any(OSA.normalized_similarity(a, b) >= _CLOSE for a in one for b in other)


def _stands(stem: str, stems: Iterable[str]) -> bool:
    return stem in stems or (
        len(stem) >= _FORGIVEN_FROM
        and any(len(other) >= _FORGIVEN_FROM and OSA.distance(stem, other, score_cutoff=1) <= 1 for other in stems)
    )


@lru_cache(maxsize=4096)
def _stems_of(name: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _words(name))


@lru_cache(maxsize=16_384)
def _words(name: str) -> tuple[str, ...]:
    plain = re.sub(r"-\s+(?=[а-яё])|(?<=[а-яё])-\s*\n\s*", "", name)
    plain = re.sub(r"\b[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?", " ", plain)
    upper = re.sub(r"[^А-Я0-9\s-]", " ", normalise_for_number(plain)).replace("-", " ")
    spelled = " ".join(_SHORT_FORMS.get(word, word) for word in upper.split())
    words = _PHRASES.sub(" ", spelled).split()
    return tuple(word for word in words if word.isdigit() or (word not in _SMALL and len(word) > 1))


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    """«Казанском», «Казанская» and «КАЗАНСКИЙ» are «КАЗАНСК»; «университете» is «УНИВЕРСИТЕТ»."""
    match = _ENDING.search(word)
    if match is None or match.start() < 3:
        return word
    tail = "ИЙСК" if match[0].startswith("ИЙСК") else "СК" if match[0].startswith("СК") else ""
    return word[: match.start()] + tail


def _closed_up(text: str) -> str:
    return re.sub(r"[^А-Я0-9]", "", normalise_for_number(text))
