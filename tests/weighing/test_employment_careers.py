"""Do the periods of invented careers come out as the register has them? (entries read without error)"""

from __future__ import annotations

import datetime as dt
import random

import pytest

from pipeline.case import Cell, Employment, EventKind, WorkDate, WorkEntry, WorkHistory
from pipeline.rules.employment.positions import kept_positions
from pipeline.weighing.employment import weigh_history
from samples import careers
from samples.books import careers as books
from samples.people import invent

UNTIL = dt.date(2026, 11, 1)


def of_extract(row: careers.WorkRow) -> WorkEntry:
    return WorkEntry(
        page=1, hand="text_layer", table=row.table, event=EventKind(row.event) if row.event else None,
        date=WorkDate(day=row.date), end=WorkDate(day=row.end) if row.end else None, organisation=row.employer.name,
        organisation_number=row.employer.number, position=row.position, reason=row.reason, cancelled=row.cancelled,
        confidence=0.95,
    )  # fmt: skip


def of_book(entry: books.Entry) -> WorkEntry:
    return WorkEntry(
        page=1, hand="typed", event=EventKind(entry.event), date=WorkDate(day=entry.date), number=entry.number,
        organisation=entry.organisation, position=entry.position, confidence=0.95,
        cells=(Cell(column="text", text=entry.text, confidence=0.95),),
    )  # fmt: skip


def judged(entries: list[WorkEntry], registered: list[Employment]) -> tuple[set[str], set[str]]:
    """Verdicts of all comparisons with the register, codes of all findings."""
    history = WorkHistory(entries=tuple(entries))
    check, findings = weigh_history(history, (), registered, kept_positions(), made=UNTIL, today=UNTIL)
    return {one.verdict for one in check.comparisons}, {finding.code for finding in findings}


@pytest.mark.parametrize("seed", range(60))
def test_an_extract_tells_what_the_register_has(seed: int) -> None:
    rng = random.Random(seed)
    rows = careers.career(rng, UNTIL, rows=rng.randrange(3, 25))
    registered = [Employment.model_validate(job) for job in careers.jobs(rows)]
    verdicts, codes = judged([of_extract(row) for row in rows], registered)
    assert verdicts <= {"same"}
    assert codes <= {"ENTRY_CANCELLED"}
    assert ("ENTRY_CANCELLED" in codes) == any(row.cancelled for row in rows)


@pytest.mark.parametrize("seed", range(60))
def test_a_book_tells_what_the_register_has(seed: int) -> None:
    rng = random.Random(seed)
    soviet = seed % 3 == 0
    start = dt.date(rng.randrange(1978, 1990), 3, 1) if soviet else dt.date(rng.randrange(2004, 2016), 3, 1)
    career = books.invent(rng, invent(rng), start, start + dt.timedelta(days=4000), soviet=soviet)
    registered = [
        Employment(organisation=job.organisation, position=job.position, start=job.start, end=job.end)
        for job in career.jobs
    ]
    verdicts, codes = judged([of_book(entry) for entry in career.entries], registered)
    assert verdicts == {"same"}
    assert not codes
