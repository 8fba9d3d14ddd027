"""Which pictures inside a PDF are larger, or other, than they say?"""

from __future__ import annotations

import random
import struct

from samples.hostile.pdf_parts import frame_of, packed, page_pdf, picture, stream
from samples.hostile.trick import Trick, pdf
from samples.hostile.zeros import deflated

IMAGE = b"/Type/XObject/Subtype/Image"
GREY8 = b"/BitsPerComponent 8/ColorSpace/DeviceGray"
FLATE = b"/Filter/FlateDecode"
HEAVY = ("PAGE_TOO_LARGE", "FILE_CORRUPT")


def _drawn(image: bytes, paper: bytes = b"", *more: bytes) -> bytes:
    return page_pdf(
        paper,
        draw=b"q 5 0 0 5 0 0 cm /I Do Q" if paper else b"q 595 0 0 842 0 0 cm /I Do Q",
        xobjects=b"/I 6 0 R",
        more=[image, *more],
    )


def giant(rng: random.Random, paper: bytes) -> bytes:
    side = rng.choice((20_000, 60_000, 2_000_000_000))
    bits = rng.choice((b"1", b"8", b"16"))
    head = IMAGE + b"/Width %d/Height %d/BitsPerComponent %s/ColorSpace/DeviceGray" % (side, side, bits)
    return _drawn(stream(deflated(rng.choice((1, 300))), head + FLATE), paper)


def small_by_its_word(rng: random.Random, paper: bytes) -> bytes:
    """Eight pixels wide, and a gigabyte of them."""
    return _drawn(stream(deflated(1000), IMAGE + b"/Width 8/Height 8" + GREY8 + FLATE), paper)


def giant_mask(rng: random.Random, paper: bytes) -> bytes:
    """The picture is honest, its mask is not."""
    key = rng.choice((b"/SMask", b"/Mask"))
    mask = stream(deflated(400), IMAGE + b"/ImageMask true/Width 50000/Height 50000/BitsPerComponent 1" + FLATE)
    return _drawn(picture(paper, key + b" 7 0 R"), b"", mask)


def inline(rng: random.Random, paper: bytes) -> bytes:
    """A picture that is written out in the content and unpacks there."""
    width, height = rng.choice(((40_000, 40_000), (60_000, 60_000), (2**31 - 1, 2)))
    head = b"q 595 0 0 842 0 0 cm BI /W %d /H %d /BPC 8 /CS /G /F /Fl ID " % (width, height)
    return page_pdf(paper, draw=head + deflated(rng.choice((5, 1500))) + b" EI Q")


def nothing(rng: random.Random, paper: bytes) -> bytes:
    """Sizes that are none."""
    width, height = rng.choice(
        ((b"-8", b"8"), (b"0", b"0"), (b"NaN", b"8"), (b"8.5", b"1e9"), (b"(8)", b"[8]"), (b"null", b"8"))
    )
    return _drawn(packed(b"\x80" * 64, IMAGE + b"/Width %s/Height %s" % (width, height) + GREY8))


def jbig2(rng: random.Random, paper: bytes) -> bytes:
    """A page of four billion rows, or segments that refer to each other."""
    width, height = rng.choice(((60_000, 60_000), (2**31 - 1, 2**31 - 1), (8, 0xFFFFFFFF)))
    segment = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    loop = struct.pack(">IBBBBI", 1, 6, 0x20, 1, 1, 18) + struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\0"
    head = IMAGE + b"/Width 800/Height 800/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/JBIG2Decode"
    return _drawn(stream(segment + loop * rng.choice((1, 500)), head))


def jpx(rng: random.Random, paper: bytes) -> bytes:
    """JPEG 2000 whose header asks for terabytes, or for a million tiles."""
    side, tile = rng.choice(((60_000, 60_000), (2**31 - 1, 2**31 - 1), (30_000, 1)))
    size = struct.pack(">HHIIIIIIIIH", 47, 0, side, side, 0, 0, tile, tile, 0, 0, 3) + b"\x07\x01\x01" * 3
    data = b"\xff\x4f\xff\x51" + size + b"\xff\x52\x00\x0c" + bytes(10) + b"\xff\xd9"
    return _drawn(stream(data, IMAGE + b"/Width 8/Height 8/Filter/JPXDecode"), paper)


