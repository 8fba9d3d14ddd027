"""Which uploads ended the process that opened them?"""

from __future__ import annotations

from typing import Protocol


class Killers(Protocol):
    """Known by their hash, and by what they were opened with: another version may try once."""

    def cause(self, sha256: str) -> str | None:
        """What came of opening it; None when nothing is known against it."""

    def note(self, sha256: str, cause: str) -> None:
        """It did so now; durable when it returns."""


class Forgetful:
    """Where nothing is to be remembered beyond this process."""

    def __init__(self) -> None:
        self._causes: dict[str, str] = {}

    def cause(self, sha256: str) -> str | None:
        return self._causes.get(sha256)

    def note(self, sha256: str, cause: str) -> None:
        self._causes[sha256] = cause
