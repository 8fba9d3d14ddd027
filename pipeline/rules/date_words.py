"""Which number do these Russian words spell out? (days and years of dates written in words)"""

from __future__ import annotations

from collections.abc import Sequence

_ORDINALS = {
    "перв": 1, "втор": 2, "трет": 3, "четверт": 4, "пят": 5, "шест": 6, "седьм": 7, "восьм": 8, "девят": 9, "десят": 10,
    "одиннадцат": 11, "двенадцат": 12, "тринадцат": 13, "четырнадцат": 14, "пятнадцат": 15, "шестнадцат": 16,
    "семнадцат": 17, "восемнадцат": 18, "девятнадцат": 19, "двадцат": 20, "тридцат": 30, "сороков": 40,
    "пятидесят": 50, "шестидесят": 60, "семидесят": 70, "восьмидесят": 80, "девяност": 90, "двухтысячн": 2000,
}  # fmt: skip
_ORDINAL_ENDINGS = ("ое", "ого", "ым", "ом", "ье", "ьего", "ем", "его", "ый", "ий")
_CARDINALS = {
    "двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "шестьдесят": 60, "семьдесят": 70, "восемьдесят": 80,
    "девяносто": 90, "девятьсот": 900, "тысяча": 1000, "тысячи": 1000, "одна": 1, "две": 2,
}  # fmt: skip


def number_in_words(words: Sequence[str], *, from_end: bool) -> tuple[int, int]:
    """Return the number that ends in an ordinal («двадцать первого») and how many words it takes.

    `from_end`: the number stands at the end of `words`, else at their beginning. (0, 0) when there is none.
    """
    spans = (
        [words[-n:] for n in (2, 1) if n <= len(words)] if from_end else [words[:n] for n in range(1, len(words) + 1)]
    )
    for span in spans:
        number = _value(span)
        if number:
            return number, len(span)
    return 0, 0


def _value(words: Sequence[str]) -> int:
    """Return the value of cardinals closed by one ordinal, or 0."""
    last = _ordinal(words[-1])
    if not last:
        return 0
    total = 0
    for word in words[:-1]:
        value = _CARDINALS.get(word.lower().replace("ё", "е"), 0)
        if not value:
            return 0
        total = (total or 1) * value if value == 1000 else total + value
    if len(words) > 1 and last > 9 and last < 2000 and total % 100:
        return 0
    return total + last


def _ordinal(word: str) -> int:
    plain = word.lower().replace("ё", "е")
    for stem, value in _ORDINALS.items():
        if plain.startswith(stem) and plain[len(stem) :] in _ORDINAL_ENDINGS:
            return value
    return 0
