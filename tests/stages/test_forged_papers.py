"""What comes of PDFs whose text, pixels and structure do not say the same? (real engine, drawn papers)"""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from pipeline.case import Case, Claim, Upload
from pipeline.settings import Settings
from pipeline.stages.extraction import extraction
from pipeline.stages.format_check import format_check
from pipeline.stages.ocr import ocr
from pipeline.wiring_child import furniture
from pipeline.wiring_room import build_room
from tests.reading.test_overlaid import NUMBERED, sample

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def examined() -> dict[str, Case]:
    return {
        name: read(sample(name, medium))
        for name, medium in (("genuine", "text_pdf"), ("forged_layer", "text_pdf"), ("forged_scan_patch", "text_pdf"))
    }


def read(data: bytes) -> Case:
    tools = build_room(furniture(Settings())).open(data, None, lambda: NOON)
    upload = Upload(name="a.pdf", size=len(data), sha256=hashlib.sha256(data).hexdigest())
    case = Case(id="a-1", claim=Claim(kind=NUMBERED, upload=upload))
    for stage in (format_check, ocr, extraction):
        case = stage(case, tools)
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
