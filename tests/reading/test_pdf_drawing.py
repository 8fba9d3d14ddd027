"""Is what a page draws counted as often as it is drawn, and honest drawing let pass?"""

from __future__ import annotations

import zlib

import pytest

from pipeline.reading.pdf_structure import PdfStructure, PdfUnreadable, examine
from samples.hostile.pdf_parts import packed, page_pdf, stream

FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
FONT = b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>"
CMAP = b"begincmap 2 beginbfrange <0000> <%s> <0041> <0010> <0020> [<0041>] endbfrange endcmap"


def forms(*bodies: bytes) -> bytes:
    """A page that draws the first form; each may draw the next as `/X`, the last one the first."""
    following = [*range(7, 6 + len(bodies)), 6]
    more = [
        stream(body, FORM + b"/Resources<</XObject<</X %d 0 R>>>>" % number)
        for body, number in zip(bodies, following, strict=True)
    ]
    return page_pdf(draw=b"/X Do", xobjects=b"/X 6 0 R", more=more)


def with_font(last: bytes = b"00ff", widths: bytes = b"[0 [500] 1 300 500]") -> PdfStructure:
    descendant = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/W%s>>" % widths
    more = [FONT, descendant, packed(CMAP % last)]
    return examine(page_pdf(draw=b"BT /F 9 Tf <0041> Tj ET", resources=b"/Font<</F 6 0 R>>", more=more))


def test_a_form_that_is_drawn_in_forms_counts_as_often_as_it_is_drawn() -> None:
    honest = b"0 0 9 9 re f " * 100
    assert not examine(forms(b"/X Do " * 9, b"/X Do " * 9, honest)).too_heavy
    assert examine(forms(b"/X Do " * 99, b"/X Do " * 99, honest)).too_heavy


def test_a_form_that_draws_itself_is_no_page() -> None:
    with pytest.raises(PdfUnreadable, match="draws itself"):
        examine(forms(b"/X Do"))
    with pytest.raises(PdfUnreadable, match="draws itself"):
        examine(forms(b"/X Do", b"/X Do"))


def test_a_form_that_could_draw_itself_and_does_not_is_harmless() -> None:
    assert not examine(forms(b"0 0 9 9 re f")).too_heavy


def test_content_that_is_named_again_and_again_counts_each_time() -> None:
    body = packed(b"0 0 9 9 re f\n" * 20_000)
    for times, heavy in ((10, False), (100, True)):
        content = page_pdf(more=[body]).replace(b"/Contents 4 0 R", b"/Contents[%s]" % (b"6 0 R " * times))
        assert examine(content).too_heavy is heavy


def test_a_picture_among_the_operators_tells_its_size() -> None:
    content = page_pdf(draw=b"q BI /W 40000 /H 30000 /BPC 8 /CS /G /F /Fl ID \x78\x9c EI Q")
    assert examine(content).largest_image == (40_000, 30_000)


@pytest.mark.parametrize("resources", [b"/Font<</F 6 0 R>>", b"/Font<</F<</Subtype/Type3/CharProcs<<>>>>>>"])
def test_letters_that_are_drawn_with_letters_count(resources: bytes) -> None:
    glyph = b"500 0 d0 BT /F 1 Tf (%s) Tj ET" % (b"a" * 5000)
    leaf = b"500 0 d0 0 0 9 9 re f"
    font = b"<</Subtype/Type3/CharProcs<</a %d 0 R>>/Resources<<%s>>>>"
    more = [font % (7, b"/Font<</F 8 0 R>>"), stream(glyph), font % (9, b""), stream(leaf)]
    drawn = page_pdf(draw=b"BT /F 9 Tf (%s) Tj ET" % (b"a" * 5000), resources=resources, more=more)
    assert examine(drawn).too_heavy is (b"6 0 R" in resources)


def test_a_table_of_letters_may_not_speak_of_more_than_there_are() -> None:
    assert not with_font().too_heavy
    assert not with_font(last=b"ffff").too_heavy
    assert with_font(last=b"7fffffff").too_heavy
    assert with_font(widths=b"[0 2000000000 500]").too_heavy


def test_a_bomb_that_is_spelled_in_hexadecimal_is_weighed() -> None:
    bomb = zlib.compress(bytes(150_000_000), 1).hex().encode() + b">"
    assert examine(page_pdf(content=stream(bomb, b"/Filter[/ASCIIHexDecode/FlateDecode]"))).too_heavy
    good = zlib.compress(b"0 0 9 9 re f").hex().encode() + b">"
    assert not examine(page_pdf(content=stream(good, b"/Filter[/AHx/Fl]"))).too_heavy
