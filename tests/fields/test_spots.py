"""Does a trace become a reason to look only where it lies at a deciding field?"""

from __future__ import annotations

import pytest

from pipeline.case import Box, Trace, Weight
from pipeline.fields.spots import at_fields, overlap
from tests import papers

AT: Box = (100, 100, 200, 120)
"""Where `papers.value` says that a value stands."""


def trace(what: str, box: Box | None = AT, strength: str = "fair", page: int = 1) -> Trace:
    return Trace.model_validate({"what": what, "strength": strength, "page": page, "box": box})


@pytest.mark.parametrize("what", ["covered_text", "patch", "hidden_text", "annotation", "form_field", "mixed_fonts"])
def test_at_a_fields_own_spot_a_person_looks(what: str) -> None:
    values = {"number": papers.value("number", "0123456"), "city": papers.value("city", "Казань")}
    (named,), (finding,) = at_fields([trace(what, (90, 95, 210, 125))], values)
    assert (named.field, named.strength) == ("number", "strong")
    assert (finding.code, finding.weight, finding.field) == ("ALTERATION_SUSPECTED", Weight.REVIEW, "number")


@pytest.mark.parametrize(
    "other",
    [
        trace("covered_text", (400, 400, 500, 420)),
        trace("covered_text", page=2),
        trace("hidden_text", strength="weak"),
        trace("edited_with", None),
        trace("cropped_text", None),
    ],
)
def test_elsewhere_it_is_advice(other: Trace) -> None:
    assert at_fields([other], {"number": papers.value("number", "0123456")}) == ((other,), ())


def test_at_a_field_that_decides_nothing_it_is_advice() -> None:
    assert not at_fields([trace("patch")], {"city": papers.value("city", "Казань")})[1]


def test_a_number_speaks_before_the_series_that_was_read_with_it() -> None:
    values = {"series": papers.value("series", "107704"), "number": papers.value("number", "0123456")}
    assert at_fields([trace("patch")], values)[0][0].field == "number"


def test_overlap_is_the_larger_share() -> None:
    assert overlap((0, 0, 10, 10), (0, 0, 100, 100)) == 1.0
    assert overlap((0, 0, 10, 10), (5, 0, 15, 10)) == 0.5
    assert overlap((0, 0, 10, 10), (20, 0, 30, 10)) == 0.0
