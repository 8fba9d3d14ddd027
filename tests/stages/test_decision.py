"""Is each paper decided as the contract has it, with its reasons and the day to mend them?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from pipeline.case import Decision, Finding, Holder, Outcome, Presence, RegistryUnavailable, Weight
from pipeline.rules.loader import load_reasons
from pipeline.runner import given_up
from pipeline.stages.decision import decision
from tests.examination import (
    CERTIFICATE,
    DIPLOMA,
    DIPLOMA_KIND,
    MARIA,
    Examination,
    codes,
    decided,
    entry,
    kinds,
    marks,
    registry,
    swapped,
)

APPROVED, REJECTED, NEEDS_REVIEW, WAITING = Outcome.APPROVED, Outcome.REJECTED, Outcome.NEEDS_REVIEW, Outcome.WAITING
SEVERITY = {code: rule.severity for code, rule in load_reasons().items()}
SNEGIRYOV = Holder(last_name="Снегирёв", first_name="Павел", middle_name="Ильич", birth_date=dt.date(1990, 1, 1))
MARRIED = MARIA.model_copy(update={"last_name": "Синицына"})
OTHER_DIGIT = swapped(DIPLOMA, _0123456="0123466")
CERTIFIED: Mapping[str, Any] = {
    "paper": CERTIFICATE, "kind": "specialist_certificate", "registry": registry(entry("specialist_certificate")),
    "now": dt.datetime(2020, 2, 3, 9, tzinfo=dt.UTC),
}  # fmt: skip
OTHER_CERTIFICATE = swapped(CERTIFICATE, _0152310123456="0152310123466")


def silent_registry() -> Decision:
    """As the runner ends it when the register never answers."""
    given = Examination()
    case = given.read().with_(given_up("cross_check", RegistryUnavailable("no answer")))
    made = decision(case, given.tools()).decision
    assert made is not None
    return made


def issued(year: str, **more: Any) -> dict[str, Any]:
    return {"paper": swapped(DIPLOMA, _2019=year), **more}


@pytest.mark.parametrize(
    ("given", "outcome", "reasons"),
    [
        pytest.param({}, APPROVED, [], id="genuine"),
        pytest.param(CERTIFIED, APPROVED, [], id="genuine certificate"),
        pytest.param({"holder": SNEGIRYOV, "registry": registry(holder=SNEGIRYOV)}, REJECTED, ["HOLDER_MISMATCH"],
                     id="another person's"),
        pytest.param({"holder": Holder()}, NEEDS_REVIEW, ["HOLDER_MISMATCH"], id="nobody is logged in"),
        pytest.param({"holder": MARRIED, "registry": registry(entry(), holder=MARRIED)}, REJECTED, ["SURNAME_CHANGED"],
                     id="surname changed, nothing explains it"),
        pytest.param({"holder": MARRIED, "registry": registry(entry(), holder=MARRIED, former=["Воробьёва"])}, APPROVED,
                     [], id="surname changed, the register knows it"),
        pytest.param({"holder": MARRIED, "registry": registry(entry(), holder=MARRIED), "former": ("Воробьёва",)},
                     APPROVED, [], id="surname changed, a certificate explains it"),
        pytest.param({"registry": registry(entry(status="revoked"))}, REJECTED, ["REGISTRY_REVOKED"], id="revoked"),
        pytest.param({"registry": registry(entry(status="replaced"))}, NEEDS_REVIEW, ["REGISTRY_REVOKED"],
                     id="replaced"),
        pytest.param({**CERTIFIED, "registry": registry()}, REJECTED, ["REGISTRY_NOT_FOUND"],
                     id="never issued, the register is complete"),
        pytest.param({"paper": swapped(DIPLOMA, _2019="2013"), "registry": registry()}, NEEDS_REVIEW,
                     ["REGISTRY_NOT_FOUND"], id="not found, issued before the register is complete"),
        pytest.param({"registry": registry(entry(registration_number="31-0599"))}, REJECTED, ["REGISTRY_MISMATCH"],
                     id="another registration number"),
        pytest.param({"registry": registry(entry(issue_date="2018-06-28"))}, REJECTED, ["REGISTRY_MISMATCH"],
                     id="another year"),
        pytest.param({"paper": CERTIFICATE}, REJECTED, ["KIND_MISMATCH"], id="another kind of paper"),
        pytest.param({"paper": DIPLOMA[7:9]}, NEEDS_REVIEW, None, id="a scrap that may be anything"),
        pytest.param({"paper": swapped(DIPLOMA, **{"Регистрационный номер 31-0517": ""}),
                      "registry": registry(entry(registration_number=""))},
                     NEEDS_REVIEW, ["FIELD_MISSING"], id="a required field is not there"),
        pytest.param({"marks": marks(signature=Presence.ABSENT)}, NEEDS_REVIEW, ["SIGNATURE_MISSING"],
                     id="no signature"),
        pytest.param({"marks": marks(seal=Presence.ABSENT)}, REJECTED, ["SEAL_MISSING"], id="no seal"),
        pytest.param({"marks": marks(signature=Presence.UNSURE)}, NEEDS_REVIEW, ["SIGNATURE_MISSING"],
                     id="perhaps a signature"),
        pytest.param({"marks": marks(seal=Presence.UNSURE)}, NEEDS_REVIEW, ["SEAL_MISSING"], id="perhaps a seal"),
        pytest.param({"marks": ()}, NEEDS_REVIEW, ["SIGNATURE_MISSING", "SEAL_MISSING"], id="marks not looked for"),
        pytest.param({**CERTIFIED, "now": dt.datetime(2026, 11, 22, tzinfo=dt.UTC)}, REJECTED, ["EXPIRED"],
                     id="expired"),
        pytest.param({**CERTIFIED, "now": dt.datetime(2026, 11, 22, tzinfo=dt.UTC),
                      "paper": swapped(CERTIFICATE, **{"15.03.2019": "15.03.2016", "12 марта 2019": "12 марта 2016"}),
                      "registry": registry(entry("specialist_certificate", issue_date="2016-03-15"))},
                     NEEDS_REVIEW, ["EXPIRED"], id="expired while decrees extended terms"),
        pytest.param({"paper": (*DIPLOMA, "Протокол № 7 от 12 июля 2019 г.")}, REJECTED, ["DATES_INCONSISTENT"],
                     id="the protocol is later than the issue"),
        pytest.param({"paper": (*DIPLOMA, "Протокол № 7 от 12 июня 2019 г.")}, APPROVED, [],
                     id="the protocol is earlier than the issue"),
        pytest.param(issued("2031", registry=registry(entry(issue_date="2031-06-28"))), REJECTED, ["DATE_IN_FUTURE"],
                     id="a date that has not come"),
        pytest.param({"holder": MARIA.model_copy(update={"birth_date": dt.date(2005, 1, 1)})}, REJECTED,
                     ["DATES_INCONSISTENT"], id="issued to a child"),
    ],
)  # fmt: skip
def test_the_decision_table(given: dict[str, Any], outcome: Outcome, reasons: list[str] | None) -> None:
    made = decided(**given)
    assert (made.outcome, codes(made)) == (outcome, codes(made) if reasons is None else reasons)


@pytest.mark.parametrize("given", [{"declared": {"number": "0123458"}}, {"declared": {"issue_date": "2019-06-23"}}])
def test_what_only_the_applicant_typed_otherwise_is_approved_and_told(given: dict[str, Any]) -> None:
    made = decided(**given)
    (note,) = made.notes
    assert (made.outcome, made.reasons, made.correct_by) == (APPROVED, (), None)
    assert (note.code, note.field) == ("DECLARED_MISMATCH", next(iter(given["declared"])))
    assert note.expected == given["declared"][note.field]
    assert note.message


@pytest.mark.parametrize("declared", [{}, {"number": "0123466"}, {"number": "0123456"}])
def test_an_altered_digit_is_never_approved_whatever_was_typed(declared: dict[str, str]) -> None:
    made = decided(paper=OTHER_DIGIT, declared=declared)
    assert made.outcome in (REJECTED, NEEDS_REVIEW)
    assert "REGISTRY_MISMATCH" in codes(made)


@pytest.mark.parametrize("declared", [{}, {"number": "0152310123466"}, {"number": "0152310123456"}])
def test_an_altered_digit_that_every_look_sees_is_rejected(declared: dict[str, str]) -> None:
    made = decided(**{**CERTIFIED, "paper": OTHER_CERTIFICATE, "declared": declared})
    assert (made.outcome, codes(made)) == (REJECTED, ["REGISTRY_MISMATCH"])
    assert (made.reasons[0].found, made.reasons[0].expected) == ("0152310123466", "0152310123456")


@pytest.mark.parametrize(
    "seen",
    [
        ["0152310123466", "0152310123456", "0152310123476"],
        ["0152310123466", "0152310123466", "0152310123456"],
        ["", ""],
    ],
)
def test_looks_that_disagree_about_a_digit_leave_it_to_a_person(seen: list[str]) -> None:
    made = decided(**{**CERTIFIED, "paper": OTHER_CERTIFICATE, "instead": {"0152310123466": seen}})
    assert (made.outcome, codes(made)) == (NEEDS_REVIEW, ["REGISTRY_MISMATCH"])


def test_a_misread_digit_of_a_genuine_paper_is_never_a_rejection() -> None:
    mended = {**CERTIFIED, "paper": OTHER_CERTIFICATE, "instead": {"0152310123466": ["0152310123456"]}}
    assert decided(**mended).outcome is APPROVED


def test_while_the_register_is_silent_the_paper_waits_and_nothing_is_held_against_anyone() -> None:
    made = silent_registry()
    assert (made.outcome, codes(made), made.correct_by) == (WAITING, ["REGISTRY_UNAVAILABLE"], None)


def test_another_kind_of_paper_is_told_alone_whatever_else_is_missing() -> None:
    made = decided(paper=CERTIFICATE, marks=marks(Presence.ABSENT, Presence.ABSENT), holder=SNEGIRYOV)
    assert codes(made) == ["KIND_MISMATCH"]


def test_all_that_is_wrong_is_told_at_once_the_most_serious_first() -> None:
    made = decided(
        registry=registry(entry(status="revoked", registration_number="31-0599")),
        marks=marks(Presence.ABSENT, Presence.ABSENT),
    )
    told = codes(made)
    assert set(told) == {"REGISTRY_REVOKED", "REGISTRY_MISMATCH", "SIGNATURE_MISSING", "SEAL_MISSING"}
    assert told == sorted(told, key=lambda code: -SEVERITY[code])


@pytest.mark.parametrize(
    ("now", "zone", "correct_by"),
    [
        ("2026-11-22T12:00:00+00:00", None, "2026-11-29T23:59:59+03:00"),
        ("2026-11-22T20:59:59+00:00", None, "2026-11-29T23:59:59+03:00"),
        ("2026-11-22T21:00:00+00:00", None, "2026-11-30T23:59:59+03:00"),
        ("2026-11-22T12:00:00+00:00", "Asia/Vladivostok", "2026-11-29T23:59:59+10:00"),
        ("2026-11-22T15:00:00+00:00", "Asia/Vladivostok", "2026-11-30T23:59:59+10:00"),
    ],
)
def test_a_rejection_may_be_mended_until_the_end_of_the_seventh_day(
    now: str, zone: str | None, correct_by: str
) -> None:
    moment = dt.datetime.fromisoformat(now)
    made = decided(marks=marks(seal=Presence.ABSENT), now=moment, holder=MARIA.model_copy(update={"time_zone": zone}))
    assert made.correct_by is not None
    assert (made.correct_by.isoformat(), made.decided_at) == (correct_by, moment)


@pytest.mark.parametrize(
    ("given", "mendable"),
    [
        ({"marks": marks(seal=Presence.ABSENT)}, True),
        ({"registry": registry(entry(status="revoked"))}, False),
        ({"registry": registry(entry(status="revoked")), "marks": marks(seal=Presence.ABSENT)}, True),
        ({"marks": marks(seal=Presence.UNSURE)}, False),
        ({}, False),
    ],
)
def test_only_a_rejection_that_can_be_mended_has_a_day_to_mend_it(given: dict[str, Any], mendable: bool) -> None:
    made = decided(**given)
    assert (made.correct_by is not None) is mendable


def test_each_reason_says_in_russian_what_is_wrong_and_what_to_do() -> None:
    made = decided(registry=registry(entry(registration_number="31-0599")))
    (reason,) = made.reasons
    assert "31-0517" in reason.message
    assert (reason.found, reason.expected) == ("31-0517", "31-0599")
    assert reason.advice
    assert reason.correctable
    assert not {"{", "["} & set(reason.message + reason.advice)


def test_a_faulty_file_is_decided_on_that_alone() -> None:
    stopped = Finding(code="FILE_CORRUPT", weight=Weight.REJECT, stops=True)
    given = Examination()
    case = decision(given.case().with_(stopped, pages=None), given.tools())
    assert case.decision is not None
    assert (case.decision.outcome, codes(case.decision)) == (REJECTED, ["FILE_CORRUPT"])
    assert case.findings == (stopped,)


def test_a_doubtful_picture_is_the_reason_where_it_hid_the_fields() -> None:
    blurred = Finding(code="SCAN_BLURRED", weight=Weight.NOTE, page=1)
    hidden = decided(paper=(*DIPLOMA[:3], *DIPLOMA[9:]), registry=registry(), earlier=(blurred,))
    assert (hidden.outcome, "SCAN_BLURRED" in codes(hidden)) == (REJECTED, True)
    assert decided(earlier=(blurred,)).outcome is APPROVED


def test_an_electronic_extract_needs_no_ink() -> None:
    extract = (
        "Выписка о наличии в единой государственной информационной системе в сфере здравоохранения данных,",
        "подтверждающих факт прохождения лицом аккредитации специалиста",
        "Фамилия, имя, отчество Воробьёва Мария Петровна",
        "Номер реестровой записи 7725 012345678",
        "Специальность Терапия",
        "Дата прохождения аккредитации 15.03.2025",
        "Действительна до 15.03.2030",
        "Документ подписан электронной подписью",
    )
    held = entry("accreditation_certificate", number="7725012345678", issue_date="2025-03-15", registration_number="")
    given: dict[str, Any] = {
        "paper": extract, "kind": "accreditation_certificate", "registry": registry(held), "marks": ()
    }  # fmt: skip
    assert kinds()["accreditation_certificate"].marks
    assert (decided(**given).outcome, codes(decided(**given))) == (APPROVED, [])


def test_the_clock_is_the_callers_own() -> None:
    past = dt.datetime(2018, 1, 1, tzinfo=dt.UTC)
    assert codes(decided(now=past)) == ["DATE_IN_FUTURE"]
    assert decided(now=past).decided_at == past


@pytest.mark.parametrize("missing", ["paper", "entry", "holder", "marks"])
def test_nothing_is_approved_when_any_one_thing_is_missing(missing: str) -> None:
    without: dict[str, dict[str, Any]] = {
        "paper": {"paper": ()},
        "entry": {"registry": registry()},
        "holder": {"holder": Holder()},
        "marks": {"marks": ()},
    }
    assert decided(kind=DIPLOMA_KIND).outcome is APPROVED
    assert decided(**without[missing]).outcome is not APPROVED
