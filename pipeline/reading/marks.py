"""Is there a signature, is there a seal on the page?

Present needs solid evidence (a ring with text round it; pen ink near a place to sign), absent needs the place to
be visibly empty. Everything between is unsure and goes to a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pipeline.case import Box, Mark, Page, Presence
from pipeline.reading import marks_seal, marks_signature
from pipeline.reading.marks_ink import sheet_of
from pipeline.reading.marks_places import places_of
from pipeline.reading.protocol import PenFinder, Pixels


def find_marks(image: Pixels, page: Page, pens: PenFinder) -> tuple[Mark, ...]:
    """Look at the upright BGR preview (`page.height` x `page.width`): one signature and one seal, in this order."""
    sheet = sheet_of(image, page)
    places = places_of(outside_tables(page))
    rings = marks_seal.rings(sheet, places.top * sheet.scale)
    seal = marks_seal.judged(rings, sheet)
    sure, doubtful = marks_seal.told_apart(rings, sheet)
    signature = marks_signature.judged(sheet, places, sure, doubtful, pens, photo=page.is_photo)
    return (
        _mark("signature", signature, page.number, sheet.scale),
        _mark("seal", seal, page.number, sheet.scale),
    )


def outside_tables(page: Page) -> Page:
    """The page without the lines in its tables: a post that somebody held is no place to sign."""
    cells = [cell for table in page.tables for cell in table]
    lines = tuple(line for line in page.lines if not any(_holds(cell, line.box) for cell in cells))
    return page.model_copy(update={"lines": lines}) if cells else page


def _holds(cell: Box, line: Box) -> bool:
    """True where a line begins in the cell."""
    return cell[0] <= line[0] + 1 < cell[2] and cell[1] <= (line[1] + line[3]) / 2 < cell[3]


def unsure_marks() -> tuple[Mark, ...]:
    """Of pages that do not show how the paper looks."""
    return tuple(Mark(name=name, presence=Presence.UNSURE, confidence=0.0) for name in ("signature", "seal"))


def combine(marks_of_pages: Iterable[tuple[Mark, ...]]) -> tuple[Mark, ...]:
    """One signature and one seal for a document: present on any page, else unsure on any, else absent (on all)."""
    marks = [mark for marks_of_page in marks_of_pages for mark in marks_of_page]
    order = (Presence.PRESENT, Presence.UNSURE, Presence.ABSENT)
    combined = []
    for name in ("signature", "seal"):
        named = sorted(
            (mark for mark in marks if mark.name == name), key=lambda m: (order.index(m.presence), -m.confidence)
        )
        if named:
            combined.append(named[0])
    return tuple(combined)


def _mark(
    name: Literal["signature", "seal"], found: tuple[Presence, float, Box | None], page: int, scale: float
) -> Mark:
    presence, confidence, box = found
    shown = (
        None
        if box is None
        else (round(box[0] / scale), round(box[1] / scale), round(box[2] / scale), round(box[3] / scale))
    )
    return Mark(name=name, presence=presence, confidence=confidence, page=page, box=shown)
