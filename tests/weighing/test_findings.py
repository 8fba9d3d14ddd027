"""Does a verdict become a reason to reject only where the evidence is strong?"""

from __future__ import annotations

import pytest

from pipeline.case import Comparison, Value, Verdict, Weight
from pipeline.weighing.findings import declared_findings, holder_findings, not_found, registry_findings
from tests.examination import entry
from tests.papers import value

MATCH, DIFFERENT, DOUBT, NOT_READ = Verdict.MATCH, Verdict.DIFFERENT, Verdict.DOUBT, Verdict.NOT_READ
REJECT, REVIEW, NOTE = Weight.REJECT, Weight.REVIEW, Weight.NOTE


def comparison(field: str, verdict: Verdict, against: str = "holder") -> Comparison:
    return Comparison.model_validate(
        {"field": field, "against": against, "expected": "а", "found": "б", "verdict": verdict, "confidence": 0.9}
    )


@pytest.mark.parametrize(
    ("last", "first", "middle", "expected"),
    [
        (MATCH, MATCH, MATCH, []),
        (DIFFERENT, DIFFERENT, DIFFERENT, [("HOLDER_MISMATCH", REJECT)]),
        (DIFFERENT, DIFFERENT, MATCH, [("HOLDER_MISMATCH", REJECT)]),
        (MATCH, DIFFERENT, DIFFERENT, [("HOLDER_MISMATCH", REJECT)]),
        (DIFFERENT, MATCH, MATCH, [("SURNAME_CHANGED", REJECT)]),
        (DIFFERENT, MATCH, DOUBT, [("SURNAME_CHANGED", REVIEW)]),
        (MATCH, DIFFERENT, MATCH, [("HOLDER_MISMATCH", REVIEW)]),
        (DOUBT, MATCH, MATCH, [("HOLDER_MISMATCH", REVIEW)]),
        (MATCH, MATCH, NOT_READ, [("HOLDER_MISMATCH", REVIEW)]),
    ],
)
def test_a_paper_is_anothers_only_when_two_parts_of_the_name_say_so(
    last: Verdict, first: Verdict, middle: Verdict, expected: list[tuple[str, Weight]]
) -> None:
    compared = [comparison(*part) for part in (("last_name", last), ("first_name", first), ("middle_name", middle))]
    assert [(f.code, f.weight) for f in holder_findings(compared, {})] == expected


@pytest.mark.parametrize(
    ("first", "weight"),
    [
        (value("first_name", "Анна"), REJECT),
        (value("first_name", "Анна", confidence=0.7), REVIEW),
        (value("first_name", "Анна", trust=0.5), REVIEW),
    ],
)
def test_another_first_name_alone_rejects_only_when_surely_read_in_its_place(first: Value, weight: Weight) -> None:
    compared = [comparison("last_name", MATCH), comparison("first_name", DIFFERENT), comparison("middle_name", MATCH)]
    (found,) = holder_findings(compared, {"first_name": first})
    assert (found.code, found.weight) == ("HOLDER_MISMATCH", weight)


@pytest.mark.parametrize(("verdict", "weight"), [(DIFFERENT, REJECT), (DOUBT, REVIEW), (MATCH, None)])
def test_another_birth_date_is_another_person(verdict: Verdict, weight: Weight | None) -> None:
    compared = [comparison("last_name", MATCH), comparison("birth_date", verdict)]
    assert [f.weight for f in holder_findings(compared, {})] == ([weight] if weight else [])


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("valid", []),
        ("revoked", [("REGISTRY_REVOKED", REJECT)]),
        ("replaced", [("REGISTRY_REVOKED", REVIEW)]),
    ],
)
def test_the_entrys_status_counts(status: str, expected: list[tuple[str, Weight]]) -> None:
    assert [(f.code, f.weight) for f in registry_findings(entry(status=status), (), {})] == expected


@pytest.mark.parametrize(
    ("field", "verdict", "trust", "weight"),
    [
        ("issue_date", DIFFERENT, 0.95, REJECT),
        ("issue_date", DIFFERENT, 0.5, REVIEW),
        ("issue_date", DOUBT, 0.95, REVIEW),
        ("number", DIFFERENT, 0.5, REJECT),
        ("number", DOUBT, 0.95, REVIEW),
        ("issuer", DIFFERENT, 0.95, REVIEW),
        ("issuer", DOUBT, 0.95, NOTE),
        ("number", MATCH, 0.95, None),
        ("number", NOT_READ, 0.95, None),
    ],
)
def test_a_contradiction_rejects_only_on_a_deciding_field_in_its_place(
    field: str, verdict: Verdict, trust: float, weight: Weight | None
) -> None:
    seen = {field: value(field, "б", trust=trust)}
    found = registry_findings(entry(), [comparison(field, verdict, "registry")], seen)
    assert [f.weight for f in found] == ([weight] if weight else [])
    assert all((f.code, f.field, f.box) == ("REGISTRY_MISMATCH", field, seen[field].box) for f in found)


ISSUED = value("issue_date", "2019-06-28")
NUMBER = value("number", "0123456")


@pytest.mark.parametrize(
    ("number", "issued", "complete_from", "weight"),
    [
        (NUMBER, ISSUED, 2014, REJECT),
        (NUMBER, ISSUED, 2019, REJECT),
        (NUMBER, ISSUED, 2020, REVIEW),
        (NUMBER, ISSUED, None, REVIEW),
        (NUMBER, None, 2014, REVIEW),
        (None, ISSUED, 2014, REVIEW),
        (value("number", "0123456", confidence=0.7), ISSUED, 2014, REVIEW),
        (value("number", "0123456", looks=()), ISSUED, 2014, REVIEW),
    ],
)
def test_what_the_register_lacks_is_rejected_only_where_it_is_complete_and_the_number_was_surely_read(
    number: Value | None, issued: Value | None, complete_from: int | None, weight: Weight
) -> None:
    values = {seen.field: seen for seen in (number, issued) if seen}
    found = not_found(values, complete_from, person_found=True)
    assert (found.code, found.weight) == ("REGISTRY_NOT_FOUND", weight)


@pytest.mark.parametrize(("settled", "weight"), [(True, NOTE), (False, REVIEW)])
def test_a_typing_error_is_a_note_once_the_register_has_settled_it(settled: bool, weight: Weight) -> None:
    compared = [comparison("number", DIFFERENT, "declared"), comparison("series", MATCH, "declared")]
    (found,) = declared_findings(compared, settled=settled)
    assert (found.code, found.weight, found.field, found.found, found.expected) == (
        "DECLARED_MISMATCH", weight, "number", "б", "а",
    )  # fmt: skip
