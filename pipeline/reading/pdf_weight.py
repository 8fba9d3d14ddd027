"""How many bytes do a PDF's streams unpack to? (bounded: a bomb is never unpacked whole)"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator, Sequence

from pypdf.generic import ArrayObject, StreamObject

BUDGET = 128 * 1024 * 1024
"""Bytes that all streams of one file may unpack to, every layer of nested filters counted.

Chosen above what 20 pages of honest content make (pictures packed once are not counted: their dictionaries
bound them) and below what would strain a process.
"""
CHUNK = 256 * 1024
NOT_HEX = re.compile(rb"[^0-9A-Fa-f]+")
MAX_FILTERS = 8
FLATE = frozenset({"/FlateDecode", "/Fl"})
LZW = frozenset({"/LZWDecode", "/LZW"})
RUN_LENGTH = frozenset({"/RunLengthDecode", "/RL"})
HEXADECIMAL = frozenset({"/ASCIIHexDecode", "/AHx"})
BASE_85 = frozenset({"/ASCII85Decode", "/A85"})
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
        for chunk in self._unpacked(data, filters):
            self.add(len(chunk))

    def inside(self, data: bytes, filters: Sequence[str]) -> bytes:
        """What stands behind the chain: a picture packed once more is not unpacked, what LZW packs is left out."""
        found = bytearray()
        for chunk in self._unpacked(data, filters):
            self.add(len(chunk))
            found += chunk
        return bytes(found)

    def _unpacked(self, data: bytes, filters: Sequence[str]) -> Iterator[bytes]:
        chunks: Iterator[bytes] = iter([data])
        for place, name in enumerate(filters):
            if name in PACKED_PICTURE:
                break
            if name in FLATE:
                chunks = self._inflated(chunks)
            elif name in HEXADECIMAL or name in BASE_85:
                chunks = iter([self._spelled(b"".join(chunks), name)])
            elif name in LZW or name in RUN_LENGTH:
                self.add((_lzw_length if name in LZW else _run_length)(b"".join(chunks), self.left))
                if place + 1 < len(filters):
                    raise TooHeavy("filters that grow are nested")
                return iter(())
        return chunks

    def _spelled(self, data: bytes, name: str) -> bytes:
        """Bytes behind a filter that only spells them in other symbols; what came before the damage, if any."""
        self.add(len(data))
        if name in HEXADECIMAL:
            digits = NOT_HEX.sub(b"", data.split(b">", 1)[0])
            return binascii.unhexlify(digits[: len(digits) // 2 * 2])
        try:
            return base64.a85decode(data.split(b"~>", 1)[0].removeprefix(b"<~"))
        except ValueError:
            raise TooHeavy("a stream is spelled wrongly") from None

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


def filters_of(stream: StreamObject) -> list[str]:
    """Names of a stream's filters, the outermost first. Raises `TooHeavy` for a chain that nobody makes."""
    named = stream.get("/Filter")
    if isinstance(named, ArrayObject):
        if len(named) > MAX_FILTERS:
            raise TooHeavy("a stream has too many filters")
        return [str(name.get_object()) for name in named]
    return [str(named)] if named is not None else []


def length_of(stream: StreamObject, enough: int) -> int:
    """Bytes that a stream unpacks to, all layers counted; counting stops beyond `enough`."""
    scale = Scale(enough)
    try:
        scale.weigh(stream._data, filters_of(stream))
    except TooHeavy:
        return enough + 1
    return enough - scale.left


def bytes_of(stream: StreamObject, most: int) -> bytes:
    """What a stream unpacks to; see `Scale.inside`. Raises `TooHeavy` beyond `most` bytes, all layers counted."""
    return Scale(most).inside(stream._data, filters_of(stream))


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
