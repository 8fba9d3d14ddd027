"""Do the periods of a paper about work weigh what they should?"""

from __future__ import annotations

import datetime as dt

from pipeline.case import Case, CrossCheck, EmploymentCheck, Finding, Period, Reading, Weight, WorkDate
from pipeline.rules.kind import Kind
from pipeline.weighing.employment import unweighed_periods
from tests.examination import kinds
from tests.fakes import case

SOME = kinds()["employment_reference"]
ABOUT_WORK = Kind.model_validate({**SOME.model_dump(), "employment": True})
WORKED = Period(organisation="ГБУЗ «ГКБ № 1»", start=WorkDate(day=dt.date(2012, 3, 1)), confidence=0.9)


def with_periods(*periods: Period) -> Case:
    check = CrossCheck(person_found=True, employment=EmploymentCheck(periods=periods))
    return case().with_(reading=Reading(kind_detected=None), cross_check=check)


def weights(found: tuple[Finding, ...]) -> list[tuple[str, Weight]]:
    return [(finding.code, finding.weight) for finding in found]


def test_a_paper_about_work_without_a_period_goes_to_a_person() -> None:
    assert weights(unweighed_periods(with_periods(), ABOUT_WORK)) == [("ENTRY_UNCLEAR", Weight.REVIEW)]
    assert weights(unweighed_periods(case().with_(reading=Reading(kind_detected=None)), ABOUT_WORK)) == [
        ("ENTRY_UNCLEAR", Weight.REVIEW)
    ]


def test_one_with_periods_does_not_and_other_kinds_need_none() -> None:
    assert not unweighed_periods(with_periods(WORKED), ABOUT_WORK)
    assert not unweighed_periods(with_periods(), SOME)
