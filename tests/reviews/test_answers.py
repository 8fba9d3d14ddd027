"""Does a person's decision say what the catalogue says, and is another person asked where it matters?"""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.reviews.answers import NoReason, Picked, approved, asks_second, codes_to_reject_with, rejected
from pipeline.reviews.typing_in import NotUnderstood, as_value, as_work_date
from pipeline.rules.kind import FieldRules
from pipeline.rules.loader import load_reasons
from tests.examination import NOON, Examination, entry, registry

BOTH = ("final_rejection", "override")


def test_the_gravest_reason_is_told_first_in_the_catalogues_words() -> None:
    told = rejected([Picked(code="SCAN_BLURRED", page=2), Picked(code="HOLDER_MISMATCH")], NOON, None)
    severity = {code: rule.severity for code, rule in load_reasons().items()}
    codes = [reason.code for reason in told.reasons]
    assert codes == sorted(codes, key=lambda code: -severity[code])
    blurred = next(reason for reason in told.reasons if reason.code == "SCAN_BLURRED")
    assert "№ 2" in blurred.message
    assert blurred.advice
    assert told.correct_by is not None
    assert told.correct_by.date() == dt.date(2026, 11, 29)


def test_a_persons_own_advice_takes_the_catalogues_place() -> None:
    told = rejected([Picked(code="SCAN_BLURRED", advice=" Снимите при дневном свете. ")], NOON, None)
    assert told.reasons[0].advice == "Снимите при дневном свете."


def test_nobody_rejects_without_a_reason_or_with_a_fault_of_ours() -> None:
    with pytest.raises(NoReason):
        rejected([], NOON, None)
    assert "PROCESSING_FAILED" not in codes_to_reject_with()
    with pytest.raises(KeyError):
        rejected([Picked(code="PROCESSING_FAILED")], NOON, None)


def test_a_rejection_that_cannot_be_mended_asks_another_person() -> None:
    case = Examination().decided()
    final = rejected([Picked(code="REGISTRY_REVOKED")], NOON, None)
    assert final.correct_by is None
    assert asks_second(final, case, BOTH, 0.0, 0.5)
    assert not asks_second(final, case, (), 0.0, 0.5)
    assert not asks_second(rejected([Picked(code="SCAN_BLURRED")], NOON, None), case, BOTH, 0.0, 0.5)


def test_an_approval_against_the_register_asks_another_person() -> None:
    against = Examination(registry=registry(entry(number="0123499"))).decided()
    assert asks_second(approved(NOON), against, BOTH, 0.0, 0.5)
    assert not asks_second(approved(NOON), Examination().decided(), BOTH, 0.0, 0.5)


def test_a_share_of_all_others_is_drawn_by_lot() -> None:
    case = Examination().decided()
    assert asks_second(approved(NOON), case, BOTH, 0.02, 0.01)
    assert not asks_second(approved(NOON), case, BOTH, 0.02, 0.03)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("date", "28 июня 2019 г.", "2019-06-28"), ("date", "28.06.2019", "2019-06-28"),
        ("date", "2019-06-28", "2019-06-28"), ("number", "012 34 56", "0123456"), ("hours", "144", "144"),
        ("honours", "да", "true"), ("snils", "112-233-445 95", "11223344595"),
        ("text", "  Лечебное   дело ", "Лечебное дело"),
    ],
)  # fmt: skip
def test_what_is_typed_is_written_as_the_contract_has_it(kind: str, typed: str, value: str) -> None:
    assert as_value("any", typed, FieldRules.model_validate({"type": kind})) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("date", "когда-то"), ("date", "2019-02-30"), ("hours", "много"), ("snils", "123"), ("text", " ")],
)
def test_what_cannot_be_a_value_is_refused_without_being_repeated(kind: str, typed: str) -> None:
    with pytest.raises(NotUnderstood) as told:
        as_value("any", typed, FieldRules.model_validate({"type": kind}))
    assert str(told.value) == kind


@pytest.mark.parametrize(
    ("typed", "day", "exact"),
    [("01.03.2012", dt.date(2012, 3, 1), "day"), ("3.2012", dt.date(2012, 3, 15), "month"),
     ("2012", dt.date(2012, 7, 1), "year")],
)  # fmt: skip
def test_a_day_of_work_may_be_a_month_or_a_year(typed: str, day: dt.date, exact: str) -> None:
    read = as_work_date(typed)
    assert read is not None
    assert (read.day, read.exact) == (day, exact)
    assert as_work_date(" ") is None


@pytest.mark.parametrize("typed", ["13.2012", "летом", "31.02.2012"])
def test_what_is_no_day_of_work_is_refused(typed: str) -> None:
    with pytest.raises(NotUnderstood):
        as_work_date(typed)
