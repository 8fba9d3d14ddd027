"""Under which keys are people and papers found, however they were typed?"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipeline.rules.names import normalise
from pipeline.rules.numbers import compact

_NOT_KEPT = re.compile(r"[\W_]+")
_ROMAN = str.maketrans("I", "1")


@lru_cache(maxsize=65_536)
def name_key(name: str | None) -> str:
    """Letters only, as `rules.names` normalises them: spaces and hyphens differ between registers."""
    plain = unicodedata.normalize("NFKC", name or "")
    return (normalise(plain) or plain.upper()).replace(" ", "").replace("-", "")


def number_key(series: str | None, number: str | None) -> str:
    """Series and number together, letters and digits only; a Roman one is a one, as `same_number` has it."""
    whole = compact(series or "") + compact(number or "")
    return _NOT_KEPT.sub("", whole).translate(_ROMAN)


def snils_key(snils: str | None) -> str:
    """Eleven digits, or nothing when it is no СНИЛС."""
    digits = "".join(symbol for symbol in snils or "" if symbol.isdecimal())
    return digits if len(digits) == 11 else ""
