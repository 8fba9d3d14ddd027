"""How is a name spelled when it is compared, and when it is shown?"""

from __future__ import annotations

import re
from functools import lru_cache

_FOLD = str.maketrans("ABCEHKMOPTXYacekmoptxyuh0364", "АВСЕНКМОРТХУасекмортхуинОЗБЧ")
_DASHES = re.compile(r"\s*[-‐‑‒–—―−]+\s*")
_HYPHENS = re.compile(r"(?: ?-)+ ?")
"""What stood between two of them was no letter and is gone."""
_NOT_NAME = re.compile(r"[^А-Я\s-]+")
_LOWER = frozenset(
    {
        "оглы",
        "оглу",
        "угли",
        "углы",
        "кызы",
        "кизи",
        "қызы",
        "улы",
        "уулу",
        "ибн",
        "фон",
        "де",
        "ван",
        "дер",
        "бей",
        "заде",
    }
)


@lru_cache(maxsize=65_536)
def normalise(name: str) -> str:
    """Upper case, Ё as Е, look-alikes as Cyrillic, one kind of hyphen, single spaces, nothing else."""
    plain = _DASHES.sub("-", name.translate(_FOLD).upper().replace("Ё", "Е").replace("Қ", "К"))
    letters = " ".join(_NOT_NAME.sub("", plain).split())
    return _HYPHENS.sub("-", letters).strip("- ")


def capitalise(name: str) -> str:
    """«МАРИЯ» as «Мария», «РИМСКАЯ-КОРСАКОВА» as «Римская-Корсакова», «АМИР ОГЛЫ» as «Амир оглы»; Ё is kept."""
    words = [_capitalise_word(word, first=index == 0) for index, word in enumerate(_DASHES.sub("-", name).split())]
    return " ".join(words)


def _capitalise_word(word: str, *, first: bool) -> str:
    pieces = word.split("-")
    return "-".join(
        piece.lower()
        if piece.lower() in _LOWER and not (first and index == 0)
        else piece[:1].upper() + piece[1:].lower()
        for index, piece in enumerate(pieces)
    )
