"""What must a recogniser and a source of page images be able to do?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.case import Box, Case, Line, Look, Page

Pixels = NDArray[np.uint8]
"""H x W (grey) or H x W x 3 (BGR)."""
Floats = NDArray[np.float32]

Layout = Literal["page", "block", "sparse", "line"]
Way = Literal["digits", "closer", "zone", "text", "free"]
"""How a spot is looked at again: `pipeline.reading.looks` says what each is."""


class Engine(Protocol):
    """A recogniser of text, one thread, with a time limit for each call.

    Raises `RetryLater` when the limit passes or the program fails: a time-out is never an empty page.
    """

    @property
    def version(self) -> str:
        """Program, version and models, e.g. `tesserocr 5.5.4 rus:1a2b3c eng:4d5e6f`."""

    def read_page(self, image: Pixels, *, layout: Layout = "page", dpi: int = 200) -> tuple[Line, ...]:
        """Read a grey page in Russian; boxes in its pixels, choices of symbols where the engine gives them."""

    def read_lines(self, images: Sequence[Pixels]) -> tuple[Line | None, ...]:
        """Read strips of one line each in Russian, cut to the network's height; None where nothing was read."""

    def read_spots(
        self, images: Sequence[Pixels], *, language: Literal["rus", "eng"], allowed: str = "", how: str = ""
    ) -> tuple[Look, ...]:
        """Read crops of one line each, in the order given; `allowed` are the only symbols that may come out."""


class PageImages(Protocol):
    """Upright pictures of a case's pages, from the original's own pixels."""

    def preview(self, case: Case, page: Page) -> Pixels:
        """BGR, `page.height` x `page.width`."""

    def crop(self, case: Case, page: Page, box: Box, *, scale: float = 1.0) -> Pixels:
        """BGR cut-out of `box` (preview pixels), warped straight from the source at `scale` times the preview."""


class Looks(Protocol):
    """Second, different looks at spots of a case's pages."""

    def look(
        self, how: Way, case: Case, page: Page, box: Box, *, allowed: str = "", seen: str = ""
    ) -> tuple[Look, ...]:
        """Look at `box` (preview pixels). `allowed`: the only symbols that may come out; `seen`: what was read there.

        Raises `RetryLater`.
        """

    def alike(self, case: Case, pairs: Sequence[tuple[str, str]]) -> tuple[float, ...]:
        """How alike two pages' prints are, pair by pair, 0 to 1 (see `page_print.likeness`). Raises `RetryLater`."""


class PenFinder(Protocol):
    """Tells pen ink from print, seals and dirt."""

    def pen(self, seen: Pixels) -> Floats:
        """Log-odds of pen ink in each cell of a strip of the page (see `signature_net.planes`)."""
