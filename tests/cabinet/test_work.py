"""Is a document examined by one worker at a time, and lost by none?"""

from __future__ import annotations

import datetime as dt
import json
import threading
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import DECISIONS, NOTICES, WINDOW
from pipeline.cabinet.protocol import LeaseLost, StageResult
from pipeline.cabinet.statuses import RECORDING
from pipeline.cabinet.uploads import NotReplaceable
from pipeline.cabinet.work import ATTEMPTS, FINDINGS
from pipeline.case import Employment, Holder, Outcome
from pipeline.rules.loader import load_kinds
from tests.cabinet.desk import Desk, new_upload, ruling


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def row(desk: Desk, document_id: str) -> dict[str, object]:
    with desk.engine.connect() as connection:
        found = changes.document(connection, document_id)
    assert found is not None
    return dict(found)


def result(stage: str, delta: str = '{"findings": []}') -> StageResult:
    return StageResult(stage=stage, inputs="i", delta=delta, digest="d", versions={}, seconds=0.1)


def test_an_upload_is_examined_decided_and_told(desk: Desk) -> None:
    document_id = desk.upload()
    assert row(desk, document_id)["status"] == "uploaded"
    desk.decide(document_id, Outcome.APPROVED)
    with desk.engine.connect() as connection:
        bodies = connection.execute(select(NOTICES.c.body).order_by(NOTICES.c.sequence)).scalars().all()
        attempts = connection.execute(select(ATTEMPTS.c.cause, ATTEMPTS.c.outcome)).all()
    assert [body["status"] for body in bodies] == ["uploaded", "checking", "approved"]
    assert [tuple(attempt) for attempt in attempts] == [("upload", "approved")]
    noted = [(entry["before"], entry["after"]) for entry in audit.entries(desk.engine)]
    assert noted == [(None, "uploaded"), ("uploaded", "checking"), ("checking", "approved")]


def test_nobody_else_gets_a_leased_document_until_the_lease_ends(desk: Desk) -> None:
    document_id = desk.upload()
    first = desk.work.lease(document_id, "w1", 30)
    assert first is not None
    assert desk.work.lease(document_id, "w2", 30) is None
    desk.clock.forward(seconds=20)
    assert desk.work.extend(first, 30)
    desk.clock.forward(seconds=20)
    assert desk.work.lease(document_id, "w2", 30) is None
    desk.clock.forward(seconds=20)
    second = desk.work.lease(document_id, "w2", 30)
    assert second is not None
    assert second.row["tries"] == {"lost": 1}
    assert second.row["attempt"] == 1


def test_a_worker_taken_for_dead_writes_nothing(desk: Desk) -> None:
    document_id = desk.upload()
    dead = desk.work.lease(document_id, "w1", 30)
    desk.clock.forward(seconds=31)
    alive = desk.work.lease(document_id, "w2", 30)
    assert dead is not None
    assert alive is not None
    with pytest.raises(LeaseLost):
        desk.work.journal(dead).save(document_id, result("ocr"))
    with pytest.raises(LeaseLost):
        desk.work.finish(dead, ruling(Outcome.REJECTED, "EXPIRED", clock=desk.clock))
    assert not desk.work.extend(dead, 30)
    desk.work.give_back(dead)
    desk.work.journal(alive).save(document_id, result("ocr"))
    desk.work.finish(alive, ruling(Outcome.APPROVED, clock=desk.clock))
    assert row(desk, document_id)["status"] == "approved"


def test_a_heartbeat_that_comes_after_the_decision_holds_nothing(desk: Desk) -> None:
    document_id = desk.upload()
    lease = desk.work.lease(document_id, "w1", 30)
    assert lease is not None
    desk.work.finish(lease, ruling(Outcome.APPROVED, clock=desk.clock))
    assert not desk.work.extend(lease, 30)
    assert row(desk, document_id)["lease_until"] is None


