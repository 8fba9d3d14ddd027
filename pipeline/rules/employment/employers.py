"""Do two names mean the same employer? (by their distinctive words, and by renamings)"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.rules.organisations import distinctive, same_organisation

RENAMINGS = Path(__file__).parent.parent / "dictionaries" / "employment_renamings.toml"
SAME, OTHER = 0.8, 0.4
"""From `SAME` on it is one employer, up to `OTHER` two; between them a person says."""
_A_TYPE_APART, _RENAMED = 0.5, 0.9
_SHORT = {
    "ГКБ": "городская клиническая больница", "ГБ": "городская больница", "ЦРБ": "центральная районная больница",
    "РБ": "районная больница", "ЦГБ": "центральная городская больница", "ОКБ": "областная клиническая больница",
    "ККБ": "краевая клиническая больница", "РКБ": "республиканская клиническая больница",
    "ДГКБ": "детская городская клиническая больница", "ДГБ": "детская городская больница",
    "ОДКБ": "областная детская клиническая больница", "ГП": "городская поликлиника",
    "ДГП": "детская городская поликлиника", "СП": "стоматологическая поликлиника",
    "ССМП": "станция скорой медицинской помощи", "МСЧ": "медико-санитарная часть", "УБ": "участковая больница",
    "ФАП": "фельдшерско-акушерский пункт", "БСМП": "больница скорой медицинской помощи",
}  # fmt: skip
_LEGAL = re.compile(
    r"\b(?:[МОКРСН]?Г?[БКА]?УЗ(?:\s?[А-Я]{2})?|МБУЗ|МУЗ|ЛПУ|ЛПМУ|ГБУ|ОГБУЗ|КГБУЗ|КОГБУЗ|ГБУЗ|ФГБНУ|ФГБУН|НУЗ|ЧУЗ|ПАО|НАО|ИП|муниципальн\w+|"
    r"унитарн\w+|предприят\w+|автономн\w+|областн\w+\s+государственн\w+|краев\w+\s+государственн\w+)(?!\w)"
)
_TYPES = frozenset(
    "ДЕТСК ВЗРОСЛ СТОМАТОЛОГИЧЕСК ПСИХИАТРИЧЕСК ПСИХОНЕВРОЛОГИЧЕСК НАРКОЛОГИЧЕСК ИНФЕКЦИОНН ТУБЕРКУЛЕЗН "
    "ПРОТИВОТУБЕРКУЛЕЗН "
    "ОНКОЛОГИЧЕСК КАРДИОЛОГИЧЕСК КЛИНИЧЕСК ОБЛАСТН РАЙОНН КРАЕВ РЕСПУБЛИКАНСК УЧАСТКОВ ПОЛИКЛИНИК БОЛЬНИЦ ДИСПАНСЕР "
    "РОДИЛЬН ПЕРИНАТАЛЬН САНАТОР ГОСПИТАЛ КОЖНО ВЕНЕРОЛОГИЧЕСК СКОР АПТЕК ХОСПИС".split()
)
"""Stems that tell two institutions of one town apart, though all else is the same."""


@dataclass(frozen=True, kw_only=True)
class Employers:
    """Knows renamings: groups of names that mean one employer."""

    renamings: tuple[tuple[str, ...], ...] = ()

    def likeness(self, one: str, other: str) -> float:
        """0 to 1; two empty names say nothing (0.5)."""
        direct = likeness(one, other)
        if direct < SAME and _groups(one, self.renamings) & _groups(other, self.renamings):
            return _RENAMED
        return direct

    def same(self, one: str, other: str) -> bool:
        return self.likeness(one, other) >= SAME

    def with_renamings(self, told: Iterable[Sequence[str]]) -> Employers:
        """Knows these too."""
        return Employers(renamings=(*self.renamings, *(tuple(names) for names in told)))


@lru_cache(maxsize=1)
def known_employers() -> Employers:
    """The renamings that come with the project."""
    data = tomllib.loads(RENAMINGS.read_text(encoding="utf-8"))
    return Employers(renamings=tuple(tuple(row["names"]) for row in data.values()))


@lru_cache(maxsize=16_384)
def likeness(one: str, other: str) -> float:
    """How alike two employers' names are, 0 to 1, whatever their legal form; renamings are not known here."""
    if _letters(one) and _letters(one) == _letters(other):
        return 1.0
    plain = _plain(one), _plain(other)
    score = same_organisation(*plain).score
    apart = distinctive(plain[0]) ^ distinctive(plain[1])
    if score >= SAME and any(stem in _TYPES for stem in apart):
        return _A_TYPE_APART
    return score


@lru_cache(maxsize=4096)
def _groups(name: str, renamings: tuple[tuple[str, ...], ...]) -> frozenset[int]:
    """Which of the groups of names mean this employer."""
    return frozenset(
        at for at, names in enumerate(renamings) if any(likeness(name, known) >= SAME for known in names)
    )


@lru_cache(maxsize=4096)
def _letters(name: str) -> str:
    return re.sub(r"[^а-яa-z0-9]", "", name.lower().replace("ё", "е"))


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    spelled = re.sub(r"\b[А-Я]{2,4}\b", lambda match: _SHORT.get(match[0], match[0]), name)
    return " ".join(_LEGAL.sub(" ", spelled).split())
