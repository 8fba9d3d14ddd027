"""Is a layer's text put where the page shows it, and believed only where the page shows the same?"""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.case import TextSource
from pipeline.reading.document import read_document
from pipeline.reading.engine_tesserocr import TesserocrEngine
from pipeline.reading.pdf_opened import PageUnreadable
from pipeline.reading.pdf_render import page_pixels
from pipeline.reading.pdf_signs import level_signs
from pipeline.reading.text_layer import read_layer
from tests.reading.drawn import TEXT, font, page

A4 = (595.0, 842.0)
LANDSCAPE = (842.0, 842.0 * 900 / 1240)


def pdf(draw: Callable[[Canvas], None], size: tuple[float, float] = A4) -> bytes:
    packed = io.BytesIO()
    canvas = Canvas(packed, pagesize=size)
    pdfmetrics.registerFont(TTFont("Drawn", font(10).path))
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return packed.getvalue()


def written(canvas: Canvas, lines: tuple[str, ...] = TEXT, mode: int = 0) -> None:
    text = canvas.beginText(80, 760)
    text.setFont("Drawn", 14)
    text.setLeading(36)
    text.setTextRenderMode(mode)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)


def pictured(canvas: Canvas, size: tuple[float, float]) -> None:
    picture = Image.fromarray(page()[:, :, ::-1])
    canvas.drawImage(ImageReader(picture), 0, 0, size[0], size[1])


def test_words_stand_where_the_page_shows_them() -> None:
    layer = read_layer(pdf(written), 0, 1190, 1684)
    assert layer is not None
    assert layer.is_text
    assert [line.text for line in layer.lines] == list(TEXT)
    x0, y0, _, y1 = layer.lines[0].box
    assert abs(x0 - 160) < 4
    assert y0 < 2 * (842 - 760) < y1


def test_what_draws_a_level_page_reads_the_same_words_in_the_same_places() -> None:
    slow, quick = read_layer(pdf(written), 0, 1190, 1684), read_layer(pdf(written), 0, 1190, 1684, level=True)
    assert slow is not None
    assert quick is not None
    assert quick.in_place
    assert not slow.in_place
    assert [line.text for line in quick.lines] == [line.text for line in slow.lines]
    for one, other in zip(quick.lines, slow.lines, strict=True):
        assert np.allclose(one.box, other.box, atol=6)


def test_letters_that_name_nothing_and_lines_aslant_are_left_to_what_reads_layers() -> None:
    def aslant(canvas: Canvas) -> None:
        canvas.rotate(10)
        written(canvas)

    assert level_signs(pdf(aslant), 0, 10_000) is None
    assert level_signs(pdf(written), 0, 10) is None
    assert level_signs(pdf(written), 0, 10_000) is not None


def test_a_turned_page_has_turned_boxes() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(595, 0)
        canvas.rotate(90)
        canvas.translate(0, -300)
        written(canvas)

    writer = PdfWriter(io.BytesIO(pdf(draw)))
    writer.pages[0].rotate(90)
    packed = io.BytesIO()
    writer.write(packed)
    height, width = page_pixels(packed.getvalue(), 0).pixels.shape[:2]
    layer = read_layer(packed.getvalue(), 0, width, height)
    assert width > height
    assert layer is not None
    assert layer.is_text
    assert [line.text for line in layer.lines] == list(TEXT)
    assert abs(layer.lines[0].box[0] - 80 * width / 842) < 6


def test_a_page_without_text_has_no_layer() -> None:
    assert read_layer(pdf(lambda canvas: pictured(canvas, A4)), 0, 100, 100) is None


def test_a_page_that_claims_to_be_a_metre_wide_is_shown_at_its_pictures_size() -> None:
    size = (2835.0, 2835.0 * 900 / 1240)
    shown = page_pixels(pdf(lambda canvas: pictured(canvas, size), size), 0)
    assert shown.is_image
    assert abs(shown.pixels.shape[1] - 1240) < 3


def test_what_is_no_pdf_is_the_documents_fault() -> None:
    with pytest.raises(PageUnreadable):
        page_pixels(b"%PDF-1.7 and no more", 0)


@pytest.mark.engine
def test_a_good_layer_is_taken() -> None:
    (read,) = read_document(pdf(written), "pdf", 1, TesserocrEngine()).pages
    assert read.source is TextSource.TEXT_LAYER
    assert not read.layer_differs


@pytest.mark.engine
def test_a_scans_invisible_layer_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        pictured(canvas, LANDSCAPE)
        written(canvas, tuple(line.replace("28440", "99999") for line in TEXT), mode=3)

    (read,) = read_document(pdf(draw, LANDSCAPE), "pdf", 1, TesserocrEngine()).pages
    assert read.source is TextSource.OCR
    assert "28440" in " ".join(line.text for line in read.lines)


@pytest.mark.engine
def test_a_layer_that_says_nothing_of_what_is_seen_is_not_believed() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.fromarray(page()[:, :, ::-1])), 60, 300, 480, 348)
        written(canvas, ("Здесь напечатано несколько слов русского текста, не больше того",))

    (read,) = read_document(pdf(draw), "pdf", 1, TesserocrEngine()).pages
    assert read.source is TextSource.OCR
    assert read.layer_differs
    assert "Ясенева" in " ".join(line.text for line in read.lines)
