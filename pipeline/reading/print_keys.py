"""Under which keys is a page filed, and under which is it looked for? (without decoders: the parent asks)"""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Iterable, Sequence

from pipeline.case import Print

BANDS, BITS = 12, 20
"""A page has so many keys of so many bits each."""
FLIPPED, PLACE_BITS = 2, 5
"""So many of the least sure bits of a band are tried both ways in a look-up; their places take so many bits each."""
PAGES, STAMPS, FILES = 1, 2, 3
"""Namespaces of keys, in their uppermost bits."""


def packed(bands: Iterable[tuple[str, Sequence[int]]]) -> str:
    """Probes: for each band in each frame its bits («0110…»), and the places of those that are least sure."""
    values = []
    for bits, weak in bands:
        value = int(bits, 2)
        for at, place in enumerate(weak):
            value |= (BITS - 1 - place) << (BITS + PLACE_BITS * at)
        values.append(value)
    return base64.b64encode(struct.pack(f"<{len(values)}I", *values)).decode()


def filed_under(probes: str) -> tuple[int, ...]:
    """The keys of a page: those of its own frame."""
    return tuple(_key(band, value) for band, value in enumerate(_unpacked(probes)[:BANDS]))


def looked_under(probes: str) -> frozenset[int]:
    """The keys under which the same page may be filed."""
    found = set()
    for place, value in enumerate(_unpacked(probes)):
        weak = [value >> (BITS + PLACE_BITS * at) & (1 << PLACE_BITS) - 1 for at in range(FLIPPED)]
        for choice in range(2**FLIPPED):
            mask = sum(1 << bit for at, bit in enumerate(weak) if choice >> at & 1)
            found.add(_key(place % BANDS, value ^ mask))
    return frozenset(found)


def looked_for(prints: Sequence[Print]) -> tuple[int, ...]:
    """Every key under which the same file, page or stamp may have been filed."""
    keys = {key for one in prints for key in one.keys}
    return tuple(sorted(keys.union(*(looked_under(one.probes) for one in prints if one.probes))))


def key_of(namespace: int, data: bytes) -> int:
    """A key for what is the same only bit for bit."""
    return (namespace << 60) | int.from_bytes(hashlib.sha256(data).digest()[:7], "big")


def _key(band: int, value: int) -> int:
    return (PAGES << 60) | (band << 32) | (value & (1 << BITS) - 1)


def _unpacked(probes: str) -> tuple[int, ...]:
    raw = base64.b64decode(probes)
    return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])
