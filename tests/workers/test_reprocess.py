"""Is what was decided before decided again rightly, once, and is nothing else touched?"""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import DECISIONS, DOCUMENTS, NOTICES, WINDOW
from pipeline.cabinet.database import writing
from pipeline.cabinet.reprocessing import chunks, runs
from pipeline.cabinet.reprocessing.selection import CHUNKS, apply_shadow
from pipeline.cabinet.statuses import STAGES
from pipeline.cabinet.work import RESULTS, Work
from pipeline.case import Case, Outcome
from pipeline.stages.tools import Tools
from tests.cabinet.desk import ruling
from tests.workers.reruns import BY, Rules, carried, dump, examine, rerun, results, shown, started, worker
from tests.workers.shop import NO_REGISTER, Shop, failing

REJECTED, APPROVED, REVIEW = Outcome.REJECTED, Outcome.APPROVED, Outcome.NEEDS_REVIEW


def test_a_rejection_that_the_new_rules_lift_is_approved_told_and_its_window_closed(shop: Shop) -> None:
    paper = examine(shop, shop.upload("a"), REJECTED, "SEAL_MISSING")
    assert rerun(shop, Rules("2")) == {"changed": 1}
    row = shop.row(paper)
    assert (row["status"], row["correct_by"], row["decided_by"]) == ("approved", None, "machine")
    assert shop.reasons(paper) == []
    with shop.engine.connect() as connection:
        told = connection.execute(select(NOTICES.c.body).order_by(NOTICES.c.sequence)).scalars().all()
        ledger = connection.execute(select(WINDOW.c.event).order_by(WINDOW.c.number)).scalars().all()
        causes = connection.execute(select(DECISIONS.c.cause).order_by(DECISIONS.c.id)).scalars().all()
    assert [body["status"] for body in told][-1] == "approved"
    assert ledger == ["opened", "closed"]
    assert causes == ["upload", "reprocessing"]
    assert audit.verify(shop.engine) is None


def test_an_approval_is_never_taken_back_by_itself(shop: Shop) -> None:
    paper = examine(shop, shop.upload("a"))
    rerun(shop, Rules("2", {paper: (REJECTED, ["REGISTRY_REVOKED"])}))
    row = shop.row(paper)
    assert (row["status"], row["correct_by"]) == ("needs_review", None)
    assert shop.reasons(paper) == ["REGISTRY_REVOKED"]


def test_other_reasons_of_a_rejection_are_refreshed_and_its_window_is_as_it_was(shop: Shop) -> None:
    paper = examine(shop, shop.upload("a"), REJECTED, "SEAL_MISSING")
    before = shop.row(paper)
    shop.clock.forward(days=3)
    assert rerun(shop, Rules("2", {paper: (REJECTED, ["SIGNATURE_MISSING"])})) == {"changed": 1}
    after = shop.row(paper)
    assert (after["correct_by"], after["decided_at"]) == (before["correct_by"], before["decided_at"])
    assert shop.reasons(paper) == ["SIGNATURE_MISSING"]


def test_a_decision_that_stays_the_same_is_told_to_nobody(shop: Shop) -> None:
    paper = examine(shop, shop.upload("a"), REJECTED, "SEAL_MISSING")
    before = dump(shop, but=("stage_results", "audit", "audit_head"))
    orders = {paper: (REJECTED, ["SEAL_MISSING"])}
    assert rerun(shop, Rules("2", orders)) == {"same": 1}
    assert dump(shop, but=("stage_results", "audit", "audit_head")) == before
    again = Rules("2", orders)
    assert rerun(shop, again) == {"fresh": 1}
    assert again.runs == []
    actions = [entry["action"] for entry in audit.entries(shop.engine)]
    assert actions[3:] == ["reprocessing_created", "reprocessing_finished"] * 2


def test_a_reviewer_s_decision_is_never_overturned(shop: Shop) -> None:
    paper = examine(shop, shop.upload("a"), REVIEW, "FIELD_MISSING")
    with writing(shop.engine) as connection:
        row = changes.document(connection, paper)
        assert row is not None
        _, entry = changes.decide(connection, row, ruling(APPROVED, clock=shop.clock, by="reviewer:anna"), shop.clock())
        audit.append(connection, [entry], shop.clock())
    rules = Rules("2", {paper: (REJECTED, ["REGISTRY_REVOKED"])})
    assert rerun(shop, rules) == {"kept": 1}
    assert (shop.row(paper)["status"], rules.runs) == ("approved", [])


