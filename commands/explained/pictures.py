"""Which pictures does the page of an explained decision need: pages to look at, and the very spots that were read?"""

from __future__ import annotations

import contextlib
import io

from PIL import Image

from pipeline.case import Box, Case, Page, Unreadable, UploadKills
from pipeline.reading.entry_pictures import picture_of_entry
from pipeline.reading.protocol import PageImages, Pixels

LONGEST_SIDE = 2000
"""Pixels of a page's picture: enough to read small print when enlarged, small enough to mail twenty pages."""
CUTOUT_SIZE = (960, 144)
ENTRY_SIZE = (1400, 900)
MARGIN = 0.18
"""Of the spot's height, shown around it: a reviewer sees what the box may have cut off."""


def pages_to_show(case: Case) -> tuple[Page, ...]:
    """The pages that were read; of a case that ended before, the pictures that were judged, as they came."""
    if case.pages is not None:
        return case.pages
    pictures = case.file.pictures if case.file else ()
    return tuple(Page(number=each.page, width=each.width_px, height=each.height_px) for each in pictures)


def previews_of(case: Case, images: PageImages) -> dict[int, bytes]:
    """JPEG by page number. A page that cannot be decoded has none, and is shown as such."""
    pictures = {}
    for page in case.pages or ():
        with contextlib.suppress(Unreadable, UploadKills):
            pictures[page.number] = _jpeg(images.preview(case, page), (LONGEST_SIDE, LONGEST_SIDE))
    return pictures


def cutouts_of(case: Case, images: PageImages) -> dict[str, bytes]:
    """JPEG of each field's and each mark's spot, by name, straight from the original's pixels."""
    if case.reading is None:
        return {}
    spots = [(name, value.page, value.box) for name, value in case.reading.fields.items()]
    spots += [(mark.name, mark.page or 0, mark.box) for mark in case.reading.marks]
    pages = {page.number: page for page in case.pages or ()}
    cutouts = {}
    for name, number, box in spots:
        if box and number in pages and box[0] < box[2] and box[1] < box[3]:
            with contextlib.suppress(Unreadable, UploadKills):
                cutouts[name] = _cutout(case, pages[number], box, images)
    return cutouts


def entry_pictures_of(case: Case, images: PageImages) -> dict[int, bytes]:
    """JPEG of each row about work that was read from pixels, by its place in the history."""
    history = case.reading.history if case.reading else None
    pictures = {}
    for at, entry in enumerate(history.entries if history else ()):
        if entry.hand != "text_layer":
            with contextlib.suppress(Unreadable, UploadKills):
                cut = picture_of_entry(entry, case, images)
                if cut is not None:
                    pictures[at] = _jpeg(cut, ENTRY_SIZE)
    return pictures


def _cutout(case: Case, page: Page, box: Box, images: PageImages) -> bytes:
    around = _widened(box, page)
    width, height = around[2] - around[0], around[3] - around[1]
    scale = min(CUTOUT_SIZE[0] / width, CUTOUT_SIZE[1] / height, 3.0)
    return _jpeg(images.crop(case, page, around, scale=scale), CUTOUT_SIZE)


def _widened(box: Box, page: Page) -> Box:
    margin = max(4, round((box[3] - box[1]) * MARGIN))
    x0, y0, x1, y1 = box
    left, top = min(max(x0 - margin, 0), page.width - 1), min(max(y0 - margin, 0), page.height - 1)
    return left, top, max(min(x1 + margin, page.width), left + 1), max(min(y1 + margin, page.height), top + 1)


def _jpeg(pixels: Pixels, limit: tuple[int, int]) -> bytes:
    image = Image.fromarray(pixels if pixels.ndim == 2 else pixels[:, :, ::-1])
    image.thumbnail(limit)
    out = io.BytesIO()
    image.save(out, format="JPEG", quality=82, optimize=True)
    return out.getvalue()
