"""A paper about work whose periods were recorded, as the stages and a decision leave it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace

from pipeline.cabinet import changes
from pipeline.cabinet.database import writing
from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.statuses import Status
from pipeline.case import CrossCheck, EmploymentCheck, Holder, Outcome, Period, Span, WorkDate
from tests.cabinet.desk import Desk, ruling

KIND = "labour_book"
OLGA = Holder(
    last_name="Снегирёва", first_name="Ольга", middle_name="Павловна", birth_date=dt.date(1985, 5, 14),
    snils="11223344595",
)  # fmt: skip
HOSPITAL = Period(
    organisation="ГБУЗ «Городская больница № 7»", position="врач-терапевт", position_id=110,
    medical_position="врач-терапевт",
    start=WorkDate(day=dt.date(2009, 8, 3)), end=WorkDate(day=dt.date(2012, 2, 14)), confidence=0.98,
    confirmed_by=("paper", "registry"),
)  # fmt: skip
CLINIC = Period(
    organisation="ООО «Сосновый бор»", position="врач-кардиолог", medical_position="врач-кардиолог",
    start=WorkDate(day=dt.date(2012, 3, 15), exact="month"), confidence=0.95, confirmed_by=("paper", "reviewer"),
)  # fmt: skip


def employment(*periods: Period, counted_to: dt.date | None = None) -> EmploymentCheck:
    found = periods or (HOSPITAL,)
    return EmploymentCheck(
        periods=found, total=Span(years=2, months=6, days=12), in_specialty=Span(years=2, months=6, days=12),
        counted_to=counted_to, current=tuple(place for place, one in enumerate(found) if one.end is None),
    )  # fmt: skip


def recorded(desk: Desk, name: str = "a", *periods: Period, holder: Holder = OLGA) -> str:
    """The document's id; its act is due."""
    document_id = desk.upload(name, kind=KIND, holder=holder)
    lease = desk.work.lease(document_id, "w1", 30)
    assert lease is not None
    desk.work.journal(lease).save(document_id, _result(employment(*periods)))
    desk.work.finish(lease, replace(ruling(Outcome.APPROVED, clock=desk.clock), status=Status.RECORDED))
    return document_id


def decided_again(desk: Desk, document_id: str, check: EmploymentCheck, status: Status = Status.RECORDED) -> None:
    """As reprocessing leaves it: other results of the stages, another decision."""
    from pipeline.cabinet.work import forget_result, write_result

    outcome = Outcome.APPROVED if status is Status.RECORDED else Outcome.NEEDS_REVIEW
    again = replace(ruling(outcome, clock=desk.clock, cause="reprocessing"), status=status)
    with writing(desk.engine) as connection:
        row = changes.document(connection, document_id)
        assert row is not None
        forget_result(connection, document_id, "cross_check")
        write_result(connection, document_id, row["attempt"], _result(check), desk.clock())
        changes.decide(connection, row, again, desk.clock())


def _result(check: EmploymentCheck) -> StageResult:
    crossed = CrossCheck(person_found=True, employment=check).model_dump(mode="json")
    delta = json.dumps({"cross_check": crossed, "findings": []})
    return StageResult(stage="cross_check", inputs="i", delta=delta, digest="d", versions={}, seconds=0.1)


def numbers(acts: Sequence[object]) -> list[tuple[int, int]]:
    return [(act.number, act.version) for act in acts]  # type: ignore[attr-defined]