def test_a_new_rule_decides_again_without_a_page_read_or_even_unpacked(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [examine(shop, shop.upload(name)) for name in "abc"]
    never = failing(AssertionError("nothing but the decision is stale"))
    monkeypatch.setattr(chunks, "lines_of", lambda *_: pytest.fail("lines were unpacked"))
    rules = Rules("2")
    by = worker(shop, rules, instead=dict.fromkeys(STAGES[:-1], never))
    assert carried(by, started(shop)) == {"same": 3}
    assert sorted(rules.runs) == sorted(papers)


def test_a_new_engine_reads_the_page_again_in_the_same_run(shop: Shop) -> None:
    paper = examine(shop, shop.upload("a"), REJECTED, "SEAL_MISSING")

    def ocr(case: Case, tools: Tools) -> Case:
        assert tools.original(case) == b"a"
        return case.with_(pages=())

    run_id = started(shop)
    by = worker(shop, Rules("1"), instead={"ocr": ocr}, versions={"ocr": "new"})
    assert carried(by, run_id) == {"changed": 1}
    assert shop.row(paper)["status"] == "approved"
    [row] = runs.changes_of(shop.engine, run_id)
    assert row["stages"] == ["ocr", "extraction", "cross_check", "decision"]


def test_it_is_decided_as_on_the_day_of_the_decision(shop: Shop) -> None:
    seen: list[dt.datetime] = []
    paper = examine(shop, shop.upload("a"))
    decided_at = shop.row(paper)["decided_at"]
    shop.clock.forward(days=400)

    class Watching(Rules):
        def decision(self, case: Case, tools: Tools) -> Case:
            seen.append(tools.clock())
            return super().decision(case, tools)

    assert rerun(shop, Watching("2")) == {"same": 1}
    assert seen == [decided_at]
    assert shop.row(paper)["decided_at"] == decided_at


def test_a_shadow_run_writes_nothing_and_what_is_applied_is_what_it_showed(shop: Shop) -> None:
    papers = [examine(shop, shop.upload(name), REJECTED, "SEAL_MISSING") for name in "abcd"]
    rules = Rules("2", {papers[0]: (REJECTED, ["SEAL_MISSING"]), papers[1]: (REVIEW, ["FIELD_MISSING"])})
    before = dump(shop, but=("audit", "audit_head"))
    shadow = started(shop, shadow=True, chunk=3)
    assert carried(worker(shop, rules), shadow) == {"same": 1, "changed": 3}
    assert dump(shop, but=("audit", "audit_head")) == before
    table = shown(shop, shadow)
    assert len(table) == 3
    applied = apply_shadow(shop.engine, shadow, actor=BY, now=shop.clock())
    assert carried(worker(shop, rules), applied) == {"changed": 3}
    assert shown(shop, applied) == table
    assert runs.unforeseen(shop.engine, applied) == []
    assert runs.progress(shop.engine, shadow).state == "applied"
    assert [shop.row(paper)["status"] for paper in papers] == ["rejected", "needs_review", "approved", "approved"]
    with pytest.raises(runs.Refused):
        apply_shadow(shop.engine, shadow, actor=BY, now=shop.clock())


def test_what_changed_since_the_shadow_run_is_examined_again_not_set(shop: Shop) -> None:
    paper = examine(shop, shop.upload("a"), REJECTED, "SEAL_MISSING")
    shadow = started(shop, shadow=True)
    carried(worker(shop, Rules("2")), shadow)
    applied = apply_shadow(shop.engine, shadow, actor=BY, now=shop.clock())
    carried(worker(shop, Rules("3", {paper: (REVIEW, ["FIELD_MISSING"])})), applied)
    assert shop.row(paper)["status"] == "needs_review"
    assert runs.unforeseen(shop.engine, applied) == [paper]


def test_a_run_that_was_paused_and_stopped_goes_on_and_does_each_document_once(shop: Shop) -> None:
    papers = [examine(shop, shop.upload(name), REJECTED, "SEAL_MISSING") for name in "abcdef"]
    rules = Rules("2")
    run_id = started(shop, chunk=2)
    worker(shop, rules).carry(run_id)
    runs.move(shop.engine, run_id, "paused", actor=BY, now=shop.clock())
    assert worker(shop, rules).carry(run_id) is None
    assert runs.progress(shop.engine, run_id).done == 2
    runs.move(shop.engine, run_id, "running", actor=BY, now=shop.clock())
    worker(shop, rules, stopping=lambda: len(rules.runs) == 3).carry(run_id)
    assert carried(worker(shop, rules), run_id) == {"changed": 4}
    assert sorted(rules.runs) == sorted(papers)
    assert runs.progress(shop.engine, run_id).state == "done"


def test_what_a_killed_worker_had_not_written_another_one_does_and_it_itself_writes_nothing_more(shop: Shop) -> None:
    papers = [examine(shop, shop.upload(name), REJECTED, "SEAL_MISSING") for name in "ab"]
    run_id = started(shop)
    dead = runs.claim(shop.engine, run_id, owner="dead", seconds=30, now=shop.clock())
    assert isinstance(dead, runs.Claimed)
    loaded = chunks.load(shop.engine, dead)
    assert isinstance(worker(shop, Rules("2")).carry(run_id), runs.Later)
    shop.clock.forward(seconds=31)
    assert carried(worker(shop, Rules("2")), run_id) == {"changed": 2}
    late = [chunks.Redone(paper=paper, result="failed") for paper in loaded]
    with pytest.raises(chunks.LeaseLost):
        chunks.write(shop.engine, dead, late, shop.clock())
    assert set(results(shop, run_id).values()) == {"changed"}
    with shop.engine.connect() as connection:
        assert len(connection.execute(select(DECISIONS.c.id)).all()) == 2 * len(papers)


def test_two_workers_share_a_run(shop: Shop) -> None:
    papers = [examine(shop, shop.upload(name), REJECTED, "SEAL_MISSING") for name in "abcdef"]
    one, two = Rules("2"), Rules("2")
    run_id = started(shop, chunk=1)
    first, second = worker(shop, one), worker(shop, two, owner="w2")
    for _ in range(3):
        first.carry(run_id)
        second.carry(run_id)
    assert (len(one.runs), len(two.runs)) == (3, 3)
    assert sorted(one.runs + two.runs) == sorted(papers)


def test_a_document_that_somebody_works_on_is_skipped(shop: Shop) -> None:
    in_work, paper = shop.upload("a"), examine(shop, shop.upload("b"), REJECTED, "SEAL_MISSING")
    lease = Work(shop.engine, shop.clock, stages=("format_check",)).lease(in_work, "alive", 30)
    assert lease is not None
    run_id = started(shop, ids=[in_work, paper, "no such document"])
    assert carried(worker(shop, Rules("2")), run_id) == {"skipped": 1, "changed": 1}
    assert shop.row(in_work)["lease_token"] == lease.token


def test_a_document_that_was_changed_meanwhile_is_skipped(shop: Shop) -> None:
    paper = examine(shop, shop.upload("a"), REJECTED, "SEAL_MISSING")
    run_id = started(shop)

    class Meddling(Rules):
        def decision(self, case: Case, tools: Tools) -> Case:
            with writing(shop.engine) as connection:
                values = {"revision": DOCUMENTS.c.revision + 1}
                connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == paper).values(values))
            return super().decision(case, tools)

    assert carried(worker(shop, Meddling("2")), run_id) == {"skipped": 1}
    assert shop.row(paper)["status"] == "rejected"


