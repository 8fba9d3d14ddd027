"""Does a paper that somebody else handed in go to a person, and an honest owner's not for that alone?"""

from __future__ import annotations

import pytest

from pipeline.case import Comparison, Trace, Verdict, Weight
from pipeline.weighing.duplicates import duplicate_findings, matched


def trace(what: str, strength: str) -> Trace:
    return Trace.model_validate({"what": what, "strength": strength, "page": 1, "document_id": "d-1"})


def name(verdict: Verdict) -> Comparison:
    return Comparison(
        field="last_name", against="holder", expected="Воробьёва", found="Воробьёва", verdict=verdict, confidence=0.9
    )


@pytest.mark.parametrize(
    ("strength", "verdict", "registered", "weight"),
    [
        ("fair", Verdict.MATCH, True, Weight.NOTE),  # the owner, and somebody else's was not accepted
        ("strong", Verdict.MATCH, True, Weight.REVIEW),  # somebody else's was accepted: one of the two is false
        ("fair", Verdict.MATCH, False, Weight.REVIEW),
        ("fair", Verdict.DIFFERENT, True, Weight.REVIEW),
        ("strong", Verdict.DIFFERENT, False, Weight.REVIEW),
    ],
)
@pytest.mark.parametrize("what", ["same_file", "same_picture"])
def test_whose_paper_it_is_decides(
    what: str, strength: str, verdict: Verdict, registered: bool, weight: Weight
) -> None:
    (finding,) = duplicate_findings([trace(what, strength)], [name(verdict)], registered=registered)
    assert (finding.code, finding.weight, finding.page) == ("DUPLICATE_DOCUMENT", weight, 1)
    assert "d-1" in finding.detail


def test_a_name_that_was_not_compared_is_nobodys() -> None:
    (finding,) = duplicate_findings([trace("same_file", "fair")], [], registered=True)
    assert finding.weight is Weight.REVIEW


def test_a_stamp_and_an_editor_are_advice_alone() -> None:
    assert not duplicate_findings([trace("same_mark", "weak"), trace("edited_with", "fair")], [], registered=False)


def test_the_accepted_one_of_several_counts() -> None:
    traces = [trace("same_file", "fair"), trace("same_picture", "strong")]
    (finding,) = duplicate_findings(traces, [name(Verdict.MATCH)], registered=True)
    assert finding.weight is Weight.REVIEW


def test_the_register_has_the_paper_only_by_its_number() -> None:
    def one(field: str, verdict: Verdict) -> Comparison:
        return Comparison(field=field, against="registry", expected="1", found="1", verdict=verdict, confidence=0.9)

    assert matched([one("number", Verdict.MATCH)])
    assert not matched([one("number", Verdict.DOUBT), one("issue_date", Verdict.MATCH)])
