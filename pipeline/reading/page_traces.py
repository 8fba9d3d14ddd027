"""What on the pages of a PDF may have been altered, in pixels of their previews?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.case import Box, Page, Trace
from pipeline.reading import homography as geometry
from pipeline.reading.overlaid import Found, Place, overlaid
from pipeline.reading.pages import files_of, source_shape
from pipeline.reading.pdf_notes import notes_on
from pipeline.reading.pdf_objects import drawn_on


def traces_of_pages(data: bytes, file_format: str, pages: Sequence[Page]) -> tuple[Trace, ...]:
    """Of the pages of an upload those that are in a PDF, with the numbers that they have in the document."""
    found: list[Trace] = []
    for part in files_of(data, file_format):
        if part.file_format == "pdf":
            own = [page for page in pages if part.has(page.number)]
            as_numbered = [page.model_copy(update={"number": part.page_in_file(page.number)}) for page in own]
            for trace in traces_on_pages(part.data, as_numbered):
                page = None if trace.page is None else part.page_in_document(trace.page)
                found.append(trace.model_copy(update={"page": page}))
    return tuple(found)


def traces_on_pages(data: bytes, pages: Sequence[Page]) -> tuple[Trace, ...]:
    """Traces with their places on the pages that were read. The pages are those of a PDF that could be shown."""
    notes = notes_on(data, max((page.number for page in pages), default=0))
    return tuple(trace for page in pages for trace in _on_page(data, page, notes.get(page.number, ())))


def _on_page(data: bytes, page: Page, notes: Sequence[Found]) -> Iterator[Trace]:
    width, height, _ = source_shape(data, page.number)
    found = overlaid(drawn_on(data, page.number - 1))
    for one in (*found, *notes):
        box = on_preview(one.place, page, width, height) if one.place else None
        yield Trace(what=one.what, strength=one.strength, page=page.number, box=box, detail=one.detail)
    if page.layer_differs:
        detail = "текст файла не принят: он не похож на русский или на странице видно другое"
        yield Trace(what="layer_differs", strength="weak", page=page.number, detail=detail)


def on_preview(place: Place, page: Page, width: int, height: int) -> Box | None:
    """A place on the page as a viewer shows it, in pixels of the preview; None when it lies outside.

    `width`, `height`: pixels of the page's source.
    """
    source = (place[0] * width, place[1] * height, place[2] * width, place[3] * height)
    x0, y0, x1, y1 = geometry.moved_box(source, geometry.as_homography(page.transform))
    box = max(round(x0), 0), max(round(y0), 0), min(round(x1), page.width), min(round(y1), page.height)
    return box if box[0] < box[2] and box[1] < box[3] else None
