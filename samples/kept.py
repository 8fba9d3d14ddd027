"""Which few small papers are kept in the repository? (drawn from a fixed seed)"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

SEED = "kept-1"
AS_OF = dt.date(2026, 11, 22)


def draw(out: Path) -> None:
    raise NotImplementedError
