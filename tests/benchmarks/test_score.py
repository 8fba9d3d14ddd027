"""Are results counted as they are reported: nothing forgiven, nothing counted twice?"""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks import score as scoring
from benchmarks.accuracy_tables import accuracy_tables, failures_csv, targets
from benchmarks.markdown import percent
from benchmarks.score import medium_of, plain, score

LOOKED_AT = ["rejected", "needs_review"]


def true(**changes: Any) -> dict[str, Any]:
    """A genuine diploma, unless changed."""
    usual = {
        "id": "r-1",
        "kind": "residency_diploma",
        "variant": "form_2014",
        "medium": "photo",
        "scenario": "genuine",
        "genuine": True,
        "expected": {"decision": ["approved"], "reason": [], "notes": []},
        "fields": {"number": "0123456"},
    }
    return {**usual, **changes}


def altered(**changes: Any) -> dict[str, Any]:
    expected = {"decision": LOOKED_AT, "reason": ["REGISTRY_MISMATCH", "DECLARED_MISMATCH"], "notes": []}
    return true(**{"scenario": "digit_altered", "genuine": False, "expected": expected, **changes})


def result(decision: str | None, *reasons: str, **changes: Any) -> dict[str, Any]:
    told = [{"code": code, "field": "number"} for code in reasons]
    fields = {"number": {"value": "0123456"}}
    return {"id": "r-1", "decision": decision, "reasons": told, "notes": [], "fields": fields, **changes}


def faults(truth: dict[str, Any], said: dict[str, Any]) -> list[tuple[str, str]]:
    return [(failure.fault, failure.what) for failure in score([truth], [said]).failures]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("scan_300", "scan"),
        ("scan150_colour", "scan"),
        ("scan_200_upside_down", "scan"),
        ("scan", "scan"),
        ("scan_pdf", "scan_pdf"),
        ("scan_pdf_huge", "scan_pdf"),
        ("text_pdf", "text_pdf"),
        ("photo", "photo"),
        ("hard_photo", "hard_photo"),
        ("photo_sideways", "photo_sideways"),
        ("hard_photo_sideways", "hard_photo_sideways"),
        ("file", "file"),
    ],
)
def test_media_of_either_set_fold_into_one_row(name: str, row: str) -> None:
    assert medium_of(name) == row
    assert row in scoring.MEDIA


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Семёнов", "СЕМЕНОВ", True),
        ("ФГБОУ ВО «Омский ГМУ»", 'ФГБОУ ВО "Омский  ГМУ"', True),
        ("31-0517", "31–0517", True),
        (144, "144", True),
        (True, "True", True),
        ("0123456", "123456", False),
        ("0123456", "0123466", False),
        ("2019-06-28", "2019-08-26", False),
        ("Казанский университет", "Рязанский университет", False),
    ],
)
def test_fields_are_compared_exactly_but_for_case_quotes_and_dashes(left: object, right: object, same: bool) -> None:
    assert (plain(left) == plain(right)) is same


def test_a_genuine_paper_that_is_approved_and_read_has_no_failure() -> None:
    total = score([true()], [result("approved")])
    assert total.failures == []
    assert scoring.approved_alone(total, ["photo"]) == (1, 1)
    assert scoring.fields_right(total, ["photo"]) == (1, 1)


def test_a_genuine_paper_left_to_a_person_or_rejected_is_told_apart() -> None:
    assert faults(true(), result("needs_review", "FIELD_MISSING")) == [("left_to_person", "FIELD_MISSING:number")]
    rejected = score([true()], [result("rejected", "REGISTRY_MISMATCH")])
    assert rejected.genuine_rejected == ["r-1 (genuine)"]
    assert [failure.fault for failure in rejected.failures] == ["genuine_rejected"]


def test_a_genuine_paper_that_a_person_may_see_is_no_failure_and_not_in_the_share() -> None:
    paper = true(expected={"decision": ["approved", "needs_review"], "reason": [], "notes": []})
    total = score([paper], [result("needs_review", "REGISTRY_NOT_FOUND")])
    assert total.failures == []
    assert scoring.approved_alone(total, scoring.MEDIA) == (0, 0)
    assert total.attested_by_person == {"needs_review": 1}
    assert faults(paper, result("rejected"))[0][0] == "genuine_rejected"


