"""Which PDFs are small and unpack, multiply or draw without end?"""

from __future__ import annotations

import random
import zlib

from samples.hostile.pdf_parts import SHOW_PAPER, packed, page_pdf, stream, with_xref_stream, written
from samples.hostile.trick import Trick, pdf
from samples.hostile.zeros import deflated, nested

FLATE = b"/Filter/FlateDecode"
HEAVY = ("PAGE_TOO_LARGE", "FILE_CORRUPT")


def nested_flate(rng: random.Random, paper: bytes) -> bytes:
    layers = rng.randint(2, 6)
    data = nested(rng.choice((300, 1500)), layers)
    return page_pdf(paper, content=stream(data, b"/Filter[" + b"/FlateDecode" * layers + b"]"))


def many_filters(rng: random.Random, paper: bytes) -> bytes:
    count = rng.choice((30, 300))
    return page_pdf(paper, content=stream(nested(1, 3), b"/Filter[" + b"/ASCIIHexDecode" * count + b"]"))


def mixed_filters(rng: random.Random, paper: bytes) -> bytes:
    """A filter that grows behind a filter that grows, in an order that hides one of them."""
    first, second = rng.choice((("LZWDecode", "FlateDecode"), ("RunLengthDecode", "LZWDecode")))
    data = bytes([129, 0]) * 100_000 if first.startswith("Run") else rng.randbytes(2000)
    return page_pdf(paper, content=stream(data, b"/Filter[/%s/%s]" % (first.encode(), second.encode())))


def hex_before_flate(rng: random.Random, paper: bytes) -> bytes:
    """The bomb stands behind a filter that only spells it otherwise."""
    return page_pdf(paper, content=stream(deflated(400).hex().encode() + b">", b"/Filter[/ASCIIHexDecode/FlateDecode]"))


def content(rng: random.Random, paper: bytes) -> bytes:
    return page_pdf(paper, content=stream(deflated(rng.choice((400, 1500)), 0x20), FLATE))


def content_of_many(rng: random.Random, paper: bytes) -> bytes:
    """One stream that is content a thousand times."""
    body = packed(b"q 1 0 0 1 0 0 cm Q\n" * 20_000)
    again = b"/Contents[4 0 R " + b"6 0 R " * rng.choice((1000, 5000)) + b"]"
    return page_pdf(paper, more=[body]).replace(b"/Contents 4 0 R", again)


