"""How is a ZIP written entry by entry, so that its directory may lie?"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

DEFLATED, STORED = 8, 0


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`size` and `crc` are what the heads say; `data` is packed already."""

    name: bytes
    data: bytes
    size: int
    crc: int
    method: int = DEFLATED
    flags: int = 0x800
    at: int | None = None
    """Offset that the directory tells; None: where it really is. A second entry at one place overlaps the first."""
    in_head: bytes | None = None
    """Name in its own head, where that differs from the directory's."""


def entry(name: str | bytes, content: bytes) -> Entry:
    """An honest one."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(content) + packer.flush()
    return Entry(name=_bytes(name), data=data, size=len(content), crc=zlib.crc32(content))


def stored(name: str | bytes, content: bytes) -> Entry:
    return replace(entry(name, content), data=content, method=STORED)


def archive(entries: Sequence[Entry], *, count: int | None = None, comment: bytes = b"") -> bytes:
    out, places = bytearray(), []
    for one in entries:
        places.append(len(out) if one.at is None else one.at)
        if one.at is not None:
            continue
        name = one.name if one.in_head is None else one.in_head
        out += struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, one.flags, one.method, 0, 33, one.crc, len(one.data),
                           one.size & 0xFFFFFFFF, len(name), 0) + name + one.data  # fmt: skip
    start = len(out)
    for one, place in zip(entries, places, strict=True):
        out += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, one.flags, one.method, 0, 33, one.crc,
            len(one.data),
                           one.size & 0xFFFFFFFF, len(one.name), 0, 0, 0, 0, 0, place) + one.name  # fmt: skip
    told = len(entries) if count is None else count
    out += struct.pack(
        "<IHHHHIIH", 0x06054B50, 0, 0, told & 0xFFFF, told & 0xFFFF, len(out) - start, start, len(comment)
    )
    return bytes(out) + comment


def _bytes(name: str | bytes) -> bytes:
    return name if isinstance(name, bytes) else name.encode()