def fax(rng: random.Random, paper: bytes) -> bytes:
    columns, rows = rng.choice(((65_000, 65_000), (2**31 - 1, 2**31 - 1), (-1, -1), (0, 0)))
    width = rng.choice((800, max(1, columns)))
    parameters = b"/DecodeParms<</K %d/Columns %d/Rows %d>>" % (rng.choice((-1, 0, 4)), columns, rows)
    head = IMAGE + b"/Width %d/Height 800/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode" % width
    return _drawn(stream(rng.randbytes(2000), head + parameters))


def predictor(rng: random.Random, paper: bytes) -> bytes:
    """Parameters of a filter that make one row of a gigabyte."""
    parameters = b"/DecodeParms<</Predictor %d/Columns %d/Colors %d/BitsPerComponent 16>>"
    values = rng.choice(((15, 2**30, 4), (2, 2**31 - 1, 32), (12, 0, 0), (15, -1, -1)))
    return _drawn(stream(deflated(1), IMAGE + b"/Width 800/Height 800" + GREY8 + FLATE + parameters % values))


def jpeg_that_lies(rng: random.Random, paper: bytes) -> bytes:
    """The dictionary says eight pixels, the JPEG inside 61,440 a side."""
    lying = bytearray(paper)
    place = frame_of(paper)
    lying[place + 5 : place + 9] = b"\xf0\x00\xf0\x00"
    head = (
        IMAGE
        + b"/Width 8/Height 8"
        + GREY8
        + rng.choice((b"/Filter/DCTDecode", b"/Filter[/DCTDecode]", b"/Filter[/DCT]"))
    )
    return _drawn(stream(bytes(lying), head), paper)


def packed_jpeg_that_lies(rng: random.Random, paper: bytes) -> bytes:
    """The same behind Flate, where its header is not seen at once."""
    lying = bytearray(paper)
    place = frame_of(paper)
    lying[place + 5 : place + 9] = b"\xf0\x00\xf0\x00"
    filters = b"/Filter[/FlateDecode/DCTDecode]"
    return _drawn(
        packed(bytes(lying), IMAGE + b"/Width 8/Height 8" + GREY8).replace(b"/Filter/FlateDecode", filters, 1), paper
    )


def profile(rng: random.Random, paper: bytes) -> bytes:
    """A colour profile that unpacks to a gigabyte, or has tables of billions."""
    bomb = stream(deflated(900), b"/N 3" + FLATE)
    head = struct.pack(">IIIIII", 2**31 - 1, 0, 0x02400000, 0x6D6E7472, 0x52474220, 0x58595A20) + bytes(104)
    liar = packed(head + struct.pack(">I", 2**30) + b"A2B0" * 2000, b"/N 3")
    image = packed(b"\x80" * 192, IMAGE + b"/Width 8/Height 8/BitsPerComponent 8/ColorSpace[/ICCBased 7 0 R]")
    return _drawn(image, b"", rng.choice((bomb, liar)))


TRICKS: dict[str, Trick] = {
    "pdf picture: giant": pdf(giant, *HEAVY),
    "pdf picture: small by its word": pdf(small_by_its_word, *HEAVY),
    "pdf picture: giant mask": pdf(giant_mask, *HEAVY),
    "pdf picture: inline bomb": pdf(inline, *HEAVY),
    "pdf picture: no size": pdf(nothing),
    "pdf picture: JBIG2 oddities": pdf(jbig2),
    "pdf picture: JPEG 2000 oddities": pdf(jpx, *HEAVY),
    "pdf picture: fax oddities": pdf(fax),
    "pdf picture: filter parameters": pdf(predictor),
    "pdf picture: JPEG that lies": pdf(jpeg_that_lies, *HEAVY),
    "pdf picture: packed JPEG that lies": pdf(packed_jpeg_that_lies, *HEAVY),
    "pdf picture: colour profile": pdf(profile),
}
