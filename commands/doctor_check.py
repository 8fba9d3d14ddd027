"""What does the doctor say of one thing?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Check:
    """What was looked at and found. `remedy` says what to do; empty when nothing needs doing."""

    name: str
    state: Literal["ok", "optional", "missing"]
    found: str
    remedy: str = ""
