"""How is the register kept, so that whoever has the dump learns neither who is in it nor what it says?"""

from __future__ import annotations

from typing import Protocol


class RegisterClosed(Exception):
    """The register's tables cannot be written by this process; the message says why and what to do."""


class Veil(Protocol):
    """Seals what is read and hashes what is searched. A value belongs to its `place` and is worth nothing elsewhere.

    Made of the installation's keys, outside of here; without one the register lies open.
    """

    @property
    def mark(self) -> str | None:
        """Names the key of the hashes without telling it; None where there is none, or it does not open."""
        ...

    def ready(self) -> None:
        """Raises where nothing can be veiled now; the error says what is missing."""
        ...

    def seal(self, content: bytes, place: str) -> bytes:
        """Encrypted, and proof against changes."""
        ...

    def unseal(self, stored: bytes, place: str) -> bytes:
        """What was sealed; what lies open comes back as it is. Raises `RegistryUnavailable`."""
        ...

    def blind(self, place: str, *parts: str) -> str:
        """32 hex digits that only the key makes: equal where all the parts are."""
        ...
