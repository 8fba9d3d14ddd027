"""How many bytes do a PDF's streams unpack to? (bounded: a bomb is never unpacked whole)"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

BUDGET = 128 * 1024 * 1024
"""Bytes that all streams of one file may unpack to, every layer of nested filters counted.

Chosen above what 20 pages of honest content make (pictures packed once are not counted: their dictionaries
bound them) and below what would strain a process.
"""
CHUNK = 256 * 1024
FLATE = frozenset({"/FlateDecode", "/Fl"})
LZW = frozenset({"/LZWDecode", "/LZW"})
RUN_LENGTH = frozenset({"/RunLengthDecode", "/RL"})
PACKED_PICTURE = frozenset({"/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"})


class TooHeavy(Exception):
    """The budget is spent: the rest must not be unpacked by anyone."""


class Scale:
    """Adds up unpacked bytes and raises `TooHeavy` beyond `budget`."""

    def __init__(self, budget: int = BUDGET) -> None:
        self.left = budget

    def add(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise TooHeavy("the streams unpack to more than is allowed")

    def weigh(self, data: bytes, filters: Sequence[str]) -> None:
        """Count what `data` becomes behind its chain of filters, the outermost first.

        Flate is unpacked in small pieces, which are thrown away; of LZW and run lengths only the lengths are
        worked out, so that a further filter behind them, which nobody needs, is refused.
        """
        chunks: Iterator[bytes] = iter([data])
        for place, name in enumerate(filters):
            if name in PACKED_PICTURE:
                break
            if name in FLATE:
                chunks = self._inflated(chunks)
            elif name in LZW or name in RUN_LENGTH:
                self.add((_lzw_length if name in LZW else _run_length)(b"".join(chunks), self.left))
                if place + 1 < len(filters) and filters[place + 1] not in PACKED_PICTURE:
                    raise TooHeavy("filters that grow are nested")
                return
        for chunk in chunks:
            self.add(len(chunk))

    def _inflated(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        unpack = zlib.decompressobj()
        for chunk in chunks:
            rest = chunk
            while rest and not unpack.eof:
                try:
                    out = unpack.decompress(rest, CHUNK)
                except zlib.error:  # viewers show what came before the damage
                    return
                self.add(len(out))
                yield out
                rest = unpack.unconsumed_tail


def _run_length(data: bytes, enough: int) -> int:
    """Bytes that run-length coding unpacks to; counting stops beyond `enough`."""
    total = position = 0
    while position < len(data) and total <= enough:
        code = data[position]
        if code == 128:
            break
        total += code + 1 if code < 128 else 257 - code
        position += code + 2 if code < 128 else 2
    return total


def _lzw_length(data: bytes, enough: int) -> int:
    """Bytes that LZW unpacks to, from the lengths of the table's entries alone; stops beyond `enough`."""
    lengths = [1] * 258
    total = bits = held = previous = 0
    width = 9
    for byte in data:
        held, bits = (held << 8) | byte, bits + 8
        if bits < width:
            continue
        bits -= width
        code, held = held >> bits, held & ((1 << bits) - 1)
        if code == 256:
            del lengths[258:]
            width, previous = 9, 0
            continue
        if code == 257 or code > len(lengths) or total > enough:
            break
        length = lengths[code] if code < len(lengths) else previous + 1
        total += length
        if previous and len(lengths) < 4096:
            lengths.append(previous + 1)
            width = 9 + (len(lengths) >= 511) + (len(lengths) >= 1023) + (len(lengths) >= 2047)
        previous = length
    return total