def test_a_register_that_is_down_changes_nothing_and_is_asked_again_only_so_often(shop: Shop) -> None:
    paper = examine(shop, shop.upload("a"), REJECTED, "SEAL_MISSING")
    before = shop.row(paper)
    run_id = started(shop)
    down = worker(shop, Rules("2"), instead={"cross_check": NO_REGISTER}, versions={"rules.cross_check": "2"})
    for _ in range(runs.MOST_TRIES):
        assert down.carry(run_id) == {"waiting": 1}
        shop.clock.forward(hours=1)
    assert down.carry(run_id) is None
    assert runs.progress(shop.engine, run_id).state == "done"
    assert (results(shop, run_id), shop.row(paper)) == ({paper: "waiting"}, before)


def test_the_register_comes_back_and_the_document_is_decided(shop: Shop) -> None:
    paper = examine(shop, shop.upload("a"), REJECTED, "SEAL_MISSING")
    run_id, versions = started(shop), {"rules.cross_check": "2"}
    worker(shop, Rules("2"), instead={"cross_check": NO_REGISTER}, versions=versions).carry(run_id)
    later = worker(shop, Rules("2"), versions=versions).carry(run_id)
    assert isinstance(later, runs.Later)
    shop.clock.time = later.at
    assert carried(worker(shop, Rules("2"), versions=versions), run_id) == {"changed": 1}
    assert shop.row(paper)["status"] == "approved"


