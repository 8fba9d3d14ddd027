"""Which PDFs lead in circles, or down without end?"""

from __future__ import annotations

import random

from samples.hostile.pdf_parts import HEAD, packed, page_pdf, stream, with_xref_stream, written
from samples.hostile.trick import Trick, pdf


def kids(rng: random.Random, paper: bytes) -> bytes:
    """The tree of pages holds itself, its parent, or two nodes each other."""
    first, second = rng.choice(((b"2 0 R", b"3 0 R"), (b"3 0 R 2 0 R", b"4 0 R"), (b"3 0 R", b"2 0 R")))
    return written(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count 2>>" % first,
            b"<</Type/Pages/Parent 2 0 R/Kids[%s]/Count 1>>" % second,
            b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 595 842]>>",
        ]
    )


def parents(rng: random.Random, paper: bytes) -> bytes:
    """A page is its own parent, and what it should inherit is asked of it again."""
    return page_pdf(draw=b"0 0 50 50 re f").replace(b"/Parent 2 0 R/MediaBox[0 0 595 842]", b"/Parent 3 0 R")


def outlines(rng: random.Random, paper: bytes) -> bytes:
    node = b"<</Title(a)/Parent 6 0 R/First 7 0 R/Last 7 0 R/Next %s/Prev 7 0 R/Dest[3 0 R/Fit]>>"
    more = [b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 9999999>>", node % b"8 0 R", node % b"7 0 R"]
    return page_pdf(b"", catalogue=b"/Outlines 6 0 R", more=more)


def names(rng: random.Random, paper: bytes) -> bytes:
    more = [b"<</Kids[6 0 R 7 0 R]/Limits[(a)(b)]>>", b"<</Kids[6 0 R]>>"]
    return page_pdf(b"", catalogue=b"/Names<</Dests 6 0 R/EmbeddedFiles 7 0 R>>/AcroForm<</Fields[8 0 R]>>",
                    more=[*more, b"<</T(a)/Kids[8 0 R]/Parent 8 0 R>>"])  # fmt: skip


def forms(rng: random.Random, paper: bytes) -> bytes:
    """A form draws itself, or two draw each other."""
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>>>"
    other = rng.choice((6, 7))
    more = [stream(b"/X Do /X Do", head % other), stream(b"/X Do 0 0 9 9 re f", head % 6)]
    return page_pdf(b"", draw=b"/X Do", xobjects=b"/X 6 0 R", more=more)


def glyphs(rng: random.Random, paper: bytes) -> bytes:
    """A letter that is drawn with itself."""
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 97/LastChar 97/Widths[500]"
        b"/Encoding<</Type/Encoding/Differences[97/a]>>/CharProcs<</a 7 0 R>>/Resources<</Font<</F 6 0 R>>>>>>"
    )
    more = [font, stream(b"500 0 d0 BT /F 1 Tf (aaaa) Tj ET 0 0 5 5 re f")]
    return page_pdf(b"", draw=b"BT /F 12 Tf 99 99 Td (aa) Tj ET", resources=b"/Font<</F 6 0 R>>", more=more)


def patterns(rng: random.Random, paper: bytes) -> bytes:
    """A pattern that is filled with itself, a soft mask that masks itself."""
    tile = b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9"
    inside = b"/Pattern cs /P scn 0 0 9 9 re f"
    more = [
        stream(inside, tile + b"/Resources<</Pattern<</P 6 0 R>>>>"),
        b"<</Type/ExtGState/SMask<</S/Luminosity/G 8 0 R>>>>",
        stream(b"/G gs 0 0 9 9 re f",
               b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Group<</S/Transparency>>"
               b"/Resources<</ExtGState<</G 7 0 R>>>>"),
    ]  # fmt: skip
    return page_pdf(b"", draw=b"/G gs " + inside, resources=b"/Pattern<</P 6 0 R>>/ExtGState<</G 7 0 R>>", more=more)


def masks(rng: random.Random, paper: bytes) -> bytes:
    """A picture is its own mask, a colour space is based on itself, a font descends from itself."""
    image = b"/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace 7 0 R/SMask 6 0 R"
    more = [packed(b"\x80" * 64, image), b"[/Indexed 7 0 R 255 <00>]",
            b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[8 0 R]>>"]  # fmt: skip
    return page_pdf(b"", draw=b"/I Do BT /F 9 Tf (a) Tj ET", xobjects=b"/I 6 0 R", resources=b"/Font<</F 8 0 R>>",
                    more=more)  # fmt: skip


def references(rng: random.Random, paper: bytes) -> bytes:
    """An object that is a reference to itself, a length that is measured by its own stream."""
    body = rng.choice((b"6 0 R", b"[6 0 R]", b"<</Filter 6 0 R/Length 6 0 R>>stream\nq Q\nendstream"))
    return page_pdf(b"", more=[body]).replace(b"/Contents 4 0 R", b"/Contents 6 0 R")


def chain(rng: random.Random, paper: bytes) -> bytes:
    """A reference to a reference to a reference …"""
    count = rng.choice((500, 20_000))
    more = [b"%d 0 R" % number for number in range(7, 7 + count)]
    return page_pdf(b"", more=[*more, stream(b"q Q")]).replace(b"/Contents 4 0 R", b"/Contents 6 0 R")


def tables(rng: random.Random, paper: bytes) -> bytes:
    """The table of objects has itself, or one that is not there, as the one before it."""
    content = page_pdf(b"")
    place = rng.choice((content.rindex(b"xref\n0"), 5, len(content) * 2, 0))
    return content.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % place)


