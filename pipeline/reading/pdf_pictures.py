"""How large is a packed picture inside a PDF by its own header? (its dictionary may say less)"""

from __future__ import annotations

import struct

from pipeline.reading.image_header import HeaderUnreadable, read_header
from pipeline.reading.pdf_weight import TooHeavy

JPX_START = b"\xff\x4f\xff\x51"
JBIG2_PAGE, JBIG2_REGIONS = 48, frozenset({4, 6, 7, 20, 22, 23, 36, 38, 39, 40, 42, 43})
MAX_SEGMENTS = 10_000


def inner_size(data: bytes, packing: str) -> tuple[int, int]:
    """Width and height in pixels that a decoder of `packing` will make room for; (0, 0) where the data do not say.

    Raises `TooHeavy` for one that a decoder would go over too often.
    """
    try:
        if packing in ("/DCTDecode", "/DCT"):
            header = read_header(data, "jpeg")
            if header.costs_too_much:
                raise TooHeavy("a picture has too many scans")
            return header.width, header.height
        if packing == "/JPXDecode":
            return _jpx_size(data)
        if packing == "/JBIG2Decode":
            return _jbig2_size(data)
    except (HeaderUnreadable, struct.error, IndexError):
        pass  # a decoder that cannot read the header makes no room for a picture
    return 0, 0


def _jpx_size(data: bytes) -> tuple[int, int]:
    start = data.find(JPX_START)
    if start < 0:
        return 0, 0
    width, height = struct.unpack_from(">II", data, start + 8)
    return width, height


def _jbig2_size(data: bytes) -> tuple[int, int]:
    """The largest page or region that the segments announce (ITU-T T.88, 7.2)."""
    position, largest = 0, (0, 0)
    for _ in range(MAX_SEGMENTS):
        if position + 11 > len(data):
            break
        number, flags, references = struct.unpack_from(">IBB", data, position)
        position += 5
        count = references >> 5
        if count == 7:
            count = struct.unpack_from(">I", data, position)[0] & 0x1FFFFFFF
            position += 4 + (count + 8) // 8
        else:
            position += 1
        position += count * (1 if number <= 256 else 2 if number <= 65536 else 4)
        position += 4 if flags & 0x40 else 1
        (length,) = struct.unpack_from(">I", data, position)
        position += 4
        if flags & 0x3F == JBIG2_PAGE or flags & 0x3F in JBIG2_REGIONS:
            width, height = struct.unpack_from(">II", data, position)
            if height != 0xFFFFFFFF and width * height > largest[0] * largest[1]:
                largest = (width, height)
        if length == 0xFFFFFFFF:
            break
        position += length
    return largest