def test_of_many_workers_that_reach_for_a_document_one_gets_it(desk: Desk) -> None:
    document_id = desk.upload()
    barrier, leases = threading.Barrier(4), []

    def reach(name: str) -> None:
        barrier.wait()
        leases.append(desk.work.lease(document_id, name, 30))

    threads = [threading.Thread(target=reach, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(lease is not None for lease in leases) == 1


def test_a_document_handed_over_goes_on_at_its_stage_and_counts_no_loss(desk: Desk) -> None:
    document_id = desk.upload()
    lease = desk.work.lease(document_id, "w1", 30)
    assert lease is not None
    desk.work.journal(lease).save(document_id, result("esignatures"))
    assert row(desk, document_id)["stage"] == "ocr"
    desk.work.give_back(lease, stage="ocr")
    again = desk.work.lease(document_id, "w2", 30)
    assert again is not None
    assert (again.row["tries"], again.row["stage"], again.row["attempt"]) == ({}, "ocr", 1)


def test_a_register_that_is_down_makes_it_wait_and_each_try_is_counted(desk: Desk) -> None:
    document_id = desk.upload()
    for count in (1, 2):
        lease = desk.work.lease(document_id, "w1", 30)
        assert lease is not None
        desk.work.defer(lease, "registry", desk.clock() + dt.timedelta(minutes=5), waiting=True)
        assert row(desk, document_id)["status"] == "waiting"
        assert row(desk, document_id)["tries"] == {"registry": count}
        assert desk.work.lease(document_id, "w2", 30) is None, "it was put off"
        desk.clock.forward(minutes=5)
    desk.decide(document_id, Outcome.APPROVED)
    assert row(desk, document_id)["tries"] == {}


def test_findings_are_kept_beside_the_result_and_replaced_with_it(desk: Desk) -> None:
    document_id = desk.upload()
    lease = desk.work.lease(document_id, "w1", 30)
    assert lease is not None
    expired = {"code": "EXPIRED", "weight": "reject", "field": None, "page": 1, "detail": "", "stops": True}
    finding = json.dumps({"findings": [expired]})
    journal = desk.work.journal(lease)
    journal.save(document_id, result("decision", finding))
    journal.save(document_id, result("decision", finding))
    with desk.engine.connect() as connection:
        assert [tuple(r) for r in connection.execute(select(FINDINGS.c.code, FINDINGS.c.page))] == [("EXPIRED", 1)]


def test_the_same_bytes_of_the_same_holder_are_one_document(desk: Desk) -> None:
    first = desk.uploads.submit(new_upload())
    second = desk.uploads.submit(new_upload())
    other_kind = desk.uploads.submit(new_upload(kind="specialist_certificate"))
    stranger = desk.uploads.submit(new_upload(holder=Holder(snils="08765430300")))
    assert (first.created, second.created) == (True, False)
    assert second.row["id"] == first.row["id"]
    assert len({first.row["id"], other_kind.row["id"], stranger.row["id"]}) == 3


def test_what_was_typed_anew_beside_a_rejected_paper_is_examined_again(desk: Desk) -> None:
    document_id = desk.upload()
    desk.decide(document_id, Outcome.REJECTED, "REGISTRY_MISMATCH")
    again = desk.uploads.submit(new_upload(number="0123459"))
    assert (again.row["id"], again.created, again.row["status"]) == (document_id, False, "uploaded")
    assert again.row["claim"]["declared"] == {"number": "0123459"}
    desk.decide(document_id, Outcome.APPROVED)
    kept = desk.uploads.submit(new_upload(number="9"))
    assert (kept.row["status"], kept.row["claim"]["declared"]) == ("approved", {"number": "0123459"})


def test_periods_of_work_typed_anew_are_examined_again_too(desk: Desk) -> None:
    document_id = desk.upload(kind="labour_book")
    desk.decide(document_id, Outcome.REJECTED, "PERIODS_MISMATCH")
    same = desk.uploads.submit(new_upload(kind="labour_book"))
    assert same.row["status"] == "rejected"
    new = new_upload(kind="labour_book")
    worked = (Employment(organisation="ГКБ № 1", start=dt.date(2012, 3, 1)),)
    claim = new.claim.model_copy(update={"employments": worked})
    assert desk.uploads.submit(replace(new, claim=claim)).row["status"] == "uploaded"


def test_a_rejection_opens_a_window_and_a_replacement_closes_it(desk: Desk) -> None:
    document_id = desk.upload()
    desk.decide(document_id, Outcome.REJECTED, "SCAN_BLURRED")
    assert row(desk, document_id)["correct_by"] == dt.datetime(2026, 11, 29, 20, 59, 59, tzinfo=dt.UTC)
    new = desk.uploads.replace(document_id, new_upload("b"))
    old = row(desk, document_id)
    assert (old["status"], old["replaced_by"], old["correct_by"]) == ("replaced", new.row["id"], None)
    assert new.row["replaces"] == document_id
    with desk.engine.connect() as connection:
        ledger = connection.execute(select(WINDOW.c.event).order_by(WINDOW.c.number)).scalars().all()
    assert ledger == ["opened", "closed"]
    with pytest.raises(NotReplaceable):
        desk.uploads.replace(document_id, new_upload("c"))


def test_a_renewal_takes_an_approved_paper_s_place_only_when_it_is_approved(desk: Desk) -> None:
    old = desk.upload()
    desk.decide(old, Outcome.APPROVED)
    rejected = str(desk.uploads.replace(old, new_upload("b")).row["id"])
    assert row(desk, old)["status"] == "approved"
    desk.decide(rejected, Outcome.REJECTED, "SCAN_BLURRED")
    assert row(desk, old)["status"] == "approved"
    new = str(desk.uploads.replace(rejected, new_upload("c")).row["id"])
    desk.decide(new, Outcome.APPROVED)
    assert [row(desk, one)["status"] for one in (old, rejected, new)] == ["replaced", "replaced", "approved"]


def test_the_window_stands_still_while_it_is_with_us(desk: Desk) -> None:
    document_id = desk.upload()
    desk.decide(document_id, Outcome.REJECTED, "REGISTRY_MISMATCH")
    due = row(desk, document_id)["correct_by"]
    desk.clock.forward(days=6)
    desk.uploads.submit(new_upload(number="1"))
    desk.clock.forward(days=3)
    desk.decide(document_id, Outcome.REJECTED, "REGISTRY_MISMATCH")
    assert isinstance(due, dt.datetime)
    assert row(desk, document_id)["correct_by"] == due + dt.timedelta(days=3)


def test_every_decision_is_kept(desk: Desk) -> None:
    document_id = desk.upload()
    desk.decide(document_id, Outcome.REJECTED, "REGISTRY_MISMATCH")
    desk.uploads.submit(new_upload(number="1"))
    desk.decide(document_id, Outcome.APPROVED)
    with desk.engine.connect() as connection:
        outcomes = connection.execute(select(DECISIONS.c.outcome).order_by(DECISIONS.c.attempt)).scalars().all()
    assert outcomes == ["rejected", "approved"]


@pytest.mark.parametrize("kind", sorted(RECORDING))
def test_an_approved_paper_about_work_is_recorded_and_may_be_replaced_by_a_newer_one(desk: Desk, kind: str) -> None:
    document_id = desk.upload(kind=kind)
    assert desk.decide(document_id, Outcome.APPROVED)["status"] == "recorded"
    newer = desk.uploads.replace(document_id, new_upload("b", kind=kind)).row["id"]
    assert row(desk, document_id)["status"] == "recorded"
    desk.decide(newer, Outcome.APPROVED)
    assert row(desk, document_id)["status"] == "replaced"


def test_papers_about_work_are_those_that_their_data_call_so() -> None:
    assert {name for name, kind in load_kinds().items() if kind.employment} == RECORDING
