"""Which medical specialty is named here?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from pipeline.rules.numbers import normalise_for_number

LIKE = 0.85
"""Below it a text names no specialty that we know."""
MARGIN = 0.06
"""«Нефрология» and «Неврология» differ by a letter: a misread word between two of them names neither surely."""

_CODE = re.compile(r"(?<!\d)(\d{2})\s?\.\s?(\d{2})\s?\.\s?(\d{2})(?!\d)|(?<!\d)(0[46]\d{4})(?:\.65)?(?!\d)")
_LEAD = re.compile(r"^(?:ПО)?(?:СПЕЦИАЛЬНОСТИ|СПЕЦИАЛЬНОСТЬ|НАПРАВЛЕНИЮПОДГОТОВКИ)(?:НАПРАВЛЕНИЮПОДГОТОВКИ)?")


@dataclass(frozen=True, kw_only=True)
class SpecialtyMatch:
    """`code` is None where none is printed and the name has none or several; `score` 0 to 1."""

    code: str | None
    name: str
    score: float


@lru_cache(maxsize=8192)
def match_specialty(text: str) -> SpecialtyMatch | None:
    """Return the specialty that a line names by code, by name or by both; None when it names none that is known.

    The printed name decides; a code that means another specialty lowers the score.
    """
    code = _code_in(text)
    coded = codes().get(code, "") if code else ""
    name, score = _name_in(_letters(_CODE.sub(" ", text)))
    if not name:
        return SpecialtyMatch(code=code, name=coded, score=0.95) if coded else None
    if code and coded and coded != name:
        return SpecialtyMatch(code=code, name=name, score=min(score, 0.7))
    if code is None:
        own = [other for other, title in codes().items() if title == name and "." in other]
        code = own[0] if len(own) == 1 else None
    return SpecialtyMatch(code=code, name=name, score=1.0 if coded == name else score)


@lru_cache(maxsize=1)
def codes() -> Mapping[str, str]:
    """Return specialty names by code: «31.05.01», and six digits before 2014."""
    data = _data()
    return {**data["coded"], **data["older_codes"]}


@lru_cache(maxsize=1)
def names() -> Mapping[str, str]:
    """Return every known name by its letters alone."""
    data = _data()
    return {_letters(name): name for name in (*data["other"]["names"], *data["coded"].values())}


@lru_cache(maxsize=1)
def _data() -> Mapping[str, dict[str, str]]:
    path = Path(__file__).parent / "dictionaries" / "specialties.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _code_in(text: str) -> str | None:
    match = _CODE.search(normalise_for_number(text))
    if match is None:
        return None
    return match[4] or f"{match[1]}.{match[2]}.{match[3]}"


def _letters(text: str) -> str:
    """Upper-case Cyrillic letters alone: hyphens, quotes and spaces are printed in every way."""
    return _LEAD.sub("", re.sub(r"[^А-Я]", "", normalise_for_number(text)))


def _name_in(letters: str) -> tuple[str, float]:
    """Return the likeliest name and its score: whole, else as a part of a longer text."""
    if letters in names():
        return names()[letters], 1.0
    if len(letters) < 5:
        return "", 0.0
    ranked = sorted(((fuzz.ratio(letters, known) / 100, known) for known in names()), reverse=True)
    (best, known), (next_best, _) = ranked[0], ranked[1]
    if best >= LIKE:
        return names()[known], best if best - next_best >= MARGIN else min(best, 0.6)
    inside = max((known for known in names() if known in letters), key=len, default="")
    if inside and len(inside) >= 0.3 * len(letters):
        return names()[inside], round(0.55 + 0.3 * len(inside) / len(letters), 3)
    return "", 0.0
