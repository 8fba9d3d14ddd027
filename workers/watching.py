"""What does a worker tell about its work?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Watcher(Protocol):
    """Counts and measures; never told anything of a person."""

    def stage_done(self, stage: str, seconds: float) -> None: ...

    def decided(self, kind: str, status: str, codes: Sequence[str]) -> None: ...

    def tried(self, failure: str) -> None: ...


class Unwatched:
    """Where nobody measures."""

    def stage_done(self, stage: str, seconds: float) -> None:
        return None

    def decided(self, kind: str, status: str, codes: Sequence[str]) -> None:
        return None

    def tried(self, failure: str) -> None:
        return None
