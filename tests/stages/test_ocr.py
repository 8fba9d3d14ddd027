"""What becomes of pages that are read, blank, unreadable, or met by an engine that fails?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from pipeline.case import Case, FileFacts, Line, Look, RetryLater, Weight, Word
from pipeline.reading.protocol import Layout, Pixels
from pipeline.stages.ocr import ocr
from tests.fakes import case, tools
from tests.reading.drawn import encoded, page


class Reader:
    """An engine that reads the same on every line, or nothing, or never ends."""

    version = "reader 1"

    def __init__(self, text: str = "", *, fails: bool = False) -> None:
        self.text, self.fails = text, fails

    def read_page(self, image: Pixels, *, layout: Layout = "page", dpi: int = 200) -> tuple[Line, ...]:
        raise AssertionError("pages are read line by line")

    def read_lines(self, images: Sequence[Pixels]) -> tuple[Line | None, ...]:
        if self.fails:
            raise RetryLater("reader: time limit")
        return tuple(self._line(image) if self.text else None for image in images)

    def _line(self, image: Pixels) -> Line:
        box = (0, 0, image.shape[1], image.shape[0])
        return Line(words=(Word(text=self.text, confidence=0.9, box=box),), box=box)

    def read_spots(
        self, images: Sequence[Pixels], *, language: Literal["rus", "eng"], allowed: str = "", how: str = ""
    ) -> tuple[Look, ...]:
        raise AssertionError("no spot is looked at here")


def examined(pixels: Pixels | bytes, reader: Reader, pages: int = 1) -> Case:
    data = pixels if isinstance(pixels, bytes) else encoded(pixels)
    facts = FileFacts(media_type="image/jpeg", format="jpeg", page_count=pages)
    return ocr(case().with_(file=facts), replace(tools(lambda _: data), engine=reader))


def test_a_page_becomes_lines_in_its_preview() -> None:
    read = examined(page(), Reader("Удостоверение"))
    assert read.pages is not None
    (one,) = read.pages
    assert len(one.lines) == 7
    assert all(0 <= line.box[0] < line.box[2] <= one.width for line in one.lines)
    assert all(0 <= line.box[1] < line.box[3] <= one.height for line in one.lines)
    assert not read.findings


def test_a_blank_page_is_rejected_and_ends_the_examination() -> None:
    read = examined(np.full((1200, 900, 3), 248, np.uint8), Reader())
    (finding,) = read.findings
    assert (finding.code, finding.weight, finding.stops) == ("SCAN_BLANK", Weight.REJECT, True)


def test_ink_that_was_not_read_goes_to_a_person() -> None:
    (finding,) = examined(page(), Reader()).findings
    assert (finding.code, finding.weight) == ("SCAN_UNREADABLE", Weight.REVIEW)


def test_a_page_that_cannot_be_shown_is_named() -> None:
    findings = examined(b"no picture", Reader("Удостоверение")).findings
    assert findings[0].code == "SCAN_UNREADABLE"
    assert findings[0].page == 1


def test_an_engine_that_fails_is_no_empty_page() -> None:
    with pytest.raises(RetryLater):
        examined(page(), Reader(fails=True))
