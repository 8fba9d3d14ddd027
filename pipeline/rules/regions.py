"""Which region does a code inside a number mean?

Two codings: passports carry the ОКАТО code of the blank, everything else the constitutional one (form-facts §9.4).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

ORGANISATION_TYPES = {
    "10": "федеральная",
    "11": "субъекта РФ",
    "12": "муниципальная",
    "13": "частная",
    "14": "духовная",
}
"""First two digits of a diploma's series since 2014: whose organisation it is."""


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "dictionaries" / "regions.toml").read_text(encoding="utf-8"))


def region_names() -> Mapping[str, str]:
    """Return regions by constitutional code («16» is Татарстан)."""
    names: Mapping[str, str] = _data()["names"]
    return names


def regions_of_passport(series: str) -> tuple[str, ...]:
    """Return the constitutional codes that a passport series of four digits may mean; none when it is no region."""
    return tuple(_data()["passport_series"].get(series[:2], ()))


def region_of_diploma(series: str) -> str | None:
    """Return the region inside a six-digit diploma series TTRRPP, where TT and RR are known ones."""
    if len(series) != 6 or series[:2] not in ORGANISATION_TYPES:
        return None
    return series[2:4] if series[2:4] in region_names() else None


def region_and_year_of_accreditation(number: str) -> tuple[str, int] | None:
    """Return region and year inside an accreditation number RRYY0NNNNNNNN of 13 digits."""
    if len(number) != 13 or not number.isdigit() or number[4] != "0" or not 16 <= int(number[2:4]) <= 99:
        return None
    return number[:2], 2000 + int(number[2:4])
