"""Does a blind sample say what it says: who agreed, and who of the two was wrong?"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from pipeline.cabinet.database import reading
from pipeline.cabinet.overview.blind import Blind, Sampled, blind
from pipeline.cabinet.overview.spans import waiting
from pipeline.case import Outcome
from tests.cabinet.desk import START, ruling
from tests.cabinet.reviews.people import ANNA, BORIS, VERA, Table

APPROVED, REJECTED = Outcome.APPROVED, Outcome.REJECTED


def sampled(table: Table, name: str, outcome: Outcome) -> None:
    document_id = table.desk.upload(name)
    lease = table.desk.work.lease(document_id, "w1", 30)
    assert lease is not None
    table.desk.work.finish(lease, replace(ruling(outcome, clock=table.desk.clock), blind=True))


def answered(table: Table, who: object, outcome: Outcome) -> None:
    held = table.next(who)  # type: ignore[arg-type]
    assert held is not None
    table.decide(who, held, outcome, *(("FORGED",) if outcome is REJECTED else ()))  # type: ignore[arg-type]
    table.later()


def said(table: Table, since: dt.datetime = START) -> Blind:
    with reading(table.engine) as connection:
        return blind(connection, since)


def queue(table: Table) -> int:
    with reading(table.engine) as connection:
        return waiting(connection).blind


def test_who_agreed_who_was_wrong_and_what_is_still_open(table: Table) -> None:
    for number in range(5):
        sampled(table, f"a{number}", APPROVED)
        table.desk.clock.forward(seconds=1)
    assert queue(table) == 5
    answered(table, ANNA, APPROVED)
    for verdict in (REJECTED, APPROVED):
        answered(table, BORIS, REJECTED)
        answered(table, VERA, verdict)
    answered(table, BORIS, REJECTED)
    seen = said(table)
    assert seen.approved == Sampled(agreed=1, wrong=1, right=1, open=1)
    assert (seen.approved.seen, seen.approved.differed, seen.approved.at_worst) == (4, 3, 2)
    assert seen.rejected == Sampled()
    assert queue(table) == 1
    assert said(table, START + dt.timedelta(days=1)).approved == Sampled()


def test_rejections_are_told_apart_from_approvals(table: Table) -> None:
    sampled(table, "a", REJECTED)
    answered(table, ANNA, APPROVED)
    answered(table, VERA, APPROVED)
    seen = said(table)
    assert seen.rejected == Sampled(wrong=1)
    assert seen.approved == Sampled()
