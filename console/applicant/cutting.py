"""Which part of a page shows a fault, and how is everything else on it hidden?

The fault's own box alone is shown as it is. Around it stands what lets its reader find the place: blotches of the size
of several letters, in which nothing can be read; and what was read as another field is painted over on top of that.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.case import Box, Case, Finding

if TYPE_CHECKING:
    from PIL.Image import Image

MARGIN = 6
AROUND_WIDE, AROUND_HIGH = 260, 110
"""Pixels of the page that are shown around a fault, at least."""
WIDEST = 900
"""Pixels of the picture: a telephone shows no more."""
LETTER = 28
"""Height of a large line of text on a preview; a blotch is twice as large, or larger for larger letters."""
Colour = int | tuple[int, int, int]
PAPER, INK, OUTLINE, HALO = (236, 236, 232), (150, 154, 164), (196, 30, 24), (255, 255, 255)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A `window` of page `page` with the `fault` in it; `covered`: boxes of other fields in the window."""

    page: int
    fault: Box
    window: Box
    covered: tuple[Box, ...]


def finding_of(case: Case, code: str, field: str | None) -> Finding | None:
    """What a reason of the decision was made from; that which knows its place, if any does."""
    same = [each for each in case.findings if (each.code, each.field) == (code, field)]
    return next((each for each in same if each.box is not None), same[0] if same else None)


def cut_of(case: Case, code: str, field: str | None) -> Cut | None:
    """None where the fault has no place of its own on a page."""
    place = _place(case, code, field)
    pages = {page.number: page for page in case.pages or ()}
    if place is None or place[0] not in pages:
        return None
    page = pages[place[0]]
    fault = _within(place[1], page.width, page.height)
    if fault is None:
        return None
    window = _window(fault, page.width, page.height)
    values = case.reading.fields.items() if case.reading else ()
    others = [
        box
        for name, value in values
        if name != field and value.page == page.number
        for box in (value.box, *value.spots)
        if box is not None and not _same_place(box, fault)
    ]
    covered = tuple(box for box in others if _overlap(box, window))
    return Cut(page=page.number, fault=fault, window=window, covered=covered)


def picture_of(cut: Cut, page: bytes) -> bytes:
    """PNG of the cut-out, from a picture of the whole page that was drawn, and written as PNG, by us."""
    from PIL import Image

    with Image.open(io.BytesIO(page)) as whole:
        clear = whole.convert("RGB").crop(cut.window)
    hidden = _blotches(clear, 2 * max(LETTER, min(cut.fault[3] - cut.fault[1], 3 * LETTER)))
    _paint(hidden, (_moved(box, cut.window) for box in cut.covered), INK)
    shown = Image.new("1", clear.size, 0)
    fault = _moved(cut.fault, cut.window)
    _paint(shown, (_grown(fault, MARGIN),), 1)
    _paint(shown, (_moved(box, cut.window) for box in cut.covered), 0)  # also where it runs into the fault
    hidden.paste(clear, mask=shown)
    return _png(_outlined(hidden, _grown(fault, MARGIN)))


def _place(case: Case, code: str, field: str | None) -> tuple[int, Box] | None:
    finding = finding_of(case, code, field)
    if finding is not None and finding.page is not None and finding.box is not None:
        return finding.page, finding.box
    value = case.reading.fields.get(field) if case.reading and field else None
    return (value.page, value.box) if value is not None and value.box is not None else None


def _window(fault: Box, width: int, height: int) -> Box:
    wide = max(AROUND_WIDE, (fault[2] - fault[0]) // 4)
    high = max(AROUND_HIGH, (fault[3] - fault[1]) // 4)
    return max(0, fault[0] - wide), max(0, fault[1] - high), min(width, fault[2] + wide), min(height, fault[3] + high)


def _within(box: Box, width: int, height: int) -> Box | None:
    inside = max(0, box[0]), max(0, box[1]), min(width, box[2]), min(height, box[3])
    return inside if inside[0] < inside[2] and inside[1] < inside[3] else None


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _same_place(box: Box, fault: Box) -> bool:
    """Series and number are often read as one: what covers half of the fault cannot be told from it."""
    wide = min(box[2], fault[2]) - max(box[0], fault[0])
    high = min(box[3], fault[3]) - max(box[1], fault[1])
    return wide > 0 and high > 0 and 2 * wide * high >= (fault[2] - fault[0]) * (fault[3] - fault[1])


def _moved(box: Box, window: Box) -> Box:
    return box[0] - window[0], box[1] - window[1], box[2] - window[0], box[3] - window[1]


def _grown(box: Box, by: int) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _blotches(clear: Image, size: int) -> Image:
    """A mean of the page for each square of `size`, paler than it was: several letters of two lines are one tone."""
    from PIL import Image

    few = max(1, -(-clear.width // size)), max(1, -(-clear.height // size))
    tones = clear.resize(few, Image.Resampling.BOX)
    soft = tones.resize(clear.size, Image.Resampling.BICUBIC)
    return Image.blend(soft, Image.new("RGB", clear.size, PAPER), 0.35)


def _paint(picture: Image, boxes: Iterable[Box], colour: Colour) -> None:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(picture)
    for box in boxes:
        pen.rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill=colour)


def _outlined(picture: Image, box: Box) -> Image:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(picture)
    pen.rectangle(_grown(box, 5), outline=HALO, width=7)
    pen.rectangle(_grown(box, 4), outline=OUTLINE, width=4)
    return picture


def _png(picture: Image) -> bytes:
    from PIL.Image import Resampling

    if picture.width > WIDEST:
        size = WIDEST, max(1, round(picture.height * WIDEST / picture.width))
        picture = picture.resize(size, Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()
