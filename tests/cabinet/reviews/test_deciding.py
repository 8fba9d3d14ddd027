"""Does a person's decision come into force once, as it was meant, and never over something newer?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from pipeline.cabinet.changes import DECISIONS, decide
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.reviews.corrections import correct
from pipeline.cabinet.reviews.deciding import TooLate, undo
from pipeline.cabinet.reviews.queue import NotToBeTaken, Stale, held_now, take
from pipeline.cabinet.uploads import send_back
from pipeline.cabinet.work import claim_of
from pipeline.case import Outcome
from tests.cabinet.desk import ruling
from tests.cabinet.reviews.people import ANNA, BORIS, LEASE, VERA, Table

APPROVED, REJECTED = Outcome.APPROVED, Outcome.REJECTED


def test_it_comes_into_force_when_it_can_no_longer_be_undone(table: Table) -> None:
    paper = table.doubtful()
    held = table.next(ANNA)
    assert held is not None
    table.decide(ANNA, held, REJECTED, "SCAN_BLURRED")
    assert table.row(paper)["status"] == "needs_review"
    assert table.next(BORIS) is None
    with pytest.raises(NotToBeTaken):
        take(table.engine, BORIS, paper, table.desk.clock(), LEASE)
    assert table.later() == 1
    row = table.row(paper)
    assert (row["status"], row["decided_by"]) == ("rejected", "reviewer:anna")
    assert row["correct_by"] is not None
    assert held_now(table.engine, paper) is None
    assert table.steps(paper) == [("anna", "decided", "in_force")]
    with reading(table.engine) as connection:
        made = connection.execute(select(DECISIONS).where(DECISIONS.c.id == row["decision"])).mappings().one()
    assert (made["cause"], [reason["code"] for reason in made["reasons"]]) == ("reviewer", ["SCAN_BLURRED"])


def test_it_is_undone_in_time_by_whoever_decided(table: Table) -> None:
    paper = table.doubtful()
    held = table.next(ANNA)
    assert held is not None
    step = table.decide(ANNA, held, APPROVED)
    with pytest.raises(TooLate):
        undo(table.engine, BORIS, step, table.desk.clock(), LEASE)
    assert undo(table.engine, ANNA, step, table.desk.clock(), LEASE) == paper
    assert table.later() == 0
    assert table.row(paper)["status"] == "needs_review"
    again = table.next(ANNA)
    assert again is not None
    assert again.document_id == paper
    step = table.decide(ANNA, again, APPROVED)
    table.later()
    with pytest.raises(TooLate):
        undo(table.engine, ANNA, step, table.desk.clock(), LEASE)
    assert table.row(paper)["status"] == "approved"


def test_a_stale_screen_decides_nothing(table: Table) -> None:
    paper = table.doubtful()
    old = table.next(ANNA)
    new = table.next(ANNA)
    assert old is not None
    assert new is not None
    with pytest.raises(Stale):
        table.decide(ANNA, old, APPROVED)
    with pytest.raises(Stale):
        table.decide(BORIS, new, APPROVED)
    table.decide(ANNA, new, APPROVED)
    with pytest.raises(Stale):
        table.decide(ANNA, new, REJECTED, "EXPIRED")
    table.later()
    assert table.row(paper)["status"] == "approved"


def test_what_changed_meanwhile_is_not_overwritten(table: Table) -> None:
    paper = table.doubtful()
    held = table.next(ANNA)
    assert held is not None
    table.decide(ANNA, held, APPROVED)
    with writing(table.engine) as connection:
        send_back(
            connection, table.row(paper), actor="client:backend", cause="declared", now=table.desk.clock(), values={}
        )
    table.later()
    assert table.row(paper)["status"] == "uploaded"
    assert table.steps(paper) == [("anna", "decided", "overtaken")]
    table.desk.decide(paper, Outcome.NEEDS_REVIEW, "FIELD_INVALID")
    assert table.next(BORIS) is not None


def test_a_second_pair_of_eyes_is_another_persons(table: Table) -> None:
    paper = table.doubtful()
    held = table.next(ANNA)
    assert held is not None
    table.decide(ANNA, held, REJECTED, "REGISTRY_REVOKED", second=True)
    table.later()
    assert table.row(paper)["status"] == "needs_review"
    assert table.next(ANNA) is None
    second = table.next(BORIS)
    assert second is not None
    assert second.purpose == "second"
    table.decide(BORIS, second, REJECTED, "REGISTRY_REVOKED")
    table.later()
    row = table.row(paper)
    assert (row["status"], row["decided_by"]) == ("rejected", "reviewer:anna")
    assert table.steps(paper) == [("anna", "decided", "in_force"), ("boris", "agreed", "in_force")]


def test_where_two_differ_a_supervisor_decides(table: Table) -> None:
    paper = table.doubtful()
    held = table.next(ANNA)
    assert held is not None
    table.decide(ANNA, held, REJECTED, "REGISTRY_REVOKED", second=True)
    table.later()
    second = table.next(BORIS)
    assert second is not None
    table.decide(BORIS, second, APPROVED)
    table.later()
    assert table.next(ANNA) is None
    assert table.next(BORIS) is None
    third = table.next(VERA)
    assert third is not None
    assert third.purpose == "dispute"
    table.decide(VERA, third, APPROVED)
    table.later()
    row = table.row(paper)
    assert (row["status"], row["decided_by"]) == ("approved", "supervisor:vera")


@pytest.mark.parametrize("says", [APPROVED, REJECTED])
def test_a_blind_sample_leaves_the_machines_decision_unless_they_differ(table: Table, says: Outcome) -> None:
    paper = table.desk.upload()
    lease = table.desk.work.lease(paper, "w1", 30)
    assert lease is not None
    sampled = ruling(APPROVED, clock=table.desk.clock)
    table.desk.work.finish(lease, sampled.__class__(**{**sampled.__dict__, "blind": True}))
    held = table.next(ANNA)
    assert held is not None
    assert held.purpose == "blind"
    table.decide(ANNA, held, says, *(["HOLDER_MISMATCH"] if says is REJECTED else []))
    table.later()
    assert table.row(paper)["status"] == "approved"
    assert table.steps(paper) == [("anna", "decided", "answered")]
    task = held_now(table.engine, paper)
    if says is APPROVED:
        assert task is None
    else:
        assert task is not None
        assert (task["purpose"], task["for_role"]) == ("dispute", "supervisor")
        dispute = table.next(VERA)
        assert dispute is not None
        table.decide(VERA, dispute, REJECTED, "HOLDER_MISMATCH")
        table.later()
        assert table.row(paper)["status"] == "rejected"


def test_a_correction_is_kept_and_makes_older_screens_stale(table: Table) -> None:
    paper = table.doubtful()
    held = table.next(ANNA)
    assert held is not None
    before = table.row(paper)["revision"]
    arguments = {
        "field": "number",
        "became": "0123457",
        "token": held.token,
        "revision": before,
        "now": table.desk.clock(),
    }
    assert correct(table.engine, ANNA, paper, {"readings": {"number": "0123457"}}, (), **arguments) == before + 1
    assert claim_of(table.row(paper)).readings == {"number": "0123457"}
    with pytest.raises(Stale):
        correct(table.engine, ANNA, paper, {"readings": {"number": "9"}}, (), **arguments)
    table.decide(ANNA, held, APPROVED)
    table.later()
    assert table.row(paper)["status"] == "approved"


def test_a_dispute_about_what_was_decided_anew_is_one_no_more(table: Table) -> None:
    paper = table.doubtful()
    for who, outcome in ((ANNA, REJECTED), (BORIS, APPROVED)):
        held = table.next(who)
        assert held is not None
        codes = ["REGISTRY_REVOKED"] if outcome is REJECTED else []
        table.decide(who, held, outcome, *codes, second=True)
        table.later()
    assert table.next(ANNA) is None
    anew = ruling(Outcome.NEEDS_REVIEW, "SCAN_DARK", clock=table.desk.clock, cause="reprocessing", may_open=False)
    with writing(table.engine) as connection:
        decide(connection, table.row(paper), anew, table.desk.clock())
    again = table.next(ANNA)
    assert again is not None
    assert again.purpose == "doubt"
