"""What must a store of stage results be able to do?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pipeline.case import Record, RetryLater


class DatabaseUnavailable(RetryLater):
    """The cabinet's database cannot be reached: nothing was written."""


class StaleWriter(Exception):
    """Somebody else changed the document meanwhile: nothing was written."""


class LeaseLost(StaleWriter):
    """Somebody else works on the document now: nothing was written."""


class StageResult(Record):
    """What one stage added to one case, and what it was made from."""

    stage: str
    inputs: str
    """SHA-256 over everything the stage read: the claim, earlier results, versions of code, rules and engine."""
    delta: str
    """JSON of a partial case: the slots that the stage filled and the findings it added; pages without lines."""
    lines: str | None = None
    """JSON of the pages' lines; None also where a journal has not unpacked them."""
    digest: str
    """SHA-256 of `delta` and `lines`."""
    versions: dict[str, str]
    seconds: float


class Journal(Protocol):
    """Keeps the latest result of each stage of each case. Saving the same stage again replaces it."""

    def load(self, case_id: str) -> Mapping[str, StageResult]:
        """Results by stage, without `lines`; empty for a case that is not known."""

    def lines(self, case_id: str, stage: str) -> str | None:
        """`StageResult.lines` of that stage."""

    def save(self, case_id: str, result: StageResult) -> None:
        """Durable when it returns."""
