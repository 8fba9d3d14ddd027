"""Which PNGs are larger than they look, or not what they say?"""

from __future__ import annotations

import io
import random
import struct
import zlib

import cv2
import numpy as np
from PIL import Image

from samples.hostile.trick import Trick, png
from samples.hostile.zeros import deflated, nested

SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = (b"IEND", b"")
TOO_LARGE = ("PAGE_TOO_LARGE",)


def chunks(*parts: tuple[bytes, bytes]) -> bytes:
    out = bytearray(SIGNATURE)
    for kind, data in parts:
        out += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return bytes(out)


def header(width: int, height: int, bits: int = 1, colour: int = 0, interlaced: int = 0) -> tuple[bytes, bytes]:
    return b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, interlaced)


def forty_thousand(rng: random.Random, paper: bytes) -> bytes:
    """40,000 x 40,000 in a few KB: the data break off, or are honest ones of a single bit a pixel."""
    bits, colour = rng.choice(((1, 0), (8, 2), (16, 6)))
    return chunks(header(40_000, 40_000, bits, colour), (b"IDAT", deflated(rng.choice((1, 5)))), END)


def one_bit(rng: random.Random, paper: bytes) -> bytes:
    """Whole and right, a bit a pixel, nearly two gigapixels."""
    side = rng.choice((40_000, 12_000))
    megabytes = side * (side // 8 + 1) // (1024 * 1024) + 1
    return chunks(header(side, side), (b"IDAT", deflated(megabytes)), END)


def just_allowed(rng: random.Random, paper: bytes) -> bytes:
    """As many pixels as are allowed, each of eight bytes, interlaced."""
    bits, colour = rng.choice(((16, 6), (8, 2), (1, 0)))
    bytes_a_row = {(16, 6): 8 * 7700, (8, 2): 3 * 7700, (1, 0): 963}[bits, colour] + 1
    megabytes = bytes_a_row * 7700 // (1024 * 1024) + 1
    return chunks(header(7700, 7700, bits, colour, rng.choice((0, 1))), (b"IDAT", deflated(megabytes)), END)


def no_size(rng: random.Random, paper: bytes) -> bytes:
    width, height = rng.choice(((0, 0), (0, 800), (2**31 - 1, 2**31 - 1), (2**32 - 1, 1), (800, 0)))
    return chunks(header(width, height, 8, 0), (b"IDAT", deflated(1)), END)


def odd_bits(rng: random.Random, paper: bytes) -> bytes:
    bits, colour = rng.choice(((3, 0), (255, 255), (16, 3), (1, 6), (0, 0)))
    return chunks(header(800, 800, bits, colour), (b"IDAT", deflated(3)), END)


def two_headers(rng: random.Random, paper: bytes) -> bytes:
    """First a small one, which is looked at, then a large one."""
    return chunks(header(800, 800, 8, 0), header(60_000, 60_000, 8, 2), (b"IDAT", deflated(5)), END)


def text_bomb(rng: random.Random, paper: bytes) -> bytes:
    """Remarks, profiles and EXIF that unpack to gigabytes."""
    bomb = rng.choice((
        (b"zTXt", b"a\0\0" + deflated(1500)), (b"iTXt", b"a\0\1\0\0\0" + deflated(1500)),
        (b"iCCP", b"a\0\0" + deflated(1500)), (b"zTXt", b"a\0\0" + nested(1500, 2)),
        (b"eXIf", b"MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12\0\x03\xff\xff\xff\xff\0\0\0\x08" * 5000),
    ))  # fmt: skip
    return _with_chunks(paper, bomb)


def many_chunks(rng: random.Random, paper: bytes) -> bytes:
    kind = rng.choice((b"tEXt", b"IDAT", b"pHYs", b"zzZz", b"sPLT"))
    return _with_chunks(paper, *[(kind, b"a\0b" if kind != b"IDAT" else b"")] * 100_000)


def film(rng: random.Random, paper: bytes) -> bytes:
    """An animated PNG: thousands of frames, or frames larger than the picture."""
    frames, side = rng.choice(((50_000, 8), (2**31 - 1, 8), (2, 60_000)))
    parts = [header(800, 800, 8, 0), (b"acTL", struct.pack(">II", frames, 0))]
    for number in range(min(frames, 2000)):
        parts.append((b"fcTL", struct.pack(">IIIIIHHBB", 2 * number, side, side, 0, 0, 0, 1, 0, 0)))
        parts.append((b"fdAT", struct.pack(">I", 2 * number + 1) + zlib.compress(bytes(72))))
    return chunks(*parts[:2], (b"IDAT", zlib.compress(bytes(801 * 800))), *parts[2:], END)


def lengths(rng: random.Random, paper: bytes) -> bytes:
    """Chunks whose length leads out of the file."""
    content = bytearray(chunks(header(800, 800, 8, 0), (b"IDAT", zlib.compress(bytes(801 * 800))), END))
    struct.pack_into(">I", content, rng.choice((8, 33)), rng.choice((2**31 - 1, 2**32 - 1, 0, 5)))
    return bytes(content)


def palette(rng: random.Random, paper: bytes) -> bytes:
    """Colours that are not in the palette, or no palette."""
    colours = rng.choice(((b"PLTE", b"\0\0\0"), (b"PLTE", b"\0" * 4), (b"tRNS", b"\0" * 300)))
    rows = zlib.compress(bytes([0, *rng.randbytes(800)]) * 800)
    return chunks(header(800, 800, 8, 3), colours, (b"IDAT", rows), END)


def sixteen_bit(rng: random.Random, paper: bytes) -> bytes:
    grey = np.asarray(Image.open(io.BytesIO(paper)).convert("L").resize((600, 420)), np.uint16) * 257
    return cv2.imencode(".png", grey)[1].tobytes()


def _with_chunks(paper: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """The paper as a small grey PNG, with chunks between its head and its data."""
    stream = io.BytesIO()
    Image.open(io.BytesIO(paper)).convert("L").resize((600, 420)).save(stream, "PNG")
    whole = stream.getvalue()
    return whole[:33] + chunks(*more)[8:] + whole[33:]


TRICKS: dict[str, Trick] = {
    "png: 40 000 x 40 000 in a few KB": png(forty_thousand, *TOO_LARGE),
    "png: gigapixels of one bit": png(one_bit, *TOO_LARGE),
    "png: as many pixels as are allowed": png(just_allowed),
    "png: no size": png(no_size, "FILE_CORRUPT", *TOO_LARGE),
    "png: odd bits": png(odd_bits, "FILE_CORRUPT"),
    "png: two headers": png(two_headers, "FILE_CORRUPT", *TOO_LARGE),
    "png: bomb in a remark": png(text_bomb),
    "png: a hundred thousand chunks": png(many_chunks),
    "png: film": png(film),
    "png: lengths that lead out": png(lengths, "FILE_CORRUPT"),
    "png: palette": png(palette),
    "png: 16 bit": png(sixteen_bit),
}
