"""How does a paper become a PDF: with a text layer, or with a scan inside?"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from samples.canvas import Colour, Curves, Fill, Paper, Sheet, Stamp, Text, width_of
from samples.fonts import Face, file_of

UNIT = 72 / 25.4
"""PDF units in a millimetre."""
METRE = 1000 * UNIT


def _font(face: Face) -> str:
    name = Path(file_of(face)).stem
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, file_of(face)))
    return name


def _shade(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = colour
    return red / 255, green / 255, blue / 255


def text_pdf(paper: Paper) -> bytes:
    """Write the paper with its text as text (fonts embedded) and its seals and signatures as pictures."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for sheet in paper.sheets:
        canvas.setPageSize((sheet.width * UNIT, sheet.height * UNIT))
        canvas.setFillColorRGB(*_shade(sheet.paper))
        canvas.rect(0, 0, sheet.width * UNIT, sheet.height * UNIT, stroke=0, fill=1)
        for operation in sheet.operations:
            write(canvas, sheet, operation)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def write(canvas: Canvas, sheet: Sheet, operation: Text | Curves | Fill | Stamp) -> None:
    """Put one operation of the sheet on the canvas."""
    up = sheet.height
    if isinstance(operation, Text):
        _write(canvas, up, operation)
    elif isinstance(operation, Curves):
        canvas.setStrokeColorRGB(*_shade(operation.colour))
        canvas.setLineWidth(operation.width * UNIT)
        path = canvas.beginPath()
        for line in operation.lines:
            path.moveTo(line[0, 0] * UNIT, (up - line[0, 1]) * UNIT)
            for x, y in line[1:]:
                path.lineTo(x * UNIT, (up - y) * UNIT)
        canvas.drawPath(path, stroke=1, fill=0)
    elif isinstance(operation, Fill):
        canvas.setFillColorRGB(*_shade(operation.colour))
        path = canvas.beginPath()
        path.moveTo(operation.points[0, 0] * UNIT, (up - operation.points[0, 1]) * UNIT)
        for x, y in operation.points[1:]:
            path.lineTo(x * UNIT, (up - y) * UNIT)
        canvas.drawPath(path, stroke=0, fill=1)
    else:
        shown = operation.picture[..., :3] if operation.opaque else operation.picture
        picture = ImageReader(Image.fromarray(shown))
        canvas.drawImage(
            picture,
            operation.x * UNIT,
            (up - operation.y - operation.height) * UNIT,
            operation.width * UNIT,
            operation.height * UNIT,
            mask="auto",
        )


def _write(canvas: Canvas, up: float, text: Text) -> None:
    wide = width_of(text.text, text.face, text.size, text.spacing)
    x = text.x - {"left": 0.0, "centre": wide / 2, "right": wide}[text.align]
    canvas.saveState()
    if text.upright:
        canvas.translate(text.x * UNIT, (up - text.y) * UNIT)
        canvas.rotate(90)
        line = canvas.beginText((x - text.x) * UNIT, 0)
    else:
        line = canvas.beginText(x * UNIT, (up - text.y) * UNIT)
    line.setFont(_font(text.face), text.size)
    line.setFillColorRGB(*_shade(text.colour))
    line.setCharSpace(text.spacing * UNIT)
    line.setTextRenderMode(3 if text.hidden else 0)
    line.textOut(text.text)
    line.setCharSpace(0)
    line.setTextRenderMode(0)
    canvas.drawText(line)
    canvas.restoreState()


def picture_pdf(pictures: list[bytes], width: float, height: float, *, huge: bool = False) -> bytes:
    """Put JPEG pictures into a PDF, one a page of `width` x `height` mm; `huge` claims a page a metre wide."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    share = METRE / (width * UNIT) if huge else 1.0
    for picture in pictures:
        size = (width * UNIT * share, height * UNIT * share)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
