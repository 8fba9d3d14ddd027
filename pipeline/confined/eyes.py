"""How does the parent look at spots and pages that only the child can see?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.case import Box, Case, Look, Page
from pipeline.confined.warm import CHANNELS, Confined, Files
from pipeline.confined.wire import AlikeAsked, LookAsked, PictureAsked

if TYPE_CHECKING:
    from pipeline.reading.protocol import Pixels, Way


class Eyes:
    """`Looks` and `PageImages` whose work is done in the child."""

    def __init__(self, confined: Confined, files: Files) -> None:
        self._confined = confined
        self._files = files

    def look(
        self, how: Way, case: Case, page: Page, box: Box, *, allowed: str = "", seen: str = ""
    ) -> tuple[Look, ...]:
        asked = LookAsked(how=how, page=page.number, box=box, allowed=allowed, seen=seen)
        return self._confined.look(asked, case, self._files)

    def alike(self, case: Case, pairs: Sequence[tuple[str, str]]) -> tuple[float, ...]:
        return self._confined.alike(AlikeAsked(pairs=tuple(pairs)), case, self._files)

    def preview(self, case: Case, page: Page) -> Pixels:
        return self._pixels(PictureAsked(page=_bare(page)), (page.width, page.height), case)

    def crop(self, case: Case, page: Page, box: Box, *, scale: float = 1.0) -> Pixels:
        x0, y0, x1, y1 = box
        size = max(round((x1 - x0) * scale), 1), max(round((y1 - y0) * scale), 1)
        return self._pixels(PictureAsked(page=_bare(page), box=box, scale=scale), size, case)

    def _pixels(self, asked: PictureAsked, size: tuple[int, int], case: Case) -> Pixels:
        import numpy as np  # only where pictures are wanted: a worker wants none

        told = self._confined.picture(asked, size, case, self._files)
        return np.frombuffer(told, np.uint8).reshape(size[1], size[0], CHANNELS)


def _bare(page: Page) -> Page:
    """The page as far as it is needed to draw it."""
    return page.model_copy(update={"lines": ()})
