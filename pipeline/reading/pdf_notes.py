"""Which annotations and filled form fields lie over the pages of a PDF, and where? (pypdf)"""

from __future__ import annotations

from collections.abc import Iterator

import pypdf

from pipeline.reading.overlaid import Found, Place
from pipeline.reading.pdf_history import annotations_of
from pipeline.reading.pdf_structure import PdfEncrypted, PdfUnreadable, opened, resolved

DRAWN = {
    "/FreeText": "надпись", "/Stamp": "штамп", "/Ink": "рисунок от руки", "/Square": "прямоугольник",
    "/Circle": "овал", "/Polygon": "многоугольник", "/Redact": "замазывание",
}  # fmt: skip
"""Annotations that may cover or write something; links, highlights and notes at the margin do not."""
MOST = 12


def notes_on(content: bytes, count: int) -> dict[int, tuple[Found, ...]]:
    """By page number (from 1) of the first `count` pages. None for a file that cannot be opened."""
    try:
        with opened(content) as reader:
            pages = [reader.pages[index] for index in range(min(count, len(reader.pages)))]
            return {number: tuple(_notes(page))[:MOST] for number, page in enumerate(pages, start=1)}
    except (PdfUnreadable, PdfEncrypted):
        return {}


def _notes(page: pypdf.PageObject) -> Iterator[Found]:
    for annotation in annotations_of(page):
        subtype, place = str(resolved(annotation.get("/Subtype"))), _place(page, resolved(annotation.get("/Rect")))
        if subtype in DRAWN:
            yield Found(what="annotation", strength="fair", place=place, detail=f"поверх страницы: {DRAWN[subtype]}")
        elif (
            subtype == "/Widget"
            and resolved(annotation.get("/FT")) in ("/Tx", "/Ch")
            and resolved(annotation.get("/V"))
        ):
            yield Found(what="form_field", strength="fair", place=place, detail="поле формы, в которое что-то введено")


def _place(page: pypdf.PageObject, rectangle: object) -> Place | None:
    """In shares of the page as it is shown; None for a turned page and for what is no rectangle."""
    try:
        left, bottom, right, top = (float(number.get_object()) for number in rectangle)  # type: ignore[attr-defined]
        x0, y0, x1, y1 = (float(side) for side in page.cropbox)
    except (TypeError, ValueError, AttributeError):
        return None
    width, height = x1 - x0, y1 - y0
    if width <= 0 or height <= 0 or resolved(page.get("/Rotate")):
        return None
    return (left - x0) / width, (y1 - top) / height, (right - x0) / width, (y1 - bottom) / height
