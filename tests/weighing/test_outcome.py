"""What do all findings together amount to, and which of them are told?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.case import (
    Case,
    Comparison,
    CrossCheck,
    Finding,
    KindScore,
    Mark,
    Outcome,
    Presence,
    Reading,
    RegistryDocument,
    Value,
    Verdict,
    Weight,
)
from pipeline.rules.kind import FieldRules, Kind, Variant
from pipeline.rules.loader import load_reasons
from pipeline.weighing.outcome import (
    left_to_a_person,
    mark_findings,
    missing_fields,
    outcome_of,
    picture_to_blame,
    softened,
    told,
    unnamed_holder,
    unread_registry_fields,
    without_settled_doubts,
)
from tests import fakes
from tests.papers import value

REJECT, REVIEW, NOTE = Weight.REJECT, Weight.REVIEW, Weight.NOTE
SEVERITY = {code: rule.severity for code, rule in load_reasons().items()}
KIND = Kind(
    kind="passport", title="паспорт", signs=(), fields={}, required=("last_name", "number"),
    marks=("signature", "seal"),
    variants=(Variant(name="electronic", title="электронный", e_signature_stamp=True),),
)  # fmt: skip
FINDINGS = st.lists(
    st.builds(
        Finding, code=st.sampled_from(sorted(SEVERITY)), weight=st.sampled_from(Weight),
        field=st.sampled_from([None, "number", "issue_date"]),
    ).filter(lambda made: (made.code, made.weight) != ("REGISTRY_UNAVAILABLE", NOTE)),
    max_size=6,
)  # fmt: skip
"""Any findings but one that no stage makes: the register's silence is never a mere note."""


def finding(code: str, weight: Weight, field: str | None = None, found: str | None = None) -> Finding:
    return Finding(code=code, weight=weight, field=field, found=found)


def comparison(field: str, verdict: Verdict, against: str = "registry") -> Comparison:
    return Comparison.model_validate(
        {"field": field, "against": against, "expected": "а", "found": "а", "verdict": verdict, "confidence": 0.9}
    )


