"""Is a PDF understood without being rendered, and is a hostile one stopped in time?"""

from __future__ import annotations

import io
import time
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from pipeline.reading.pdf_structure import PdfEncrypted, PdfUnreadable, examine, page_sizes
from tests.reading import files

ACTIVE = {
    b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>": "JavaScript",
    b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>": "JavaScript",
    b"/AA<</WC<</S/JavaScript/JS(x)>>>>": "JavaScript",
    b"/OpenAction<</S/Launch/F(calc.exe)>>": "Launch",
    b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next<</S/SubmitForm/F(x)>>>>": "SubmitForm",
    b"/AcroForm<</Fields[]/XFA[(a)(b)]>>": "XFA",
    b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)/EF<</F 5 0 R>>>>]>>>>": "embedded file",
}


@pytest.mark.parametrize(("catalogue", "name"), ACTIVE.items())
def test_active_content_is_named(catalogue: bytes, name: str) -> None:
    content = files.raw_pdf(catalogue=catalogue, more=(b"<</Type/EmbeddedFile/Length 1>>stream\nx\nendstream",))
    assert examine(content).active == (name,)


@pytest.mark.parametrize(
    "catalogue",
    [
        b"/OpenAction[3 0 R/Fit]",
        b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>",
        b"/Names<</EmbeddedFiles<</Names[]>>>>",
        b"/AA<</WC<</S/Named/N/Print>>>>",
        b"/Lang(ru)",
    ],
)
def test_what_only_leads_somewhere_is_harmless(catalogue: bytes) -> None:
    link = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 1 1]/A<</S/URI/URI(https://example.org)>>>>]"
    assert examine(files.raw_pdf(catalogue=catalogue, page_more=link)).active == ()


def test_pages_are_counted_and_their_sizes_told_as_shown() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files.pdf(3))))
    writer.pages[1].rotate(90)
    content = files.written(writer)
    assert examine(content).page_count == 3
    assert page_sizes(content) == ((595, 842), (842, 595), (595, 842))


def test_an_owners_password_alone_keeps_nobody_from_reading() -> None:
    assert examine(files.protected(user="", owner="secret")).page_count == 1


def test_a_users_password_does() -> None:
    with pytest.raises(PdfEncrypted):
        examine(files.protected(user="secret", owner="secret"))


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n" + bytes(range(256)) * 40,
        files.pdf()[:300],
        files.raw_pdf().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"),
        files.raw_pdf().replace(b"/Kids[3 0 R]", b"/Kids[     ]"),
    ],
    ids=["noise", "cut off", "cyclic", "no pages"],
)
def test_a_broken_file_is_unreadable(content: bytes) -> None:
    with pytest.raises(PdfUnreadable):
        examine(content)


def test_content_that_is_not_in_the_file_is_noticed() -> None:
    assert examine(files.raw_pdf().replace(b"/Contents 4 0 R", b"/Contents 9 0 R")).empty_pages == (1,)


def test_a_bomb_behind_three_filters_is_too_heavy_and_costs_little() -> None:
    packed = b"0" * 160_000_000
    for _ in range(3):
        packed = zlib.compress(packed, 3)
    head = b"<</Filter[/FlateDecode/FlateDecode/FlateDecode]/Length %d>>" % len(packed)
    started = time.process_time()
    assert examine(files.raw_pdf(content=head + b"stream\n" + packed + b"\nendstream")).too_heavy
    assert time.process_time() - started < 5


def test_a_picture_keeps_to_its_width_and_height() -> None:
    for count, heavy in ((64, False), (5_000_000, True)):
        packed = zlib.compress(bytes(count))
        head = b"<</Subtype/Image/Width 8/Height 8/Filter/FlateDecode/Length %d>>" % len(packed)
        picture = head + b"stream\n" + packed + b"\nendstream"
        content = files.raw_pdf(page_more=b"/Resources<</XObject<</I 5 0 R>>>>", more=(picture,))
        assert examine(content).too_heavy is heavy


@pytest.mark.parametrize(("length", "heavy"), [(100, False), (3000, True)])
def test_a_shading_that_is_a_long_program_is_too_heavy(length: int, heavy: bool) -> None:
    program = b"<</FunctionType 4/Length %d>>stream\n%s\nendstream" % (length, b"{".ljust(length - 1) + b"}")
    shading = b"<</ShadingType 1/ColorSpace/DeviceRGB/Function 6 0 R>>"
    content = files.raw_pdf(page_more=b"/Resources<</Shading<</S 5 0 R>>>>", more=(shading, program))
    assert examine(content).too_heavy is heavy


@pytest.mark.parametrize("size", [(70_000, 50), (2480, 3508)])
def test_the_largest_picture_is_known_from_its_dictionary(size: tuple[int, int]) -> None:
    picture = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/Length 1>>stream\nx\nendstream" % size
    content = files.raw_pdf(page_more=b"/Resources<</XObject<</I 5 0 R>>>>", more=(picture,))
    assert examine(content).largest_image == size


def test_a_packed_picture_cannot_hide_its_size_behind_its_dictionary() -> None:
    jpeg = bytearray(files.saved(files.page(width=64, height=64, size=8)))
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = b"\xf0\x00\xf0\x00"
    head = b"<</Subtype/Image/Width 8/Height 8/Filter/DCTDecode/Length %d>>" % len(jpeg)
    picture = head + b"stream\n" + bytes(jpeg) + b"\nendstream"
    content = files.raw_pdf(page_more=b"/Resources<</XObject<</I 5 0 R>>>>", more=(picture,))
    assert examine(content).largest_image == (0xF000, 0xF000)
