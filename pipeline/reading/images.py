"""Upright pictures of a case's pages, kept for a while. (the implementation of `PageImages`)"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

from pipeline.case import Box, Case, Page
from pipeline.reading import homography as geometry
from pipeline.reading.pages import SourcePage, source_page
from pipeline.reading.protocol import Pixels

K = TypeVar("K")
V = TypeVar("V")
KEPT_SOURCES = 2
KEPT_PREVIEWS = 2
MAX_CROP_SIDE = 6000


class SourceImages:
    """Sources as they were decoded last, and their previews; what was dropped is decoded again from the bytes."""

    def __init__(self, *, original: Callable[[Case], bytes]) -> None:
        self._original = original
        self._sources: OrderedDict[tuple[str, int], SourcePage] = OrderedDict()
        self._previews: OrderedDict[tuple[object, ...], Pixels] = OrderedDict()

    def source(self, case: Case, number: int) -> SourcePage:
        """Decoded page `number` (from 1). Raises one of `pages.UNREADABLE`."""
        key = (case.claim.upload.sha256, number)
        if key not in self._sources:
            file_format = case.file.format if case.file else ""
            self._keep(self._sources, key, source_page(self._original(case), file_format, number), KEPT_SOURCES)
        self._sources.move_to_end(key)
        return self._sources[key]

    def preview(self, case: Case, page: Page) -> Pixels:
        """BGR, `page.height` x `page.width`."""
        key = (case.claim.upload.sha256, page.number, page.width, page.height, page.transform)
        if key not in self._previews:
            pixels = self.source(case, page.number).pixels
            picture = geometry.warped(pixels, geometry.as_homography(page.transform), page.width, page.height)
            self._keep(self._previews, key, picture, KEPT_PREVIEWS)
        self._previews.move_to_end(key)
        return self._previews[key]

    def crop(self, case: Case, page: Page, box: Box, *, scale: float = 1.0) -> Pixels:
        """BGR cut-out of `box` (preview pixels), warped straight from the source at `scale` times the preview.

        White where the box leaves the sheet.
        """
        x0, y0, x1, y1 = box
        width, height = max(round((x1 - x0) * scale), 1), max(round((y1 - y0) * scale), 1)
        if max(width, height) > MAX_CROP_SIDE:
            raise ValueError("a crop larger than any page")
        pixels = self.source(case, page.number).pixels
        cut = geometry.scaling(scale) @ geometry.shift(-x0, -y0) @ geometry.as_homography(page.transform)
        return geometry.warped(pixels, cut, width, height)

    @staticmethod
    def _keep(kept: OrderedDict[K, V], key: K, value: V, limit: int) -> None:
        kept[key] = value
        while len(kept) > limit:
            kept.popitem(last=False)