def case(
    *values: Value,
    compared: tuple[Comparison, ...] = (),
    marks: tuple[Mark, ...] = (),
    kind_detected: str | None = "passport",
    variant: str | None = None,
    findings: tuple[Finding, ...] = (),
    scores: tuple[tuple[str, float], ...] = (),
) -> Case:
    fields = {each.field: each for each in values}
    return fakes.case().with_(
        *findings,
        reading=Reading(
            kind_detected=kind_detected, variant=variant, fields=fields, marks=marks,
            kind_scores=tuple(KindScore(kind=kind, score=score) for kind, score in scores),
        ),
        cross_check=CrossCheck(
            person_found=True, entry=RegistryDocument(kind="passport"), comparisons=compared
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("findings", "outcome"),
    [
        ([], Outcome.APPROVED),
        ([("DECLARED_MISMATCH", NOTE)], Outcome.APPROVED),
        ([("FIELD_MISSING", REVIEW)], Outcome.NEEDS_REVIEW),
        ([("PROCESSING_FAILED", REVIEW)], Outcome.NEEDS_REVIEW),
        ([("REGISTRY_UNAVAILABLE", REVIEW)], Outcome.WAITING),
        ([("REGISTRY_UNAVAILABLE", REVIEW), ("FIELD_MISSING", REVIEW)], Outcome.WAITING),
        ([("REGISTRY_UNAVAILABLE", REVIEW), ("SCAN_BLURRED", REJECT)], Outcome.REJECTED),
        ([("FIELD_MISSING", REVIEW), ("EXPIRED", REJECT)], Outcome.REJECTED),
    ],
)
def test_strong_evidence_rejects_doubt_goes_to_a_person_silence_waits(
    findings: list[tuple[str, Weight]], outcome: Outcome
) -> None:
    assert outcome_of([finding(*each) for each in findings]) is outcome


@given(FINDINGS)
def test_nothing_is_approved_against_a_finding(findings: list[Finding]) -> None:
    doubted = any(each.weight is not NOTE for each in findings)
    assert (outcome_of(findings) is Outcome.APPROVED) is not doubted


@given(FINDINGS)
def test_what_is_told_is_ordered_by_severity_each_once_and_explains_the_outcome(findings: list[Finding]) -> None:
    outcome = outcome_of(findings)
    made = told(findings, outcome, SEVERITY)
    assert [SEVERITY[f.code] for f in made] == sorted((SEVERITY[f.code] for f in made), reverse=True)
    assert len({(f.code, f.field) for f in made}) == len(made)
    assert bool(made) is (outcome is not Outcome.APPROVED)


def test_a_rejection_tells_no_doubts_and_another_kind_of_paper_tells_nothing_else() -> None:
    mismatch, expired = finding("KIND_MISMATCH", REJECT), finding("EXPIRED", REJECT)
    doubt = finding("FIELD_MISSING", REVIEW, "number")
    assert told([doubt, expired], Outcome.REJECTED, SEVERITY) == (expired,)
    assert told([doubt, expired, mismatch], Outcome.REJECTED, SEVERITY) == (mismatch,)


def test_while_the_register_is_silent_only_that_is_told() -> None:
    silent = finding("REGISTRY_UNAVAILABLE", REVIEW)
    assert told([finding("FIELD_MISSING", REVIEW), silent], Outcome.WAITING, SEVERITY) == (silent,)


@pytest.mark.parametrize(
    ("number", "verdict", "codes"),
    [
        (value("number", "1", confidence=0.9), None, []),
        (value("number", "1", confidence=0.3), None, ["FIELD_INVALID"]),
        (value("number", "1", confidence=0.3), Verdict.MATCH, []),
        (value("number", "1", confidence=0.3), Verdict.DOUBT, ["FIELD_INVALID"]),
        (None, None, ["FIELD_MISSING"]),
    ],
)
def test_a_required_field_must_be_surely_read_or_equal_to_the_registers(
    number: Value | None, verdict: Verdict | None, codes: list[str]
) -> None:
    values = [value("last_name", "Воробьёва"), *([number] if number else [])]
    compared = (comparison("number", verdict),) if verdict else ()
    found = missing_fields(case(*values, compared=compared), KIND)
    assert [(f.code, f.weight) for f in found] == [(code, REVIEW) for code in codes]


@pytest.mark.parametrize(("sure", "codes"), [(0.4, []), (0.2, ["FIELD_INVALID"])])
def test_one_unsure_word_of_an_institutions_name_makes_it_no_doubt(sure: float, codes: list[str]) -> None:
    employer = KIND.model_copy(update={"required": ("issuer",), "fields": {"issuer": FieldRules(type="organisation")}})
    found = missing_fields(case(value("issuer", "Городская больница № 2", confidence=sure)), employer)
    assert [f.code for f in found] == codes


@pytest.mark.parametrize(
    ("number", "first", "codes"),
    [
        (Verdict.MATCH, Verdict.MATCH, []),
        (Verdict.DOUBT, Verdict.MATCH, ["FIELD_INVALID"]),
        (Verdict.MATCH, Verdict.DIFFERENT, ["FIELD_INVALID"]),
    ],
)
def test_a_surname_a_letter_off_is_no_doubt_where_the_register_gives_the_number_to_its_holder(
    number: Verdict, first: Verdict, codes: list[str]
) -> None:
    near = comparison("last_name", Verdict.DOUBT, "holder").model_copy(update={"confidence": 0.6})
    compared = (near, comparison("first_name", first, "holder"), comparison("number", number))
    read = value("last_name", "Лнсенко", confidence=0.3), value("number", "1")
    assert [f.code for f in missing_fields(case(*read, compared=compared), KIND)] == codes


def test_what_only_the_applicant_typed_does_not_make_a_value_sure() -> None:
    read = value("last_name", "Воробьёва"), value("number", "1", confidence=0.3)
    typed = (comparison("number", Verdict.MATCH, "declared"),)
    assert [f.code for f in missing_fields(case(*read, compared=typed), KIND)] == ["FIELD_INVALID"]


@pytest.mark.parametrize(
    ("presence", "signature", "weight"),
    [
        (Presence.PRESENT, Presence.PRESENT, None),
        (Presence.ABSENT, Presence.PRESENT, REJECT),
        (Presence.ABSENT, Presence.UNSURE, REVIEW),
        (Presence.UNSURE, Presence.PRESENT, REVIEW),
        (None, Presence.PRESENT, REVIEW),
    ],
)
def test_a_missing_seal_rejects_only_when_it_is_surely_absent(
    presence: Presence | None, signature: Presence, weight: Weight | None
) -> None:
    signed = Mark(name="signature", presence=signature, confidence=0.9)
    seal = [Mark(name="seal", presence=presence, confidence=0.9)] if presence else []
    found = mark_findings(case(marks=(signed, *seal)), KIND, e_signed=False)
    assert [f.weight for f in found if f.code == "SEAL_MISSING"] == ([weight] if weight else [])


@pytest.mark.parametrize("presence", [Presence.ABSENT, Presence.UNSURE])
def test_for_a_signature_that_is_not_seen_a_person_looks(presence: Presence) -> None:
    seal = Mark(name="seal", presence=Presence.PRESENT, confidence=0.9)
    signature = Mark(name="signature", presence=presence, confidence=0.9)
    found = mark_findings(case(marks=(signature, seal)), KIND, e_signed=False)
    assert [(f.code, f.weight) for f in found] == [("SIGNATURE_MISSING", REVIEW)]


@pytest.mark.parametrize(
    ("variant", "e_signed", "missing"), [("electronic", True, 0), ("electronic", False, 2), (None, True, 2)]
)
def test_an_electronic_signature_stands_for_ink_only_on_an_electronic_form(
    variant: str | None, e_signed: bool, missing: int
) -> None:
    assert len(mark_findings(case(variant=variant), KIND, e_signed=e_signed)) == missing


@pytest.mark.parametrize(
    ("compared", "kind_detected", "code", "weight"),
    [
        ([], "passport", "DATE_IN_FUTURE", REJECT),
        ([("issue_date", Verdict.DOUBT)], "passport", "DATE_IN_FUTURE", REVIEW),
        ([("issue_date", Verdict.DIFFERENT)], "passport", "DATE_IN_FUTURE", REVIEW),
        ([("issue_date", Verdict.MATCH)], "passport", "DATE_IN_FUTURE", REJECT),
        ([("number", Verdict.DOUBT)], "passport", "DATE_IN_FUTURE", REJECT),
        ([], None, "SEAL_MISSING", REVIEW),
        ([], "passport", "SEAL_MISSING", REJECT),
    ],
)
def test_what_rests_on_a_doubted_value_or_an_unknown_paper_rejects_nobody(
    compared: list[tuple[str, Verdict]], kind_detected: str | None, code: str, weight: Weight
) -> None:
    given_ = case(compared=tuple(comparison(*each) for each in compared), kind_detected=kind_detected)
    field = "issue_date" if code == "DATE_IN_FUTURE" else None
    assert [f.weight for f in softened(given_, [finding(code, REJECT, field)])] == [weight]


@pytest.mark.parametrize(
    ("found", "score", "weight", "number", "kept"),
    [
        (None, 2.0, REVIEW, Verdict.MATCH, False),
        (None, 2.0, REVIEW, Verdict.DOUBT, True),
        (None, 2.0, REJECT, Verdict.MATCH, True),
        ("residency_diploma", 2.0, REVIEW, Verdict.MATCH, True),
        ("residency_diploma", 5.0, REVIEW, Verdict.MATCH, False),
    ],
)
def test_an_unread_title_is_no_doubt_once_name_and_number_are_the_registers(
    found: str | None, score: float, weight: Weight, number: Verdict, kept: bool
) -> None:
    doubt = finding("KIND_MISMATCH", weight, found=found)
    compared = (comparison("number", number), comparison("last_name", Verdict.MATCH, "holder"))
    scores = (("residency_diploma", 6.0), ("passport", score))
    assert (doubt in without_settled_doubts(case(compared=compared, findings=(doubt,), scores=scores))) is kept


@pytest.mark.parametrize(
    ("code", "picture", "missing", "blamed"),
    [
        ("SCAN_BLURRED", NOTE, ["a", "b", "c"], True),
        ("SCAN_BLURRED", NOTE, ["a"], False),
        ("SCAN_BLURRED", None, ["a", "b", "c"], False),
        ("SCAN_UNREADABLE", NOTE, ["a", "b", "c"], False),  # a dark ground, on which it was we who read nothing
    ],
)
def test_a_doubtful_picture_is_blamed_only_for_several_unread_fields(
    code: str, picture: Weight | None, missing: list[str], blamed: bool
) -> None:
    doubtful = (finding(code, picture),) if picture else ()
    unread = [finding("FIELD_MISSING", REVIEW, field) for field in missing]
    found = picture_to_blame(case(findings=doubtful), unread)
    assert [(f.code, f.weight) for f in found] == ([("SCAN_BLURRED", REJECT)] if blamed else [])


def test_what_identifies_the_paper_must_have_been_read() -> None:
    unread = case(compared=(comparison("number", Verdict.NOT_READ), comparison("issuer", Verdict.NOT_READ)))
    assert [(f.code, f.field) for f in unread_registry_fields(unread, KIND)] == [("FIELD_MISSING", "number")]


@pytest.mark.parametrize(
    ("compared", "findings", "codes"),
    [
        ((comparison("last_name", Verdict.MATCH, "holder"),), (), []),
        ((), (), ["HOLDER_MISMATCH"]),
        ((), (finding("SURNAME_CHANGED", REJECT),), []),
    ],
)
def test_a_paper_is_somebodys_only_when_a_part_of_the_holders_name_was_matched(
    compared: tuple[Comparison, ...], findings: tuple[Finding, ...], codes: list[str]
) -> None:
    assert [f.code for f in unnamed_holder(case(compared=compared, findings=findings), KIND)] == codes


def test_nobody_is_rejected_for_what_stands_where_text_and_pixels_differ() -> None:
    suspected = Finding(code="ALTERATION_SUSPECTED", weight=REVIEW, field="number")
    other = Finding(code="REGISTRY_MISMATCH", weight=REJECT, field="number")
    series = Finding(code="REGISTRY_MISMATCH", weight=REJECT, field="series")
    date = Finding(code="REGISTRY_MISMATCH", weight=REJECT, field="issue_date")
    assert outcome_of(left_to_a_person((suspected, other, series))) is Outcome.NEEDS_REVIEW
    assert outcome_of(left_to_a_person((suspected, date))) is Outcome.REJECTED
    assert outcome_of(left_to_a_person((other,))) is Outcome.REJECTED
