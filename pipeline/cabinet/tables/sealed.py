"""Which types of column hold what identifies a person? (sealed where there are master keys, and read either way)

The keys come with the engine: `pipeline.cabinet.database.open_database` hands a key ring to its dialect. A value is
sealed for its table and column; rows from before there were keys are read as they are.
"""

from __future__ import annotations

import json
from typing import Any, Generic, TypeVar

from sqlalchemy import Dialect, LargeBinary, String, Text, TypeDecorator

from pipeline.cabinet.sealing.key_ring import ColumnLocked, KeyRing, is_sealed

Kept = TypeVar("Kept")
RING = "podlinnik_key_ring"
"""Attribute of a dialect, which each engine has to itself."""


def ring_of(dialect: Dialect) -> KeyRing | None:
    """None where nothing is sealed."""
    ring: KeyRing | None = getattr(dialect, RING, None)
    return ring


class Sealed(TypeDecorator[Kept], Generic[Kept]):
    """What all sealed columns have in common. `place`: `table.column`."""

    impl: Any = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place


class SealedText(Sealed[str]):
    """A text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        ring = ring_of(dialect)
        return value if value is None or ring is None else ring.seal_text(value, self.place)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or not is_sealed(value):
            return value
        return _ring(dialect).unseal_text(value, self.place)


class SealedJson(Sealed[Any]):
    """JSON as text, as `Json` keeps it."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        ring = ring_of(dialect)
        return text if ring is None else ring.seal_text(text, self.place)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return json.loads(_ring(dialect).unseal_text(value, self.place) if is_sealed(value) else value)


class SealedBytes(Sealed[bytes]):
    """Bytes."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        ring = ring_of(dialect)
        return value if value is None or ring is None else ring.seal_bytes(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        if value is None or not is_sealed(value):
            return value
        return _ring(dialect).unseal_bytes(bytes(value), self.place)


def _ring(dialect: Dialect) -> KeyRing:
    ring = ring_of(dialect)
    if ring is None:
        raise ColumnLocked("the database holds sealed values, and PODLINNIK_MASTER_KEYS is not set")
    return ring
