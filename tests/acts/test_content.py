"""When do two acts say the same?"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pipeline.acts.content import ActContent, NothingToConfirm, content_of
from pipeline.case import Case, Claim, CrossCheck, EmploymentCheck, Holder, Reading, Span, Upload, Value, WorkDate
from tests.cabinet.recorded import CLINIC, HOSPITAL, KIND, OLGA, employment

MONDAY, TUESDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)


def case(check: EmploymentCheck | None, **more: Any) -> Case:
    upload = Upload(name="a.pdf", size=1, sha256="0" * 64)
    reading = Reading(kind_detected=KIND, fields={
        name: Value(field=name, value=value, raw=value, confidence=1, page=1)
        for name, value in {"series": "ТК-IV", "number": "1234567", "last_name": "Ивина"}.items()
    })  # fmt: skip
    claim = Claim(kind=KIND, holder=more.pop("holder", OLGA), upload=upload)
    crossed = CrossCheck(person_found=True, employment=check)
    return Case(id="c", claim=claim, reading=reading, cross_check=crossed, **more)


def content(*periods: Any, **more: Any) -> ActContent:
    return content_of(case(employment(*(periods or (HOSPITAL, CLINIC)), counted_to=MONDAY)))


def test_the_holder_is_the_cabinets_and_the_paper_is_named() -> None:
    said = content()
    assert said.holder.name == "Снегирёва Ольга Павловна"
    assert said.paper == {"series": "ТК-IV", "number": "1234567"}
    assert [period.is_medical for period in said.periods] == [True, True]


def test_a_holder_whom_the_cabinet_does_not_name_is_the_papers() -> None:
    said = content_of(case(employment(), holder=Holder(snils="11223344595")))
    assert (said.holder.name, said.holder.snils) == ("Ивина", "11223344595")


@pytest.mark.parametrize("check", [None, EmploymentCheck()])
def test_without_periods_there_is_nothing_to_confirm(check: EmploymentCheck | None) -> None:
    with pytest.raises(NothingToConfirm):
        content_of(case(check))


def test_a_day_later_the_sum_of_work_that_goes_on_is_no_other_act() -> None:
    today, tomorrow = content(), content()
    tomorrow = tomorrow.model_copy(update={"counted_to": TUESDAY, "total": Span(years=2, months=6, days=13)})
    assert today.says == tomorrow.says


def test_a_day_more_of_a_period_that_goes_on_is_no_other_act_and_one_of_a_period_that_ended_is() -> None:
    longer = {"service": Span(years=9)}
    assert content(CLINIC).says == content(CLINIC.model_copy(update=longer)).says
    assert content(HOSPITAL, CLINIC).says != content(HOSPITAL.model_copy(update=longer), CLINIC).says


def test_another_sum_of_work_that_has_ended_is_another_act() -> None:
    ended = content(HOSPITAL)
    assert ended.counted_to is None
    assert ended.says != ended.model_copy(update={"total": Span(years=2)}).says


@pytest.mark.parametrize(
    "change",
    [
        {"organisation": "ГБУЗ «Городская больница № 8»"}, {"position": "врач-хирург"}, {"medical_position": ""},
        {"end": WorkDate(day=dt.date(2012, 2, 15))}, {"start": WorkDate(day=dt.date(2009, 8, 3), exact="month")},
        {"confirmed_by": ("paper",)}, {"service": Span(years=2, months=6, days=11)}, {"second_job": True},
        {"former_organisations": ("МУЗ «Больница № 7»",)}, {"suspended": ((dt.date(2010, 1, 1), None),)},
    ],
)  # fmt: skip
def test_whatever_a_period_says_otherwise_is_another_act(change: dict[str, Any]) -> None:
    assert content(HOSPITAL).says != content(HOSPITAL.model_copy(update=change)).says


def test_how_surely_it_was_read_is_no_other_act() -> None:
    assert content(HOSPITAL).says == content(HOSPITAL.model_copy(update={"confidence": 0.5, "entries": (1, 2)})).says
