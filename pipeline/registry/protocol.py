"""What must a register of medical workers be able to answer?"""

from __future__ import annotations

from typing import Protocol

from pipeline.case import Holder, RegistryPerson


class Registry(Protocol):
    """Raises `RegistryUnavailable` when it cannot be asked; nothing found is an empty tuple."""

    @property
    def version(self) -> str:
        """Identifies the content, for replay: a snapshot's hash or the adapter's name."""

    def find_people(self, holder: Holder) -> tuple[RegistryPerson, ...]:
        """By СНИЛС, else by name (present or former surname) and birth date; names are normalised here."""

    def find_by_number(self, kind: str, series: str | None, number: str) -> tuple[RegistryPerson, ...]:
        """Whoever has a document of this kind with this number (series and number concatenated, normalised)."""
