"""What does the reviewer read on the paper, and what follows with it? (a field, a row of a paper about work)"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from console.desk import Desk, desk_of
from console.pages.faults import Refused
from console.pages.visits import SentLong, meant
from console.reviews.deciding_forms import REFUSED, back, revision_in, stale, text_in
from console.reviews.paper import Paper, paper_of
from console.reviews.paper_page import DocumentId, refuse, token_in
from console.reviews.showing import reviewing, told
from pipeline.cabinet.reviews.corrections import correct
from pipeline.cabinet.reviews.queue import Stale
from pipeline.cabinet.sessions import Visitor
from pipeline.case import EventKind, RetryLater, RowReading
from pipeline.reviews.typing_in import NotUnderstood, as_value, as_work_date

router = APIRouter(include_in_schema=False)
UNAVAILABLE = 503


@router.post("/console/papers/{document_id}/correct")
def correct_it(request: Request, document_id: DocumentId, form: SentLong) -> Response:
    visitor, desk = reviewing(request), desk_of(request)
    meant(request, form)
    paper = paper_of(desk, visitor, document_id)
    field = form.get("field", "")
    variant = paper.case.reading.variant if paper.case.reading else None
    rules = paper.kind.fields_of(variant).get(field)
    if rules is None:
        raise Refused(422)
    try:
        value = as_value(field, form.get("value", ""), rules)
    except NotUnderstood as error:
        expected = told(request, f"expected_{error}")
        fault = told(request, "not_understood", expected=expected)
        return refuse(request, desk, visitor, document_id, fault, REFUSED)
    readings = {**paper.case.claim.readings, field: value}
    return keep(request, desk, visitor, paper, form, {"readings": readings}, {"readings": readings}, field, value)


@router.post("/console/papers/{document_id}/row")
def fill_in_row(request: Request, document_id: DocumentId, form: SentLong) -> Response:
    """A row of a paper about work, as a person reads it in its picture."""
    visitor, desk = reviewing(request), desk_of(request)
    meant(request, form)
    paper = paper_of(desk, visitor, document_id)
    history = paper.case.reading.history if paper.case.reading else None
    at = int(form["row"]) if form.get("row", "").isdigit() else -1
    if history is None or not 0 <= at < len(history.entries):
        raise Refused(422)
    try:
        read = row_reading_of(form)
    except NotUnderstood as error:
        fault = told(request, "not_understood", expected=told(request, f"expected_{error}"))
        return refuse(request, desk, visitor, document_id, fault, REFUSED)
    rows = {**paper.case.claim.row_readings, at: read}
    kept = {"row_readings": {str(each): one.model_dump(mode="json") for each, one in rows.items()}}
    return keep(
        request, desk, visitor, paper, form, {"row_readings": rows}, kept, f"row {at + 1}", words_of_row(read)
    )  # fmt: skip


def keep(
    request: Request, desk: Desk, visitor: Visitor, paper: Paper, form: Mapping[str, str], said: Mapping[str, object],
    kept: Mapping[str, object], field: str, became: str,
) -> Response:  # fmt: skip
    """Have comparison and decision made again with what was said, and keep both."""
    try:
        _, results = desk.again.with_readings(paper.row, paper.told.results, said)
    except RetryLater:
        return refuse(request, desk, visitor, paper.id, told(request, "again_failed"), UNAVAILABLE)
    try:
        correct(
            desk.engine, visitor, paper.id, kept, results, field=field, became=became, token=token_in(form),
            revision=revision_in(form), now=desk.clock(),
        )  # fmt: skip
    except Stale:
        return stale(request, desk, visitor, paper.id)
    return back(paper.id, form, said="corrected")


def row_reading_of(form: Mapping[str, str]) -> RowReading:
    """Raises `NotUnderstood`, `Refused`."""
    event = form.get("event", "")
    if event and event not in set(EventKind):
        raise Refused(422)
    return RowReading(
        event=EventKind(event) if event else None, date=as_work_date(form.get("date", "")),
        end=as_work_date(form.get("end", "")), organisation=text_in(form, "organisation"),
        position=text_in(form, "position"), cancelled=bool(form.get("cancelled")),
    )  # fmt: skip


def words_of_row(read: RowReading) -> str:
    days = " – ".join(each.day.strftime("%d.%m.%Y") for each in (read.date, read.end) if each)
    return ", ".join(part for part in (days, read.organisation, read.position) if part)