def test_a_wrong_paper_approved_is_never_overlooked() -> None:
    total = score([altered()], [result("approved")])
    assert total.wrong_approved == ["r-1 (digit_altered)"]
    assert total.wrong_count == 1
    assert [failure.fault for failure in total.failures] == ["wrong_approved"]


def test_a_paper_only_for_a_person_counts_as_wrong_when_approved_and_as_other_when_rejected() -> None:
    extended = altered(expected={"decision": ["needs_review"], "reason": ["EXPIRED"], "notes": []})
    assert score([extended], [result("approved")]).wrong_approved == ["r-1 (digit_altered)"]
    assert faults(extended, result("rejected", "EXPIRED")) == [("other_decision", "EXPIRED:number")]


@pytest.mark.parametrize(
    ("decision", "codes", "how"),
    [
        ("rejected", ["DECLARED_MISMATCH", "SEAL_MISSING"], "first"),
        ("rejected", ["SEAL_MISSING", "REGISTRY_MISMATCH"], "right"),
        ("rejected", ["SEAL_MISSING"], "wrong"),
        ("needs_review", ["REGISTRY_MISMATCH"], "review_right"),
        ("needs_review", ["SEAL_MISSING"], "review_wrong"),
        ("approved", [], "review_wrong"),
    ],
)
def test_reasons_count_where_a_rejection_is_expected(decision: str, codes: list[str], how: str) -> None:
    total = score([altered()], [result(decision, *codes)])
    assert total.reasons == {("digit_altered", how): 1}


def test_fields_tell_wrong_from_not_read_and_only_genuine_papers_count() -> None:
    assert faults(true(), result("approved", fields={})) == [("field_missing", "number")]
    assert faults(true(), result("approved", fields={"number": {"value": "9"}})) == [("field_wrong", "number")]
    assert faults(altered(), result("needs_review", fields={})) == []
    total = score([true()], [result("approved", fields={"number": {"value": None}})])
    assert scoring.fields_by(total.fields, 2) == {"number": {"right": 0, "wrong": 0, "missing": 1}}


def test_a_note_that_was_due_is_asked_for_on_approved_papers_only() -> None:
    typo = true(expected={"decision": ["approved"], "reason": [], "notes": ["DECLARED_MISMATCH"]})
    assert faults(typo, result("approved")) == [("no_note", "DECLARED_MISMATCH")]
    assert faults(typo, result("approved", notes=[{"code": "DECLARED_MISMATCH"}])) == []
    assert [fault for fault, _ in faults(typo, result("needs_review"))] == ["left_to_person"]


@pytest.mark.parametrize("results", [[], [result(None, error="line 1: no")]])
def test_a_paper_without_a_decision_is_not_examined(results: list[dict[str, Any]]) -> None:
    total = score([true()], results)
    assert total.not_examined == ["r-1"]
    assert not total.decisions


def test_a_paper_given_up_is_told_as_such_and_counts_as_left_to_a_person() -> None:
    total = score([true()], [result("needs_review", "PROCESSING_FAILED", error="line 1: ocr: time limit")])
    assert [failure.fault for failure in total.failures] == ["not_examined", "left_to_person"]


def test_a_share_is_never_rounded_up_to_a_target() -> None:
    assert percent(1999, 2000) == "99.9 % (1999/2000)"
    assert percent(0, 0) == "–"


def test_targets_say_met_missed_or_not_measured() -> None:
    met = {what: met for what, _, _, met in targets(score([true(), altered(id="r-2")], [result("approved")]))}
    assert met["genuine papers rejected"] is True
    assert met["genuine approved with no person: photos"] is True
    assert met["fields exactly right: hard photos"] is None
    missed = {what: met for what, _, _, met in targets(score([altered()], [result("approved")]))}
    assert missed["wrong papers approved"] is False


def test_the_tables_and_the_list_of_failures_show_no_values() -> None:
    total = score([true(), altered(id="r-2")], [result("approved", fields={}), result("rejected", id="r-2")])
    page, listed = accuracy_tables(total), failures_csv(total.failures)
    assert "| photo | 1 | 0 | 0 | 0 | 100.0 % (1/1) |" in page
    assert "r-1,residency_diploma,form_2014,photo,genuine,field_missing,number" in listed
    assert "0123456" not in page + listed
