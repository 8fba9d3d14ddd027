"""When may an electronic signature stand for ink, and when never?"""

from __future__ import annotations

import pytest

from pipeline.case import Case, Certificate, ESignature, ESignatureState, Finding, Mark, Presence, Reading
from pipeline.rules.loader import load_kinds
from pipeline.weighing.outcome import mark_findings
from tests.esignatures.signers import now
from tests.fakes import case

State = ESignatureState
ABSENT = tuple(Mark(name=name, presence=Presence.ABSENT, confidence=0.9) for name in ("signature", "seal"))


def signature(state: State = State.VALID, *, organisation: str | None = "Центр", whole_file: bool = True) -> ESignature:
    certificate = Certificate(
        organisation=organisation, name="Петров", serial="1", sha256="0", not_before=now(), not_after=now()
    )
    return ESignature(source="pdf", state=state, whole_file=whole_file, certificate=certificate)


def lacks(variant: str | None, *signatures: ESignature, kind: str = "accreditation_certificate",
          stamp: bool = False) -> list[str]:  # fmt: skip
    reading = Reading(kind_detected=kind, variant=variant, marks=ABSENT, e_signature_stamp=stamp)
    examined: Case = case(kind=kind).with_(reading=reading, esignatures=signatures)
    found: tuple[Finding, ...] = mark_findings(examined, load_kinds()[kind], e_signed=stamp)
    return [finding.code for finding in found]


BOTH = ["SIGNATURE_MISSING", "SEAL_MISSING"]


def test_a_valid_one_stands_for_the_marks_that_the_kind_s_data_name() -> None:
    assert lacks("extract") == BOTH
    assert lacks("extract", signature()) == []
    assert lacks("extract", signature(State.UNKNOWN_ISSUER), signature()) == []
    assert lacks(None, signature(), kind="membership_certificate") == []


def test_it_stands_for_nothing_on_a_form_that_is_signed_with_ink() -> None:
    assert lacks("certificate", signature()) == BOTH
    assert lacks(None, signature(), kind="higher_education_diploma") == BOTH


@pytest.mark.parametrize("state", [state for state in State if state is not State.VALID])
def test_no_other_state_stands_for_anything(state: State) -> None:
    assert lacks("extract", signature(state)) == BOTH


def test_a_person_s_own_signature_and_one_of_a_part_of_the_file_stand_for_nothing() -> None:
    assert lacks("extract", signature(organisation=None)) == BOTH
    assert lacks("extract", signature(whole_file=False)) == BOTH


def test_the_printed_stamp_on_an_extract_about_work_proves_nothing_and_a_person_looks() -> None:
    extract = "employment_history_extract"
    assert lacks("std_sfr", kind=extract, stamp=True) == ["ESIGNATURE_UNPROVEN"]
    assert lacks("std_sfr", signature(State.UNKNOWN_ISSUER), kind=extract, stamp=True) == ["ESIGNATURE_UNPROVEN"]
    assert lacks("std_sfr", signature(), kind=extract, stamp=True) == []
    assert lacks("std_sfr", kind=extract) == ["SIGNATURE_MISSING"]
