"""What does the set know about a paper that it can draw?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from benchmarks.reporting_set.facts import Facts
from benchmarks.reporting_set.sheet import Sheet
from benchmarks.reporting_set.sheet_style import Style


@dataclass(frozen=True, kw_only=True)
class Maker:
    """One variant of one kind: invents its facts and lays them out."""

    kind: str
    variant: str
    facts: Callable[[Random], Facts]
    layout: Callable[[Facts, Style], tuple[Sheet, ...]]
    signed: bool = True
    """Signatures belong on it."""
    sealed: bool = True
    """A seal belongs on it."""
    enrolled: bool = False
    """The register keeps such papers by number and date, so a changed one must be noticed."""
    recent: bool = False
    """Issued lately enough that the register is sure to hold it."""
    digital: bool = True
    """Schools and offices send such papers as a PDF with text."""
    ends: str = ""
    """Empty while it holds; «expired», or «extended» where a decree may have prolonged it."""
    weight: float = 1.0
    """Its share among the variants of its kind."""