def streams_of_objects(rng: random.Random, paper: bytes) -> bytes:
    """A stream of objects that stands in itself, or in the one that it extends."""
    inner = b"1 0 4 30 <</Type/Catalog/Pages 2 0 R>>   5"
    body = packed(inner, b"/Type/ObjStm/N 2/First 9/Extends 4 0 R")
    objects = [b"", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>", body]
    inside = {1: (4, 0)} | ({4: (4, 1)} if rng.random() < 0.5 else {})
    return with_xref_stream(objects, inside)


def actions(rng: random.Random, paper: bytes) -> bytes:
    more = [b"<</S/GoTo/D[3 0 R/Fit]/Next[7 0 R 6 0 R]>>", b"<</S/GoTo/D[3 0 R/Fit]/Next 6 0 R>>"]
    return page_pdf(b"", catalogue=b"/OpenAction 6 0 R", more=more)


def deep(rng: random.Random, paper: bytes) -> bytes:
    """Brackets in brackets in brackets."""
    count = rng.choice((5_000, 300_000))
    opening, closing = rng.choice(((b"[", b"]"), (b"<</A", b">>"), (b"(", b")")))
    middle = b" 1" if opening == b"<</A" else b""
    return page_pdf(b"", catalogue=b"/A " + opening * count + middle + closing * count)


def deep_content(rng: random.Random, paper: bytes) -> bytes:
    opening, closing = rng.choice(
        ((b"[", b"]TJ "), (b"q ", b"Q "), (b"<</A ", b">>"), (b"BT ", b"ET "), (b"/A BMC ", b"EMC "))
    )
    count = rng.choice((5_000, 200_000))
    return page_pdf(b"", draw=b"BT " + opening * count + closing * count + b" ET")


def deep_tree(rng: random.Random, paper: bytes) -> bytes:
    """Ten thousand nodes, each the only child of the one before."""
    count = rng.choice((900, 10_000))
    nodes = [b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (n - 1, n + 1) for n in range(2, count + 2)]
    leaf = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]>>" % (count + 1)
    return written([b"<</Type/Catalog/Pages 2 0 R>>", *nodes, leaf])


def increments(rng: random.Random, paper: bytes) -> bytes:
    """Hundreds of later versions, each with a table of its own."""
    content, before = bytearray(page_pdf(b"")), page_pdf(b"").rindex(b"xref\n0")
    for _ in range(rng.choice((300, 3000))):
        place = len(content)
        content += b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        table = len(content)
        content += b"xref\n1 1\n%010d 00000 n \ntrailer<</Size 6/Root 1 0 R/Prev %d>>\n" % (place, before)
        content += b"startxref\n%d\n%%%%EOF\n" % table
        before = table
    return bytes(content)


def no_objects(rng: random.Random, paper: bytes) -> bytes:
    """A head and then anything that looks like the beginning of an object."""
    word = rng.choice(
        (b"1 0 obj ", b"xref ", b"trailer<<", b"stream\n", b"%PDF-1.7 ", b"startxref\n0\n", b"<</Type/Page>>")
    )
    return HEAD + word * (400_000 // len(word))


TRICKS: dict[str, Trick] = {
    "pdf: pages hold themselves": pdf(kids),
    "pdf: page is its own parent": pdf(parents),
    "pdf: outlines in circles": pdf(outlines),
    "pdf: names in circles": pdf(names),
    "pdf: forms draw themselves": pdf(forms),
    "pdf: glyphs draw themselves": pdf(glyphs),
    "pdf: patterns fill themselves": pdf(patterns),
    "pdf: masks mask themselves": pdf(masks),
    "pdf: references in circles": pdf(references),
    "pdf: chain of references": pdf(chain),
    "pdf: tables in circles": pdf(tables),
    "pdf: object streams in circles": pdf(streams_of_objects),
    "pdf: actions in circles": pdf(actions),
    "pdf: deep brackets": pdf(deep),
    "pdf: deep brackets in content": pdf(deep_content),
    "pdf: deep tree of pages": pdf(deep_tree),
    "pdf: thousands of increments": pdf(increments),
    "pdf: head and nothing": pdf(no_objects),
}
