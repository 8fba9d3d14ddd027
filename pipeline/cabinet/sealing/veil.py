"""How are values sealed and hashed for tables that are searched by what identifies a person? (the register's snapshot)

Hashes are keyed with what follows from the first data key, which no rotation replaces: it lies wrapped in the database,
while the pepper is kept with the backups.
"""

from __future__ import annotations

import hmac

from sqlalchemy import Engine

from pipeline.cabinet.sealing.cipher import SealBroken
from pipeline.cabinet.sealing.key_ring import ColumnLocked, KeyRing, is_sealed
from pipeline.cabinet.tables.sealed import ring_of
from pipeline.case import RegistryUnavailable

HASH_BYTES = 16
"""Of HMAC-SHA-256: among a billion values two are alike once in 10**20."""


class RingVeil:
    """Of the keys of one database."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    @property
    def mark(self) -> str | None:
        try:
            return self.blind("mark")
        except ColumnLocked:
            return None

    def ready(self) -> None:
        """Raises `ColumnLocked`."""
        self._ring.blind_key()

    def seal(self, content: bytes, place: str) -> bytes:
        """Raises `ColumnLocked`."""
        return self._ring.seal_bytes(content, place)

    def unseal(self, stored: bytes, place: str) -> bytes:
        """Raises `RegistryUnavailable`: papers wait, nobody is taken for unknown."""
        if not is_sealed(stored):
            return stored
        try:
            return self._ring.unseal_bytes(stored, place)
        except ColumnLocked as error:
            raise RegistryUnavailable(str(error)) from None
        except SealBroken:
            raise RegistryUnavailable("a row of the register is not what was sealed: it was changed") from None

    def blind(self, place: str, *parts: str) -> str:
        """Raises `ColumnLocked`."""
        said = "\0".join((place, *parts)).encode("utf-8", "surrogatepass")
        return hmac.digest(self._ring.blind_key(), said, "sha256")[:HASH_BYTES].hex()


def veil_of(engine: Engine) -> RingVeil | None:
    """None where the engine was opened without master keys."""
    ring = ring_of(engine.dialect)
    return RingVeil(ring) if ring is not None else None
