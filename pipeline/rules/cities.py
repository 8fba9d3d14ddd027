"""Which city do these printed letters name? (a misread letter is put right where only one city is so near)"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

LONG, LONGER = 5, 9
"""A name of so many letters may have one misread, of so many two."""


@lru_cache(maxsize=1)
def cities() -> Mapping[str, str]:
    """The known cities by their letters alone."""
    path = Path(__file__).parent / "dictionaries" / "cities.toml"
    names: str = tomllib.loads(path.read_text(encoding="utf-8"))["names"]
    return {_letters(name): name for name in (one.strip() for one in names.split(";"))}


def _letters(text: str) -> str:
    return "".join(letter for letter in text.upper().replace("Ё", "Е") if letter.isalpha())


@lru_cache(maxsize=4096)
def known_city(text: str) -> str | None:
    """The city that `text` names, as it is written; None where no city, or more than one, is near enough."""
    plain = _letters(text)
    if plain in cities():
        return cities()[plain]
    allowed = 2 if len(plain) >= LONGER else 1 if len(plain) >= LONG else 0
    near = sorted((OSA.distance(plain, name, score_cutoff=allowed), name) for name in cities())
    within = [one for one in near if one[0] <= allowed]
    if not within or (len(within) > 1 and within[1][0] == within[0][0]):
        return None
    return cities()[within[0][1]]
