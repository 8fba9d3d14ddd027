"""Does a text look like Russian that somebody wrote, or like garbage?"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.case import Line


def reading_quality(lines: Sequence[Line]) -> float:
    """How well lines were read, 0 to 1: the recogniser's confidence, weighed by the letters of Russian words."""
    words = [word for line in lines for word in line.words]
    weights = [len(word.text) for word in words]
    good = [len(word.text) * word.confidence for word in words if len(word.text) >= 3 and is_russian(word.text)]
    return sum(good) / max(sum(weights), 1)


def is_russian(text: str) -> bool:
    """True when most of its letters are Russian."""
    letters = [symbol for symbol in text.lower() if symbol.isalpha()]
    return bool(letters) and sum("а" <= symbol <= "я" or symbol == "ё" for symbol in letters) >= 0.8 * len(letters)