def many_operators(rng: random.Random, paper: bytes) -> bytes:
    """Honest operators, only millions of them."""
    line = rng.choice((b"0 0 m 9 9 l S\n", b"q Q\n", b"0 0 1 1 re f\n", b"1 w\n"))
    return page_pdf(paper, content=packed(SHOW_PAPER + line * (100_000_000 // len(line))))


def object_stream(rng: random.Random, paper: bytes) -> bytes:
    """The catalogue itself is in a stream that unpacks to a gigabyte."""
    inner = b"1 0 <</Type/Catalog/Pages 2 0 R>>"
    data = zlib.compress(inner, 9)[:-4]  # the tail of the bomb is never reached by who reads lazily
    bomb = stream(deflated(900, 0x20), b"/Type/ObjStm/N 1/First 4" + FLATE) if rng.random() < 0.5 else None
    body = bomb or stream(data + bytes(200), b"/Type/ObjStm/N 100000000/First 4" + FLATE)
    objects = [b"", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>", body]
    return with_xref_stream(objects, {1: (4, 0)})


def xref_stream(rng: random.Random, paper: bytes) -> bytes:
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"]  # fmt: skip
    return with_xref_stream(objects, {}, xref_head=deflated(1200))


def font_file(rng: random.Random, paper: bytes) -> bytes:
    font = b"/Font<</F 6 0 R>>"
    more = [
        b"<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 65/LastChar 65/Widths[500]/FontDescriptor 7 0 R>>",
        b"<</Type/FontDescriptor/FontName/A/Flags 4/FontBBox[0 0 1 1]/FontFile2 8 0 R>>",
        stream(deflated(800), FLATE + b"/Length1 800000000"),
    ]
    return page_pdf(paper, draw=b"BT /F 12 Tf (A) Tj ET", resources=font, more=more)


def to_unicode(rng: random.Random, paper: bytes) -> bytes:
    """A table of letters that maps billions of codes."""
    ranges = b"1 beginbfrange <00000000> <ffffffff> <0041> endbfrange\n" * 50
    more = [
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(A)/Ordering(B)/Supplement 0>>>>",
        packed(b"/CIDInit /ProcSet findresource begin begincmap\n" + ranges + b"endcmap end"),
    ]
    return page_pdf(paper, draw=b"BT /F 12 Tf 50 500 Td <0041004200430044> Tj ET", resources=b"/Font<</F 6 0 R>>",
                    more=more)  # fmt: skip


def widths(rng: random.Random, paper: bytes) -> bytes:
    """Widths for two billion letters."""
    more = [
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[7 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(A)/Ordering(B)/Supplement 0>>/%s>>"
        % rng.choice((b"W[0 2000000000 500]", b"W2[0 2000000000 1 2 3]")),
    ]
    return page_pdf(
        paper, draw=b"BT /F 12 Tf 50 500 Td <0041004200430044> Tj ET", resources=b"/Font<</F 6 0 R>>", more=more
    )


def laughing_forms(rng: random.Random, paper: bytes) -> bytes:
    """Each form draws the next one ten times: a billion drawings in two kilobytes."""
    depth, wide = rng.choice(((9, 10), (30, 2), (5, 200)))
    more = []
    for level in range(depth):
        last = level == depth - 1
        body = b"0 0 1 1 re f" if last else b"/X Do " * wide
        named = b"" if last else b"/Resources<</XObject<</X %d 0 R>>>>" % (7 + level)
        more.append(stream(body, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + named))
    return page_pdf(paper, draw=b"/X Do", xobjects=b"/X 6 0 R", more=more)


def laughing_glyphs(rng: random.Random, paper: bytes) -> bytes:
    """The same with letters that are drawings of letters (Type 3)."""
    depth, more = 8, []
    for level in range(depth):
        last = level == depth - 1
        body = b"500 0 d0 0 0 9 9 re f" if last else b"500 0 d0 BT /F 1 Tf (aaaaaaaaaa) Tj ET"
        number = 6 + 2 * level
        named = b"" if last else b"/Resources<</Font<</F %d 0 R>>>>" % (number + 2)
        more.append(
            b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 97/LastChar 97"
            b"/Widths[500]"
            b"/Encoding<</Type/Encoding/Differences[97/a]>>/CharProcs<</a %d 0 R>>%s>>" % (number + 1, named)
        )
        more.append(stream(body))
    return page_pdf(paper, draw=b"BT /F 12 Tf 9 9 Td (aaaaaaaaaa) Tj ET", resources=b"/Font<</F 6 0 R>>", more=more)


def tiny_tiles(rng: random.Random, paper: bytes) -> bytes:
    """A pattern whose tiles stand a millionth of a point apart."""
    step = rng.choice((b"1e-6", b"0.0001", b"0"))
    tile = stream(
        b"0 0 1 1 re f",
        b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep %s/YStep %s/Resources<<>>"
        % (step, step),
    )
    draw = b"/Pattern cs /P scn 0 0 595 842 re f"
    return page_pdf(draw=draw, resources=b"/Pattern<</P 6 0 R>>", more=[tile])


def function_of_many(rng: random.Random, paper: bytes) -> bytes:
    """A shading by a function whose table is said to have 10^12 entries, or that counts in a program."""
    sampled = stream(
        b"\0" * 64, b"/FunctionType 0/Domain[0 1 0 1]/Range[0 1 0 1 0 1]/Size[1000000 1000000]/BitsPerSample 8"
    )
    program = stream(
        b"{" + b"dup " * 40_000 + b"pop " * 39_998 + b"}", b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]"
    )
    shading = b"<</ShadingType 1/ColorSpace/DeviceRGB/Domain[0 1 0 1]/Matrix[595 0 0 842 0 0]/Function 7 0 R>>"
    more = [shading, rng.choice((sampled, program))]
    return page_pdf(draw=b"/S sh", resources=b"/Shading<</S 6 0 R>>", more=more)


def many_pages(rng: random.Random, paper: bytes) -> bytes:
    """Ten thousand pages, each an object of its own or one object again and again."""
    count = 10_000
    if rng.random() < 0.5:
        kids = b"3 0 R " * count
        objects = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"]
    else:
        kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
        objects = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * count
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    return written([b"<</Type/Catalog/Pages 2 0 R>>", pages, *objects])


def pages_that_lie(rng: random.Random, paper: bytes) -> bytes:
    """The count says two billion, or less than nothing."""
    count = rng.choice((b"2147483647", b"99999999999999999999", b"-5", b"1.5", b"(one)"))
    return page_pdf(b"").replace(b"/Count 1", b"/Count " + count)


def shared_trees(rng: random.Random, paper: bytes) -> bytes:
    """A tree of pages whose branches are the same branch: a billion leaves in eleven objects."""
    depth = 10
    nodes = [
        b"<</Type/Pages/Parent %d 0 R/Kids[%s]/Count %d>>" % (max(2, n), b"%d 0 R " % (n + 1) * 10, 10 ** (depth - n))
        for n in range(2, depth + 2)
    ]
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    return written([b"<</Type/Catalog/Pages 2 0 R>>", *nodes, leaf])


TRICKS: dict[str, Trick] = {
    "pdf: nested Flate": pdf(nested_flate, *HEAVY),
    "pdf: hundreds of filters": pdf(many_filters, *HEAVY),
    "pdf: growing filters mixed": pdf(mixed_filters, *HEAVY),
    "pdf: Flate behind hexadecimal": pdf(hex_before_flate, *HEAVY),
    "pdf: content bomb": pdf(content, *HEAVY),
    "pdf: one content a thousand times": pdf(content_of_many, *HEAVY),
    "pdf: millions of operators": pdf(many_operators, *HEAVY),
    "pdf: object stream bomb": pdf(object_stream, *HEAVY),
    "pdf: xref stream bomb": pdf(xref_stream, *HEAVY),
    "pdf: font bomb": pdf(font_file, *HEAVY),
    "pdf: endless table of letters": pdf(to_unicode, *HEAVY),
    "pdf: endless widths": pdf(widths, *HEAVY),
    "pdf: laughing forms": pdf(laughing_forms, *HEAVY),
    "pdf: laughing glyphs": pdf(laughing_glyphs, *HEAVY),
    "pdf: tiny tiles": pdf(tiny_tiles),
    "pdf: endless function": pdf(function_of_many),
    "pdf: 10 000 pages": pdf(many_pages, "PAGE_COUNT_EXCEEDED", *HEAVY),
    "pdf: lying page count": pdf(pages_that_lie),
    "pdf: branches that are one branch": pdf(shared_trees, "PAGE_COUNT_EXCEEDED", *HEAVY),
}
