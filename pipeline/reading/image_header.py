"""What do the headers of a JPEG or PNG say, and is the file whole? (nothing is decoded here)"""

from __future__ import annotations

import math
import re
import struct
import zlib

from pipeline.case import Record

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
END_OF_JPEG = b"\xff\xd9"
SCAN_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""In entropy-coded data: a marker that is neither a stuffed byte, a restart nor fill."""
FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
STANDALONE_MARKERS = frozenset({0x01, *range(0xD0, 0xD9)})
MAX_PASSES = 100
"""Programs that save progressive JPEGs make about ten scans, eighteen where there are four colours."""
MAX_PASSED_PIXELS = 1_500_000_000
"""Pixels times passes: three seconds of decoding."""
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Of a PNG's colour types."""
CRITICAL_CHUNKS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})


class HeaderUnreadable(Exception):
    """The headers make no picture: the document is at fault."""


class ImageHeader(Record):
    """What the headers say. `end` is the offset after the picture's last byte; what follows is not the picture."""

    width: int
    height: int
    end: int
    is_whole: bool
    """The end mark is there and, in a PNG, the chunks' checksums are right."""
    pixels_at: int = 0
    """Offset of the first byte that stands for pixels: before it are remarks, profiles, tables."""
    passes: int = 1
    """How often a decoder goes over the picture: scans of a JPEG."""
    pixel_bytes: int = 3
    """Bytes of one pixel while it is decoded: 8 for a PNG of 16 bit with alpha."""

    @property
    def pixels(self) -> int:
        return self.width * self.height

    @property
    def costs_too_much(self) -> bool:
        """True where the passes alone would take a decoder longer than any honest picture does."""
        many = self.passes > 1 and self.passes * self.pixels > MAX_PASSED_PIXELS
        return many or self.passes > MAX_PASSES


def read_header(content: bytes, file_format: str) -> ImageHeader:
    """Walk the markers of a `jpeg` or the chunks of a `png`. Raises `HeaderUnreadable`."""
    try:
        header = _jpeg_header(content) if file_format == "jpeg" else _png_header(content)
    except (struct.error, IndexError) as error:
        raise HeaderUnreadable("the header is cut off") from error
    if header.width <= 0 or header.height <= 0:
        raise HeaderUnreadable("the picture has no size")
    return header


def _jpeg_header(content: bytes) -> ImageHeader:
    size: tuple[int, int] | None = None
    position, scans, pixels_at = 2, 0, 0
    while position < len(content):
        if content[position] != 0xFF:  # junk between segments: readers skip to the next marker
            position = content.find(b"\xff", position)
            if position < 0:
                break
        marker = content[position + 1] if position + 1 < len(content) else 0xD9
        if marker == 0xFF:
            position += 1
        elif marker == 0xD9:
            return _jpeg(size, min(position + 2, len(content)), position + 1 < len(content), (pixels_at, scans))
        elif marker in STANDALONE_MARKERS or marker == 0:
            position += 2
        else:
            if position + 4 > len(content):
                break
            (length,) = struct.unpack_from(">H", content, position + 2)
            if marker in FRAME_MARKERS:
                height, width = struct.unpack_from(">HH", content, position + 5)
                size = (width, height) if size is None else max(size, (width, height), key=math.prod)
            position += 2 + max(length, 2)
            if marker == 0xDA:
                scans, pixels_at = scans + 1, pixels_at or position
                found = SCAN_MARKER.search(content, position)
                position = found.start() if found else len(content)
    return _jpeg(size, len(content), False, (pixels_at, scans))


def _jpeg(size: tuple[int, int] | None, end: int, is_whole: bool, scans: tuple[int, int]) -> ImageHeader:
    if size is None:
        raise HeaderUnreadable("no frame header was found")
    return ImageHeader(width=size[0], height=size[1], end=end, is_whole=is_whole, pixels_at=scans[0], passes=scans[1])


def _png_header(content: bytes) -> ImageHeader:
    if content[12:16] != b"IHDR":
        raise HeaderUnreadable("the first chunk is not IHDR")
    width, height, bits, colour = struct.unpack_from(">IIBB", content, 16)
    pixel_bytes = max(3, CHANNELS.get(colour, 4) * (2 if bits > 8 else 1))
    position, pixels_at, sound = len(PNG_SIGNATURE), 0, True
    while position + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, position)
        end = position + 12 + length
        if end > len(content):
            break
        if kind in CRITICAL_CHUNKS:
            (expected,) = struct.unpack_from(">I", content, end - 4)
            sound = sound and zlib.crc32(content[position + 4 : end - 4]) == expected
        if kind == b"IDAT":
            pixels_at = pixels_at or position
        if kind == b"IEND":
            return ImageHeader(
                width=width, height=height, end=end, is_whole=sound, pixels_at=pixels_at, pixel_bytes=pixel_bytes
            )
        position = end
    return ImageHeader(
        width=width, height=height, end=len(content), is_whole=False, pixels_at=pixels_at, pixel_bytes=pixel_bytes
    )


def mended(content: bytes, file_format: str) -> bytes:
    """A JPEG with an end mark added: without one a decoder refuses a picture that lacks nothing but its last bytes."""
    if file_format != "jpeg" or content.rstrip(b"\0").endswith(END_OF_JPEG):
        return content
    return content + END_OF_JPEG
