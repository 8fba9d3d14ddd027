"""Is this printed name the expected one, in whichever case the blank wants it?

Parts are compared one by one: a whole-name score cannot tell Олег from Ольга. All parts must stand in one case, so that
«Петрова Евгения» is not the genitive of «Петров Евгений» where the blank prints the nominative.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

from pipeline.rules.declension import CASES, CaseName, Part, Sex, first_names, forms, sex_of
from pipeline.rules.nominative import to_nominative as to_nominative
from pipeline.rules.spelling import capitalise as capitalise
from pipeline.rules.spelling import normalise as normalise

PARTS: tuple[Part, ...] = ("last_name", "first_name", "middle_name")
LONG, VERY_LONG, SHORT_FIRST = 6, 8, 4
"""One reading error is forgiven only in parts of so many letters, and only as weak evidence; two in very long ones,
where both are look-alikes; one in a short first name too, for a dictionary tells names of their own."""
NEAR, NEAR_LOOKALIKE = 0.6, 0.75

How = Literal["exact", "case", "near", "different", "missing", "absent"]

_LATIN = re.compile(r"[A-Za-z0-9]")
_LOOKALIKE_PAIRS = frozenset(
    frozenset(pair)
    for pair in (
        "ИН",
        "ШЩ",
        "ПЛ",
        "ЬЫ",
        "ЬЪ",
        "ЦЩ",
        "ВБ",
        "ЗЭ",
        "СО",
        "ИЙ",
        "ЕС",
        "ГТ",
        "НП",
        "ИП",
        "КХ",
        "ДЛ",
        "АЛ",
        "ОЮ",
        "ЬБ",
        "ЕБ",
    )
)


@dataclass(frozen=True, kw_only=True)
class PartMatch:
    """`score` 0 to 1: 1 surely the same, 0.6 to 0.75 perhaps misread, below 0.5 another name."""

    score: float
    how: How
    case: CaseName = "nominative"


@dataclass(frozen=True, kw_only=True)
class NameMatch:
    """The parts in one common case; `score` is that of the worst part."""

    last_name: PartMatch
    first_name: PartMatch
    middle_name: PartMatch
    case: CaseName

    @property
    def parts(self) -> tuple[PartMatch, PartMatch, PartMatch]:
        return self.last_name, self.first_name, self.middle_name

    @property
    def score(self) -> float:
        return min(part.score for part in self.parts)


@dataclass(frozen=True, kw_only=True)
class NameCases:
    """Every normalised form of each part."""

    last_name: frozenset[str]
    first_name: frozenset[str]
    middle_name: frozenset[str]


def cases(last: str, first: str, middle: str = "") -> NameCases:
    """Return all normalised forms, in all six cases, of a name given in the nominative."""
    sex = sex_of(first, middle)
    every = {part: _all_forms(name, part, sex) for part, name in zip(PARTS, (last, first, middle), strict=True)}
    return NameCases(**every)


def _all_forms(name: str, part: Part, sex: Sex | None) -> frozenset[str]:
    return frozenset().union(*(_forms_in(name, part, sex, case) for case in CASES)) if name else frozenset()


@lru_cache(maxsize=65_536)
def _forms_in(name: str, part: Part, sex: Sex | None, case: CaseName) -> frozenset[str]:
    spelled = normalise(name) if _LATIN.search(name) else name  # before its case is changed: B is В, and b is nothing
    return frozenset(normalise(form) for form in forms(capitalise(spelled), part, sex)[case])


def compare_part(
    read: str, expected: str, part: Part, *, sex: Sex | None = None, in_cases: Sequence[CaseName] = CASES
) -> PartMatch:
    """Weigh one printed part against the expected one (nominative), in any of `in_cases`."""
    best = PartMatch(score=0.0, how="different")
    for case in in_cases:
        match = _compare_in(read, expected, part, sex, case)
        if match.score > best.score or (best.how == "different" and match.how == "absent"):
            best = match
    return best


def compare_name(
    read: tuple[str, str, str], expected: tuple[str, str, str], *, in_cases: Sequence[CaseName] = CASES
) -> NameMatch:
    """Weigh last, first and middle name together; an empty part of `expected` is not compared, of `read` is missing."""
    sex = sex_of(expected[1], expected[2])
    matches = []
    for case in in_cases:
        last, first, middle = (
            _compare_in(one, other, part, sex, case) for part, one, other in zip(PARTS, read, expected, strict=True)
        )
        if case != "nominative" and not read[2].strip() and _names_another(read[1], expected[1]):
            first = PartMatch(score=0.5, how="near", case=case)
        matches.append(NameMatch(last_name=last, first_name=first, middle_name=middle, case=case))
    return max(matches, key=lambda match: (round(match.score, 3), sum(part.score for part in match.parts)))


@lru_cache(maxsize=65_536)
def _compare_in(read: str, expected: str, part: Part, sex: Sex | None, case: CaseName) -> PartMatch:
    if not expected.strip():
        return PartMatch(score=1.0, how="absent", case=case)
    found = comparable(read)
    if not found:
        return PartMatch(score=0.5, how="missing", case=case)
    wanted = {comparable(form) for form in _forms_in(expected, part, sex, case)}
    if found in wanted:
        return PartMatch(score=1.0, how="exact" if case == "nominative" else "case", case=case)
    return max((_weak(found, form, part, case) for form in wanted), key=lambda match: match.score)


def _weak(found: str, form: str, part: Part, case: CaseName) -> PartMatch:
    length = min(len(found), len(form))
    edits = OSA.distance(found, form, score_cutoff=2)
    lookalike = _only_lookalikes(found, form)
    one = edits <= 1 and length >= (SHORT_FIRST if part == "first_name" else LONG)
    two = edits == 2 and length >= VERY_LONG and lookalike
    if (one or two) and not _another_name(found, part):
        return PartMatch(score=NEAR_LOOKALIKE if one and lookalike else NEAR, how="near", case=case)
    likeness = OSA.normalized_similarity(found, form)
    return PartMatch(score=round(0.4 * likeness, 3), how="different", case=case)


def _another_name(found: str, part: Part) -> bool:
    """«Марина» is no misreading of «Карина», nor «Марине» of «Карине»: it is a name of its own."""
    return part == "first_name" and found in _known_first_names()


@lru_cache(maxsize=1)
def _known_first_names() -> frozenset[str]:
    """Common first names in all their cases, as they are compared."""
    return frozenset(
        comparable(form)
        for name, sex in first_names().items()
        for case in CASES
        for form in _forms_in(name, "first_name", sex, case)
    )


def _names_another(read: str, expected: str) -> bool:
    """Without a patronymic «Евгения» may be Евгений in the genitive, or another person's name as it is."""
    found = normalise(read)
    return found != normalise(expected) and found.lower() in first_names()


def _only_lookalikes(found: str, form: str) -> bool:
    """Do the two differ in letters alone that a scan may turn into one another?"""
    if len(found) != len(form):
        return False
    return all(a == b or frozenset((a, b)) in _LOOKALIKE_PAIRS for a, b in zip(found, form, strict=True))


@lru_cache(maxsize=65_536)
def comparable(name: str) -> str:
    """The name as it is compared: normalised, closed up, Ъ as Ь, which no two names tell apart and no scan either."""
    return re.sub(r"[\s-]+", "", normalise(name)).replace("Ъ", "Ь")
