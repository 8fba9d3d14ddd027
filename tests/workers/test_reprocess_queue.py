"""Do workers carry a run that is rung for, chunk by chunk, to its end?"""

from __future__ import annotations

from dataclasses import replace

from pipeline.cabinet.reprocessing import runs
from pipeline.cabinet.statuses import STAGES
from pipeline.case import Outcome
from tests.workers.reruns import Rules, examine, started
from tests.workers.shop import Shop
from workers import job
from workers.queues import REPROCESSING, connect, queue
from workers.reprocess_bell import bell_at
from workers.worker import StopFlag, build_worker


def serve(shop: Shop, rules: Rules) -> None:
    carrier = shop.carrier({"decision": rules.decision})
    job.serve(replace(carrier, runner=replace(carrier.runner, versions={"rules.decision": rules.version})))


def burst(url: str) -> None:
    build_worker(connect(url), STAGES, StopFlag()).work(burst=True, logging_level="CRITICAL")


def test_workers_carry_a_run_to_its_end_and_the_queue_is_never_full_of_it(shop: Shop, redis_url: str) -> None:
    papers = [examine(shop, shop.upload(name), Outcome.REJECTED, "SEAL_MISSING") for name in "abcdef"]
    rules, run_id = Rules("2"), started(shop, chunk=1)
    serve(shop, rules)
    bell = bell_at(redis_url)
    assert bell.ring_due(shop.engine, shop.clock()) == 6
    bell.ring_due(shop.engine, shop.clock())
    assert queue(connect(redis_url), REPROCESSING).count == 6
    burst(redis_url)
    assert sorted(rules.runs) == sorted(papers)
    assert runs.progress(shop.engine, run_id).state == "done"
    assert queue(connect(redis_url), REPROCESSING).count == 0


def test_a_chunk_of_a_paused_run_is_left_and_rung_for_again_later(shop: Shop, redis_url: str) -> None:
    examine(shop, shop.upload("a"))
    rules, run_id = Rules("2"), started(shop)
    serve(shop, rules)
    bell = bell_at(redis_url)
    bell.ring_due(shop.engine, shop.clock())
    runs.move(shop.engine, run_id, "paused", actor="operator:test", now=shop.clock())
    burst(redis_url)
    assert (rules.runs, bell.ring_due(shop.engine, shop.clock())) == ([], 0)
    runs.move(shop.engine, run_id, "running", actor="operator:test", now=shop.clock())
    assert bell.ring_due(shop.engine, shop.clock()) == 1
    burst(redis_url)
    assert runs.progress(shop.engine, run_id).state == "done"
