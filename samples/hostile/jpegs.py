"""Which JPEGs cost more than they show?"""

from __future__ import annotations

import io
import random
import struct

from PIL import Image

from samples.hostile.pdf_parts import frame_of
from samples.hostile.trick import Trick, jpeg

TOO_LARGE = ("PAGE_TOO_LARGE",)
END = b"\xff\xd9"


def segment(marker: int, data: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def small(paper: bytes, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.open(io.BytesIO(paper)).convert("L").resize((600, 420)).save(stream, "JPEG", **options)
    return stream.getvalue()


def resized(content: bytes, width: int, height: int) -> bytes:
    """Its frame says another size."""
    changed = bytearray(content)
    place = frame_of(content)
    struct.pack_into(">HH", changed, place + 5, height, width)
    return bytes(changed)


def giant(rng: random.Random, paper: bytes) -> bytes:
    """65,500 x 24,000 by its header."""
    size = rng.choice(((65_500, 24_000), (24_000, 65_500), (65_535, 65_535)))
    return resized(small(paper, progressive=rng.random() < 0.5), *size)


def just_allowed(rng: random.Random, paper: bytes) -> bytes:
    return resized(small(paper, progressive=rng.random() < 0.5), *rng.choice(((7700, 7700), (60_000, 1000))))


def lines_told_later(rng: random.Random, paper: bytes) -> bytes:
    """Height 0: the number of lines comes in a marker behind the picture (DNL)."""
    content = resized(small(paper), 600, 0)
    return content[:-2] + segment(0xDC, struct.pack(">H", rng.choice((420, 65_535)))) + END


def two_frames(rng: random.Random, paper: bytes) -> bytes:
    """A small frame, which is looked at, and then a giant one."""
    content = small(paper)
    place = frame_of(bytes(content))
    (length,) = struct.unpack_from(">H", content, place + 2)
    frame = content[place : place + 2 + length]
    return (
        content[: place + 2 + length] + resized(b"\xff\xd8" + frame, 65_500, 24_000)[2:] + content[place + 2 + length :]
    )


def thousands_of_scans(rng: random.Random, paper: bytes) -> bytes:
    """Progressive: each of thousands of scans goes over all of the picture, and holds next to nothing."""
    side = rng.choice((1500, 7700))
    content = resized(small(paper, progressive=True), side, side)
    scan = segment(0xDA, b"\x01\x01\x00\x01\x3f\x00") + b"\x00"
    return content[:-2] + scan * rng.choice((5000, 100_000)) + END


def fill(rng: random.Random, paper: bytes) -> bytes:
    """Millions of fill bytes or empty markers between two segments."""
    content, what = (
        small(paper),
        rng.choice((b"\xff", b"\xff\x00", b"\x00", b"\xff\xd0", b"\xff\x01", b"\xff\xfe\x00\x02")),
    )
    return content[:2] + what * (4_000_000 // len(what)) + content[2:]


def exif(rng: random.Random, paper: bytes) -> bytes:
    """Directories in circles, thumbnails outside, counts of four billion."""
    entry = rng.choice((
        struct.pack(">HHII", 0x8769, 4, 1, 8), struct.pack(">HHII", 0x0112, 3, 0xFFFFFFFF, 8),
        struct.pack(">HHII", 0x0112, 3, 1, 0x00FF0000), struct.pack(">HHII", 0x010F, 2, 0x7FFFFFFF, 26),
        struct.pack(">HHII", 0x0112, 5, 1, 8), struct.pack(">HHII", 0x0112, 255, 255, 255),
    ))  # fmt: skip
    count = rng.choice((1, 5000))
    body = b"MM\0*\0\0\0\x08" + struct.pack(">H", rng.choice((count, 65_535))) + entry * count + b"\0\0\0\x08"
    content = small(paper)
    return content[:2] + segment(0xE1, b"Exif\0\0" + body[:65_000]) + content[2:]


def profile(rng: random.Random, paper: bytes) -> bytes:
    """255 pieces of a colour profile, each the first, the last or missing."""
    head = struct.pack(">I", rng.choice((2**31 - 1, 0, 16_000_000)))
    pieces = [segment(0xE2, b"ICC_PROFILE\0" + bytes([rng.randrange(256),
        255]) + head + bytes(rng.choice((10, 15_000))))
              for _ in range(255)]  # fmt: skip
    content = small(paper)
    return content[:2] + b"".join(pieces) + content[2:]


def odd_frame(rng: random.Random, paper: bytes) -> bytes:
    """Twelve bits, arithmetic coding, no components, sixteen-fold sampling."""
    content = bytearray(small(paper))
    place = frame_of(bytes(content))
    change = rng.choice(
        ((1, 0xC9), (1, 0xC3), (1, 0xCB), (4, 12), (4, 0), (9, 0), (9, 255), (11, 0xFF), (11, 0x00), (12, 0xFF))
    )
    content[place + change[0]] = change[1]
    return bytes(content)


def four_colours(rng: random.Random, paper: bytes) -> bytes:
    stream = io.BytesIO()
    Image.open(io.BytesIO(paper)).convert("CMYK").resize((600, 420)).save(stream, "JPEG")
    return stream.getvalue()


def lengths(rng: random.Random, paper: bytes) -> bytes:
    """Segments that are longer than the file, or shorter than their own head."""
    content = small(paper)
    return content[:2] + b"\xff" + rng.choice((b"\xe0", b"\xdb", b"\xc4", b"\xfe")) + struct.pack(
        ">H", rng.choice((0, 1, 2, 65_535))
    ) + content[2:]  # fmt: skip


def tables(rng: random.Random, paper: bytes) -> bytes:
    """Tables of Huffman codes that no code fits into, or none at all."""
    content = bytearray(small(paper))
    place = content.find(b"\xff\xc4")
    content[place + 5 : place + 21] = rng.choice((b"\xff" * 16, b"\0" * 16, rng.randbytes(16)))
    return bytes(content)


def line(rng: random.Random, paper: bytes) -> bytes:
    """A pixel high and sixty thousand wide."""
    return resized(small(paper), *rng.choice(((65_500, 1), (1, 65_500), (1, 1), (8, 60_000))))


TRICKS: dict[str, Trick] = {
    "jpeg: 65 500 x 24 000": jpeg(giant, *TOO_LARGE),
    "jpeg: as many pixels as are allowed": jpeg(just_allowed),
    "jpeg: lines told later": jpeg(lines_told_later),
    "jpeg: two frames": jpeg(two_frames, "FILE_CORRUPT", *TOO_LARGE),
    "jpeg: thousands of scans": jpeg(thousands_of_scans, "FILE_CORRUPT", *TOO_LARGE),
    "jpeg: millions of fill bytes": jpeg(fill),
    "jpeg: EXIF in circles": jpeg(exif),
    "jpeg: pieces of a profile": jpeg(profile),
    "jpeg: odd frame": jpeg(odd_frame),
    "jpeg: four colours": jpeg(four_colours),
    "jpeg: lengths that lie": jpeg(lengths),
    "jpeg: tables that fit nothing": jpeg(tables),
    "jpeg: a line": jpeg(line),
}
