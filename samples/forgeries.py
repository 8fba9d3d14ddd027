"""How is a file forged whose text, pixels and structure do not say the same? (the paper itself is drawn as ever)"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from samples.canvas import POINT, Fill, Operation, Paper, Sheet, Stamp, Text, filled, width_of
from samples.fonts import file_of
from samples.media import File, jpeg, scan
from samples.textpdf import UNIT, text_pdf, write

APART = " /"
"""What a blank may print between the digits of a number."""
FINE = 16
"""Pixels a millimetre of a pasted picture."""
Forge = Callable[[random.Random, Paper, str, str], File]
"""(rng, the honest paper, its number, the number that it shall show) -> the forged file."""


def layer_under_picture(rng: random.Random, paper: Paper, true: str, false: str) -> File:
    """The layer says the true number; a picture of the false one lies over it."""
    place, shown = _place(paper, true), _shown(paper, true, false)
    cover = (_rectangle(paper.sheets[0], place), _as_picture(paper.sheets[0], shown))
    return _pdf(Paper(sheets=(paper.sheets[0].with_(*cover), *paper.sheets[1:])))


def hidden_text(rng: random.Random, paper: Paper, true: str, false: str) -> File:
    """The false number is printed; the true one stands in the same place, invisible."""
    place, shown = _place(paper, true), _shown(paper, true, false)
    return _pdf(_swapped(paper, place, shown, replace(place, hidden=True)))


def typed_over(rng: random.Random, paper: Paper, true: str, false: str) -> File:
    """A rectangle of the paper's colour over the true number, the false one typed on it."""
    place, shown = _place(paper, true), _shown(paper, true, false)
    cover = (_rectangle(paper.sheets[0], place), shown)
    return _pdf(Paper(sheets=(paper.sheets[0].with_(*cover), *paper.sheets[1:])))


def later_increment(rng: random.Random, paper: Paper, true: str, false: str) -> File:
    """The same, done by an editor that appends what it changed to the honest file."""
    place, shown = _place(paper, true), _shown(paper, true, false)
    sheet = replace(paper.sheets[0], operations=())
    patch = PdfReader(io.BytesIO(_patch(sheet, _rectangle(paper.sheets[0], place), shown))).pages[0]
    writer = PdfWriter(io.BytesIO(text_pdf(paper)), incremental=True)
    writer.pages[0].merge_page(patch)
    writer.add_metadata({"/Producer": "iLovePDF", "/ModDate": "D:20260901120000+03'00'"})
    stream = io.BytesIO()
    writer.write(stream)
    return File(content=stream.getvalue(), suffix=".pdf")


def patched_scan(rng: random.Random, paper: Paper, true: str, false: str) -> File:
    """A scan in a PDF with a patch over the number and the false one typed on it."""
    place, shown = _place(paper, true), _shown(paper, true, false)
    sheet = paper.sheets[0]
    picture = jpeg(scan(rng, sheet, 200), 85, dpi=200)
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(sheet.width * UNIT, sheet.height * UNIT), invariant=1)
    canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, sheet.width * UNIT, sheet.height * UNIT)
    for operation in (_rectangle(sheet, place), shown):
        write(canvas, sheet, operation)
    canvas.showPage()
    canvas.save()
    return File(content=stream.getvalue(), suffix=".pdf")


def forgeries() -> dict[str, Forge]:
    """Each way of forging, by the scenario's name."""
    return {
        "forged_layer": layer_under_picture,
        "forged_hidden_text": hidden_text,
        "forged_typed_over": typed_over,
        "forged_increment": later_increment,
        "forged_scan_patch": patched_scan,
    }


def hand_in(rng: random.Random, paper: Paper, how: str, true: str, false: str) -> File:
    """Make the forged file; a paper whose number stands in no line of its own cannot be forged: `LookupError`."""
    return forgeries()[how](rng, paper, true, false)


# --- pieces -------------------------------------------------------------------------------------------------------


def _place(paper: Paper, number: str) -> Text:
    """The text of the first page that prints the number. Raises `LookupError`."""
    for operation in paper.sheets[0].operations:
        if isinstance(operation, Text) and not operation.upright and _spelled(operation.text, number):
            return operation
    raise LookupError("the number stands in no line of text")


def _spelled(text: str, number: str) -> str:
    """The piece of the text that prints the number, spaces and all; empty when there is none."""
    for start in range(len(text)):
        for end in range(start + len(number), len(text) + 1):
            if text[start] not in APART and re.sub(f"[{APART}]", "", text[start:end]) == number:
                return text[start:end]
    return ""


def _shown(paper: Paper, true: str, false: str) -> Text:
    place = _place(paper, true)
    printed = _spelled(place.text, true)
    digits = iter(false)
    forged = "".join(mark if mark in APART else next(digits) for mark in printed)
    return replace(place, text=place.text.replace(printed, forged, 1))


def _extent(text: Text) -> tuple[float, float, float, float]:
    """x0, y0, x1, y1 of a line of text, in millimetres."""
    wide, high = width_of(text.text, text.face, text.size, text.spacing), text.size * POINT
    x = text.x - {"left": 0.0, "centre": wide / 2, "right": wide}[text.align]
    return x - 0.3, text.y - 0.95 * high, x + wide + 0.3, text.y + 0.28 * high


def _rectangle(sheet: Sheet, text: Text) -> Fill:
    return filled(*_extent(text), sheet.paper)


def _as_picture(sheet: Sheet, text: Text) -> Stamp:
    """The line of text as a picture without transparency."""
    x0, y0, x1, y1 = _extent(text)
    image = Image.new("RGBA", (round((x1 - x0) * FINE), round((y1 - y0) * FINE)), (*sheet.paper, 255))
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(file_of(text.face), text.size * POINT * FINE)
    x, y = 0.3 * FINE, (text.y - y0) * FINE
    for letter in text.text:
        draw.text((x, y), letter, font=font, fill=(*text.colour, 255), anchor="ls")
        x += font.getlength(letter) + text.spacing * FINE
    return Stamp(x=x0, y=y0, width=x1 - x0, height=y1 - y0, picture=np.array(image), opaque=True)


def _swapped(paper: Paper, old: Text, *new: Text) -> Paper:
    sheet = paper.sheets[0]
    operations = tuple(part for each in sheet.operations for part in (new if each is old else (each,)))
    return Paper(sheets=(replace(sheet, operations=operations), *paper.sheets[1:]))


def _patch(sheet: Sheet, *operations: Operation) -> bytes:
    """A page with nothing on it but these."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(sheet.width * UNIT, sheet.height * UNIT), invariant=1)
    for operation in operations:
        write(canvas, sheet, operation)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _pdf(paper: Paper) -> File:
    return File(content=text_pdf(paper), suffix=".pdf")
