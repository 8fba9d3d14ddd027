"""Are the tables of a drawn page found by the lines that it draws, is a layer that lacks something refused?"""

from __future__ import annotations

import io

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from pipeline.case import TextSource
from pipeline.fields.history_cells import parts_of
from pipeline.reading.document import read_document
from pipeline.reading.engine_tesserocr import TesserocrEngine
from pipeline.reading.pdf_rules import ruled_lines
from samples.canvas import Sheet, Text
from samples.fonts import Face, file_of
from samples.media import jpeg
from samples.raster import render
from tests.tables import HEAD, hire

WIDE, HIGH = 2000, 1414


def paper(*, dash: tuple[int, int] | None = None, pasted: bool = False) -> bytes:
    """A table of events whose cells are ruled, perhaps with dashes; with a picture of letters in an empty cell."""
    pdfmetrics.registerFont(TTFont("body", file_of(Face(family="Liberation Sans"))))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=landscape(A4), invariant=1)
    rows = [[cell[:9] for cell in HEAD], *(list(hire(str(at), f"0{at}.02.2021")) for at in range(1, 6))]
    rows = [[cell[:18] for cell in row] for row in rows]
    style = [("FONT", (0, 0), (-1, -1), "body", 7), ("GRID", (0, 0), (-1, -1), 0.5, colors.grey, "butt", dash)]
    table = Table(rows, colWidths=[30, 100, 60, 60, 90, 50, 110, 60, 60, 50, 50], style=TableStyle(style))
    _, height = table.wrapOn(canvas, 800, 500)
    table.drawOn(canvas, 30, 500 - height)
    if pasted:
        picture = ImageReader(io.BytesIO(jpeg(render(letters(), 200), 90)))
        canvas.drawImage(picture, 425, 500 - height + 4, 60, 12)
    canvas.save()
    return stream.getvalue()


def letters() -> Sheet:
    return Sheet(width=40, height=8, operations=(Text(x=2, y=6, text="УВОЛЕН", face=Face(family="PT Sans"), size=16),))


@pytest.mark.parametrize("dash", [None, (2, 1), (1, 2)])
def test_cells_are_found_whatever_the_lines_are_drawn_with(dash: tuple[int, int] | None) -> None:
    page = read_document(paper(dash=dash), "pdf", 1, TesserocrEngine(), tables=True).pages[0]
    assert page.source is TextSource.TEXT_LAYER
    (part,) = parts_of(page)
    assert (part.width, len(part.rows)) == (11, 6)
    assert part.rows[3][2].text == "03.02.2021"


def test_a_page_without_lines_has_none() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=landscape(A4), invariant=1)
    canvas.drawString(100, 100, "12345")
    canvas.save()
    assert ruled_lines(stream.getvalue(), 0, WIDE, HIGH) is None


def test_where_a_cell_shows_what_the_layer_lacks_the_page_is_read_from_its_pixels() -> None:
    page = read_document(paper(pasted=True), "pdf", 1, TesserocrEngine(), tables=True).pages[0]
    assert page.source is TextSource.OCR
    assert page.layer_differs
