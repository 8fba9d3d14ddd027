"""Which medical position is named here? (the dictionary of the Ministry of Health, НСИ 1.2.643.5.1.13.13.11.1002)

A position is known by the words it begins with, in any case and of either gender: «врача-хирурга хирургического
отделения» and «врач хирург» are «врач-хирург», «медбрат» is «медицинская сестра». The longest name that stands there
wins.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from pipeline.rules.spelling import normalise

EXCERPT = Path(__file__).parent.parent / "dictionaries" / "employment_positions.toml"
_ENDING = re.compile(
    r"(?:ОГО|ЕГО|ОМУ|ЕМУ|ЫМИ|ИМИ|ЫЙ|ИЙ|ОЙ|АЯ|ЯЯ|УЮ|ЮЮ|ЕЙ|ЫМ|ИМ|ОМ|ЕМ|ИЕ|ЫЕ|ЫХ|ИХ|АМ|ЯМ|АХ|ЯХ|ИЯ|ИИ|ИЮ|ЬЮ|А|Я|У|Ю|Е|И|Ы|О|Ь|Й)$"
)
_SHORT = (
    (re.compile(r"\bм\s?/\s?с\b|\bмед\.?\s?сестр\w*|\bм\s?/\s?сестр\w*", re.IGNORECASE), "медицинская сестра"),
    (re.compile(r"\bмед\.?\s?брат\w*|\bмедицинск\w+\s+брат\w*", re.IGNORECASE), "медицинская сестра"),
    (re.compile(r"\bзав\.\s?", re.IGNORECASE), "заведующий "),
    (re.compile(r"\bгл\.\s?", re.IGNORECASE), "главный "),
    (re.compile(r"\bст\.\s?(?=мед|фельд|врач|акуш|лаб|опер)", re.IGNORECASE), "старший "),
)  # fmt: skip
_TWINS = {"АКУШЕРК": "АКУШЕР", "САНИТАРК": "САНИТАР", "ЛАБОРАНТК": "ЛАБОРАНТ", "ФЕЛЬДШЕРИЦ": "ФЕЛЬДШЕР"}
"""Stems of the other gender; the dictionary keeps one of both (EQUIVALENT)."""
_MAY_LEAD = frozenset(
    "ЗАВЕДУЮЩ НАЧАЛЬНИК РУКОВОДИТЕЛ СТАРШ ВЕДУЩ МЛАДШ УЧАСТКОВ ИСПОЛНЯЮЩ ОБЯЗАННОСТ ВРЕМЕНН ИО ВРИО ДОЛЖНОСТ НА В "
    "КАЧЕСТВ".split()
)
"""Words before which a position's name may stand; «секретарь главного врача» is none of a physician."""
_HEADS = frozenset({"ЗАВЕДУЮЩ", "НАЧАЛЬНИК", "РУКОВОДИТЕЛ"})
_BETWEEN = 4
"""So many words may stand between a head and what is headed: «заведующая вторым терапевтическим отделением»."""
_FORGIVEN_FROM = 6

Stems = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Position:
    """A row of the dictionary; `id` is None in the excerpt."""

    name: str
    id: int | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PositionMatch:
    """`score` 0 to 1: below 1 where a letter was misread or words stand before the name."""

    position: Position
    score: float


@dataclass(frozen=True, kw_only=True)
class Positions:
    """The dictionary. `version` names its edition, `digest` its content."""

    oid: str
    version: str
    rows: tuple[Position, ...] = field(repr=False)

    @cached_property
    def digest(self) -> str:
        """12 hex digits that change with any row."""
        rows = sorted((row.name, row.id or 0, row.also) for row in self.rows)
        return hashlib.sha256(json.dumps([self.version, rows], ensure_ascii=False).encode()).hexdigest()[:12]

    def match(self, text: str) -> PositionMatch | None:
        """The medical position that `text` names; None when it names none that is known."""
        words = stems_of(text)
        best: tuple[int, float, Position] | None = None
        for start in range(len(words)):
            if start and words[start - 1] not in _MAY_LEAD and not _HEADS & set(words[:start]):
                break
            for key, position in self._keys:
                score = self._stands(key, words[start:])
                score = score - 0.05 if start else score
                if score > 0 and (best is None or (len(key), score) > best[:2]):
                    best = (len(key), score, position)
        return PositionMatch(position=best[2], score=round(best[1], 2)) if best else None

    @cached_property
    def _keys(self) -> tuple[tuple[Stems, Position], ...]:
        return tuple(
            (key, row) for row in self.rows for name in (row.name, *row.also) for key in sorted(_variants(name)) if key
        )

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(stem for key, _ in self._keys for stem in key)

    def _stands(self, key: Stems, words: Stems) -> float:
        """How surely `words` begin with `key`; 0 when they do not."""
        if len(key) == 2 and key[0] in _HEADS and words[:1] == key[:1]:
            return 0.95 if key[1] in words[1 : 2 + _BETWEEN] else 0.0
        if len(words) < len(key):
            return 0.0
        score = 1.0
        for wanted, read in zip(key, words, strict=False):
            if wanted != read:
                if not self._misread(wanted, read):
                    return 0.0
                score -= 0.1
        return max(score, 0.0)

    def _misread(self, wanted: str, read: str) -> bool:
        """A letter off, and no other word of the dictionary: «нефролог» is no «невролог» misread."""
        return (
            min(len(wanted), len(read)) >= _FORGIVEN_FROM
            and read not in self._vocabulary
            and OSA.distance(wanted, read, score_cutoff=1) <= 1
        )


@lru_cache(maxsize=8192)
def stems_of(text: str) -> Stems:
    """The words of a position without their endings, abbreviations spelled out, one gender for both."""
    for short, whole in _SHORT:
        text = short.sub(whole, text)
    words = normalise(text.replace("/", " ")).replace("-", " ").split()
    return tuple(_TWINS.get(stem, stem) for stem in map(_stem, words))


def _stem(word: str) -> str:
    match = _ENDING.search(word)
    return word[: match.start()] if match and match.start() >= 3 else word


def _variants(name: str) -> set[Stems]:
    """«палатная (постовая)» is said with either word, with both, and with what stands before the bracket alone."""
    plain = stems_of(re.sub(r"\s*\([^)]*\)", "", name))
    swapped = re.sub(r"\S+\s+\((\w+)\)", r"\1", name)
    return {plain, stems_of(name), stems_of(re.sub(r"\s*\([^)]*\)", "", swapped))}


@lru_cache(maxsize=1)
def kept_positions() -> Positions:
    """The excerpt that comes with the project."""
    data = tomllib.loads(EXCERPT.read_text(encoding="utf-8"))
    also: Mapping[str, Sequence[str]] = data["also"]
    rows = tuple(Position(name=name, also=tuple(also.get(name, ()))) for name in data["names"]["positions"])
    return Positions(oid=data["oid"], version=data["version"], rows=rows)


def with_other_names(rows: Iterable[Position]) -> tuple[Position, ...]:
    """Imported rows with the names that papers use beside the dictionary's."""
    also = {row.name.casefold(): row.also for row in kept_positions().rows}
    return tuple(Position(name=row.name, id=row.id, also=also.get(row.name.casefold(), ())) for row in rows)
