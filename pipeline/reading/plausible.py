"""Does a text look like Russian that somebody wrote, or like garbage?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pipeline.case import Line

FREQUENT = set("оеаинтсрвл")
FREQUENT_SHARE = 0.50
"""The ten commonest letters make 63 % of Russian text; in a layer whose codes are shifted they make a third."""
RUSSIAN_SHARE = 0.6
MAX_ODD = 0.02
"""Share of symbols that no text has: `(cid:12)`, private use, control and replacement characters."""
MAX_MIXED = 0.08
"""Share of words that mix the letters of two scripts (a look-alike layer)."""
MIN_LETTERS = 40
CID = re.compile(r"\(cid:\d+\)")


def reading_quality(lines: Sequence[Line]) -> float:
    """How well lines were read, 0 to 1: the recogniser's confidence, weighed by the letters of Russian words."""
    words = [word for line in lines for word in line.words]
    weights = [len(word.text) for word in words]
    good = [len(word.text) * word.confidence for word in words if len(word.text) >= 3 and is_russian(word.text)]
    return sum(good) / max(sum(weights), 1)


def is_russian(text: str) -> bool:
    """True when most of its letters are Russian."""
    letters = [symbol for symbol in text.lower() if symbol.isalpha()]
    return bool(letters) and sum(_is_cyrillic(symbol) for symbol in letters) >= 0.8 * len(letters)


def is_russian_text(text: str, *, least: int = MIN_LETTERS) -> bool:
    """True when a page's text is Russian: letters, words and how often which letter comes are all as they should be.

    Of fewer than `least` letters nothing can be told.
    """
    letters = [symbol for symbol in text.lower() if symbol.isalpha()]
    cyrillic = [symbol for symbol in letters if _is_cyrillic(symbol)]
    if len(cyrillic) < least or len(cyrillic) < RUSSIAN_SHARE * len(letters):
        return False
    if odd_share(text) > MAX_ODD or mixed_share(text) > MAX_MIXED:
        return False
    return sum(symbol in FREQUENT for symbol in cyrillic) >= FREQUENT_SHARE * len(cyrillic)


def odd_share(text: str) -> float:
    """Share of symbols that stand for nothing that can be read."""
    nameless = 6 * len(CID.findall(text))
    odd = sum(
        unicodedata.category(symbol) in ("Co", "Cn", "Cc") or symbol == "�" for symbol in text if symbol not in "\n\r\t"
    )
    return (nameless + odd) / max(len(text), 1)


def mixed_share(text: str) -> float:
    """Share of words with letters of both the Russian and the Latin script."""
    words = [word for word in re.findall(r"\w+", text.lower()) if any(symbol.isalpha() for symbol in word)]
    mixed = sum(any(map(_is_cyrillic, word)) and any("a" <= symbol <= "z" for symbol in word) for word in words)
    return mixed / max(len(words), 1)


def _is_cyrillic(symbol: str) -> bool:
    return "а" <= symbol <= "я" or symbol == "ё"
