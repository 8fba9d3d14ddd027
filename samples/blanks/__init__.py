"""Which blanks can be drawn?"""

from __future__ import annotations

import importlib
import pkgutil

from samples.facts import Blank


def all_blanks() -> tuple[Blank, ...]:
    """Every blank of every module here that has a `blanks()`; a new kind is found by being there."""
    found: list[Blank] = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        if hasattr(loaded, "blanks"):
            found.extend(loaded.blanks())
    return tuple(found)


def kinds() -> tuple[str, ...]:
    return tuple(sorted({blank.kind for blank in all_blanks()}))
