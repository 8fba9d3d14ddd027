"""Under which keys are people and papers found, however they were typed?"""

from __future__ import annotations

import unicodedata

_LOOK_ALIKES = str.maketrans("ABCEHKMOPTXYЁ", "АВСЕНКМОРТХУЕ")


def fold(text: str) -> str:
    """Upper case, Ё as Е, Latin look-alikes as Cyrillic letters, without accents of other alphabets."""
    return unicodedata.normalize("NFKC", text).upper().translate(_LOOK_ALIKES)


def name_key(name: str | None) -> str:
    """Letters only: spaces, hyphens and their kinds differ between registers."""
    return "".join(symbol for symbol in fold(name or "") if symbol.isalpha())


def number_key(series: str | None, number: str | None) -> str:
    """Series and number together, letters and digits only."""
    return "".join(symbol for symbol in fold((series or "") + (number or "")) if symbol.isalnum())


def snils_key(snils: str | None) -> str:
    """Eleven digits, or nothing when it is no СНИЛС."""
    digits = "".join(symbol for symbol in snils or "" if symbol.isdecimal())
    return digits if len(digits) == 11 else ""