def test_a_fault_of_ours_is_one_document_s_alone(shop: Shop) -> None:
    good, bad = (examine(shop, shop.upload(name), REJECTED, "SEAL_MISSING") for name in "ab")

    class Faulty(Rules):
        def decision(self, case: Case, tools: Tools) -> Case:
            if case.id == bad:
                raise LookupError("a secret surname")
            return super().decision(case, tools)

    run_id = started(shop)
    assert carried(worker(shop, Faulty("2")), run_id) == {"changed": 1, "failed": 1}
    assert (shop.row(good)["status"], shop.row(bad)["status"]) == ("approved", "rejected")


def test_what_takes_its_worker_down_is_not_tried_for_ever(shop: Shop) -> None:
    paper = examine(shop, shop.upload("a"))
    run_id = started(shop)

    def deadly(case: Case, tools: Tools) -> Case:
        raise SystemExit

    by = worker(shop, Rules("1"), instead={"ocr": deadly}, versions={"ocr": "new"})
    for _ in range(runs.MOST_TRIES):
        with pytest.raises(SystemExit):
            by.carry(run_id)
        shop.clock.forward(seconds=31)
    assert by.carry(run_id) == {"failed": 1}
    assert shop.row(paper)["status"] == "approved"


def test_a_rate_holds_for_all_workers_together(shop: Shop) -> None:
    for name in "abcdef":
        examine(shop, shop.upload(name))
    run_id = started(shop, per_second=0.4)
    first, second = worker(shop, Rules("2")), worker(shop, Rules("2"), owner="w2")
    assert first.carry(run_id) == {"same": 2}
    assert second.carry(run_id) == runs.Later(at=shop.clock() + dt.timedelta(seconds=5))
    assert runs.due_chunks(shop.engine, shop.clock()) == []
    shop.clock.forward(seconds=5)
    assert runs.due_chunks(shop.engine, shop.clock()) == [(run_id, 1)]
    assert second.carry(run_id) == {"same": 2}
    assert isinstance(first.carry(run_id), runs.Later)


def test_a_cancelled_run_leaves_what_is_done_and_touches_nothing_more(shop: Shop) -> None:
    for name in "ab":
        examine(shop, shop.upload(name), REJECTED, "SEAL_MISSING")
    run_id = started(shop, chunk=1)
    by = worker(shop, Rules("2"))
    by.carry(run_id)
    runs.move(shop.engine, run_id, "cancelled", actor=BY, now=shop.clock())
    assert by.carry(run_id) is None
    assert sorted(shop.statuses().values()) == ["approved", "rejected"]
    with pytest.raises(runs.Refused):
        runs.move(shop.engine, run_id, "running", actor=BY, now=shop.clock())


def test_a_stale_result_is_replaced_with_its_findings(shop: Shop) -> None:
    examine(shop, shop.upload("a"))
    carried(worker(shop, Rules("2"), versions={"rules.extraction": "2"}), started(shop))
    with shop.engine.connect() as connection:
        versions = dict(connection.execute(select(RESULTS.c.stage, RESULTS.c.versions)).all())
        assert connection.execute(select(CHUNKS.c.counts)).scalar() == {"same": 1}
    assert versions["extraction"]["rules.extraction"] == "2"
    assert versions["decision"]["rules.decision"] == "2"
    quiet = Rules("2")
    assert carried(worker(shop, quiet, versions={"rules.extraction": "2"}), started(shop)) == {"fresh": 1}
