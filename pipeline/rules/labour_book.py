"""What does a labour book's series say of the book's age?"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

SERIES = Path(__file__).parent / "dictionaries" / "employment_series.toml"


def first_year(series: str) -> int | None:
    """The year from which on books of this series were printed; None for a series that is not known."""
    return _first_years().get(series.upper().replace(" ", ""))


@lru_cache(maxsize=1)
def _first_years() -> Mapping[str, int]:
    return dict(tomllib.loads(SERIES.read_text(encoding="utf-8"))["first_year"])
