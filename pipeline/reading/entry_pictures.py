"""How does a row about work look on the page it stands on? (for whoever fills in what could not be read)"""

from __future__ import annotations

from pipeline.case import Box, Case, Page
from pipeline.case.employment import WorkEntry
from pipeline.reading.protocol import PageImages, Pixels

AROUND = 0.012
"""Shares of the page's longer side shown around the row: letters reach beyond their line."""
WIDEST = 1400
"""Pixels; a row is not enlarged more than twice."""
ENLARGED = 2.0


def picture_of_entry(entry: WorkEntry, case: Case, images: PageImages) -> Pixels | None:
    """BGR cut-out of the entry's row, straight from the original; None where its place is not known.

    Raises as `images.crop` does: `Unreadable`, `UploadKills`.
    """
    page = next((page for page in case.pages or () if page.number == entry.page), None)
    if page is None or entry.box is None:
        return None
    box = _around(entry.box, page)
    return images.crop(case, page, box, scale=min(WIDEST / (box[2] - box[0]), ENLARGED))


def _around(box: Box, page: Page) -> Box:
    margin = round(AROUND * max(page.width, page.height))
    x0, y0 = max(min(box[0], page.width - 1) - margin, 0), max(min(box[1], page.height - 1) - margin, 0)
    return x0, y0, max(min(box[2] + margin, page.width), x0 + 1), max(min(box[3] + margin, page.height), y0 + 1)
