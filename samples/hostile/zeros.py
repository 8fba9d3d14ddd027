"""How does little become much? (gigabytes of one byte, packed, without ever making them)"""

from __future__ import annotations

import zlib
from functools import lru_cache

MEGABYTE = 1024 * 1024
ADLER = 65521


@lru_cache(maxsize=8)
def _block(byte: int) -> bytes:
    """A megabyte of `byte` as deflate blocks that end on a whole byte: they may be repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(bytes([byte]) * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)


def raw_deflated(megabytes: int, byte: int = 0) -> bytes:
    """`megabytes` MiB of `byte` as a raw deflate stream, as ZIP has it: a thousandth of its size."""
    return _block(byte) * megabytes + b"\x03\0"


def deflated(megabytes: int, byte: int = 0) -> bytes:
    """The same with zlib's head and checksum, as PDF and PNG have it."""
    return b"\x78\xda" + raw_deflated(megabytes, byte) + _adler(megabytes * MEGABYTE, byte).to_bytes(4, "big")


def nested(megabytes: int, layers: int, byte: int = 0) -> bytes:
    """Packed `layers` times: behind each a thousand times more."""
    packed = deflated(megabytes, byte)
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    return packed


@lru_cache(maxsize=8)
def crc_of_zeros(megabytes: int) -> int:
    """CRC-32 of as many zeros."""
    crc = 0
    for _ in range(megabytes):
        crc = zlib.crc32(_ZEROS, crc)
    return crc


_ZEROS = bytes(MEGABYTE)


def _adler(count: int, byte: int) -> int:
    low = (1 + count * byte) % ADLER
    high = (count + byte * count * (count + 1) // 2) % ADLER
    return high << 16 | low
