"""What comes of PDFs whose text, pixels and structure do not say the same? (real engine, drawn papers)"""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from pipeline.case import Case, Claim, Upload
from pipeline.wiring_room import OpeningRoom, build_room
from tests.reading.test_overlaid import NUMBERED, sample

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def examined() -> dict[str, Case]:
    room = build_room({"engine": "tesserocr", "tessdata": None, "engine_seconds": 120.0})
    return {
        name: read(room, sample(name, medium))
        for name, medium in (("genuine", "text_pdf"), ("forged_layer", "text_pdf"), ("forged_scan_patch", "text_pdf"))
    }


def read(room: OpeningRoom, data: bytes) -> Case:
    tools = room.open(data, None, lambda: NOON)
    upload = Upload(name="a.pdf", size=len(data), sha256=hashlib.sha256(data).hexdigest())
    case = Case(id="a-1", claim=Claim(kind=NUMBERED, upload=upload))
    for name in ("format_check", "ocr", "extraction"):
        case = room.stages[name](case, tools)
    return case


@pytest.mark.parametrize("name", ["forged_layer", "forged_scan_patch"])
def test_a_forged_number_goes_to_a_person_with_its_place(examined: dict[str, Case], name: str) -> None:
    case = examined[name]
    suspected = [finding for finding in case.findings if finding.code == "ALTERATION_SUSPECTED"]
    assert {finding.field for finding in suspected} <= {"number", "series"}
    assert suspected
    assert suspected[0].box is not None
    assert {trace.strength for trace in case.traces if trace.field} == {"strong"}


def test_an_honest_paper_is_suspected_of_nothing(examined: dict[str, Case]) -> None:
    assert not examined["genuine"].traces
    assert not [finding for finding in examined["genuine"].findings if finding.code == "ALTERATION_SUSPECTED"]


def test_papers_are_filed_under_their_file_and_their_page(examined: dict[str, Case]) -> None:
    file, page, *stamps = examined["genuine"].prints
    assert (file.what, page.what, {stamp.what for stamp in stamps} <= {"stamp"}) == ("file", "page", True)
    assert (len(page.keys), len(page.facts)) == (12, 3)
    assert page.drawn
