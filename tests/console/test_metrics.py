"""Does `/metrics` tell of the installation what operators need, to whom it may, at a bounded cost?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, Select, insert, text

from console.metrics import is_within
from pipeline.cabinet import figures, keys, migrate
from pipeline.cabinet.audit_checks import LastCheck, note_check
from pipeline.cabinet.changes import NOTICES
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.figures import MOST, in_work_query
from pipeline.cabinet.ids import new_id
from pipeline.cabinet.outbox import DELIVERIES
from pipeline.cabinet.statuses import STAGES, Status
from pipeline.case import Outcome
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_doorbell, now
from samples.servers.redis_server import RedisServer
from tests.cabinet.desk import Clock, Desk
from tests.console.server import Api, serving, settings_for
from workers.depths import QUEUES, depths, sweep_seconds
from workers.queues import connect, queue_name
from workers.sweeps import BY_NAME, Sweeper, run_sweep
from workers.worker import StopFlag, build_worker

HERE = [ip_network("127.0.0.0/8")]
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def scraped(api: Api) -> Samples:
    answer = httpx.get(f"{api.url}/metrics")
    assert answer.status_code == 200, answer.text
    return samples_of(answer.text)


def samples_of(told: str) -> Samples:
    return {
        (sample.name.removeprefix("podlinnik_"), tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }


def of(samples: Samples, name: str, **labels: str) -> float:
    return samples[(name, tuple(sorted(labels.items())))]


@pytest.fixture
def open_to_here(migrated: str, tmp_path: Path) -> Settings:
    return settings_for(migrated, tmp_path, metrics_networks=HERE)


def test_only_a_key_with_the_scope_opens_it(api: Api) -> None:
    assert httpx.get(f"{api.url}/metrics").status_code == 401
    with api.client("cabinet") as other, api.client("prometheus", keys.METRICS) as prometheus:
        assert other.get("/metrics").status_code == 403
        answer = prometheus.get("/metrics")
    assert (answer.status_code, "podlinnik_documents" in answer.text) == (200, True)


@pytest.mark.parametrize(
    ("address", "networks", "within"),
    [("10.1.2.3", ["10.1.0.0/16"], True), ("10.2.2.3", ["10.1.0.0/16"], False), ("::1", ["::1/128"], True),
     ("::ffff:10.1.2.3", ["10.1.0.0/16"], True), ("", ["0.0.0.0/0"], False), ("10.1.2.3", [], False)],
)  # fmt: skip
def test_networks_without_a_key(address: str, networks: list[str], within: bool) -> None:
    assert is_within(address, [ip_network(each) for each in networks]) is within


def test_documents_are_told_by_status_and_those_in_work_by_stage(open_to_here: Settings) -> None:
    with serving(open_to_here) as api:
        desk = Desk(api.engine, Clock(now() - dt.timedelta(seconds=100)))
        desk.decide(desk.upload("a"), Outcome.APPROVED)
        desk.work.lease(desk.upload("b"), "w1", 3600)
        desk.upload("c")
        told = scraped(api)
    assert {status: of(told, "documents", status=status) for status in ("approved", "checking", "uploaded")} == {
        "approved": 1, "checking": 1, "uploaded": 1,
    }  # fmt: skip
    assert of(told, "documents_in_work", status="uploaded", stage="virus_scan") == 1
    assert of(told, "documents_in_work", status="checking", stage="ocr") == 0
    assert 100 <= of(told, "work_unattended_seconds") < 160
    assert of(told, "audit_entries") == 6


def test_counts_are_exact_before_and_after_the_sweep(open_to_here: Settings) -> None:
    with serving(open_to_here) as api:
        desk = Desk(api.engine, Clock(now()))
        desk.upload("a")
        run_sweep(BY_NAME["counts"], Sweeper(engine=api.engine, doorbell=build_doorbell(open_to_here),
                                             settings=open_to_here))  # fmt: skip
        desk.upload("b")
        told = scraped(api)
    assert of(told, "documents", status="uploaded") == 2
    assert of(told, "documents_entries_left_out") == 0
    assert 0 < now().timestamp() - of(told, "sweep_finished_timestamp_seconds", sweep="counts") < 60
    assert of(told, "sweep_finished_timestamp_seconds", sweep="terms") == 0
    assert of(told, "sweep_interval_seconds", sweep="terms") == 60


def test_notices_on_their_way_and_dead_letters_are_told_by_channel(open_to_here: Settings) -> None:
    with serving(open_to_here) as api:
        desk = Desk(api.engine, Clock(now()))
        document = desk.upload("a")
        written = now() - dt.timedelta(seconds=500)
        for number, (channel, state) in enumerate(
            [("webhook", "pending"), ("webhook", "delivered"), ("email", "dead")]
        ):
            deliver(api.engine, document, 90 + number, written, channel, state)
        told = scraped(api)
    assert of(told, "deliveries", channel="webhook", state="pending") == 1
    assert of(told, "deliveries", channel="email", state="dead") == 1
    assert 500 <= of(told, "delivery_oldest_seconds", channel="webhook") < 560
    assert 400 <= of(told, "delivery_overdue_seconds", channel="webhook") < 460
    assert of(told, "delivery_overdue_seconds", channel="sms") == 0


def test_the_last_check_of_the_audit_log_is_told(open_to_here: Settings) -> None:
    with serving(open_to_here) as api:
        assert of(scraped(api), "audit_verified_timestamp_seconds") == 0
        for sound in (True, False):
            note_check(api.engine, LastCheck(at=now(), sound=sound, entries=3))
            assert of(scraped(api), "audit_sound") == sound


def test_a_database_that_is_away_or_empty_is_a_figure(tmp_path: Path) -> None:
    for url, up, current in (
        ("postgresql://nobody:secret@127.0.0.1:9/none", 0, None),
        (sqlite_url(tmp_path / "empty.db"), 1, 0),
    ):
        with serving(settings_for(url, tmp_path, metrics_networks=HERE)) as api:
            told = scraped(api)
        assert of(told, "database_up") == up
        assert told.get(("database_current", ())) == current
        assert of(told, "files_free_bytes") > 0


def test_queues_are_told_with_their_depth_their_age_and_who_serves_them(
    settings: Settings, redis_server: RedisServer
) -> None:
    whole = settings.model_copy(update={"redis_url": redis_server.url, "metrics_networks": tuple(HERE)})
    bell = build_doorbell(whole)
    for number in range(3):
        bell.ring(f"01J0000000000000000000000{number}", lane="bulk", stage="ocr", token=0)
    worker = build_worker(connect(redis_server.url), ("ocr",), StopFlag())
    worker.register_birth()
    name = queue_name("ocr", "bulk")
    with serving(whole) as api:
        told = scraped(api)
        assert of(told, "queue_jobs", queue=name) == 3
        assert 0 <= of(told, "queue_oldest_seconds", queue=name) < 60
        assert of(told, "queue_oldest_seconds", queue=queue_name("ocr", "interactive")) == 0
        assert of(told, "queue_workers", queue=name) == 1
        assert of(told, "queue_workers", queue=queue_name("decision", "bulk")) == 0
        worker.register_death()
        assert of(scraped(api), "queue_workers", queue=name) == 0
        redis_server.stop()
        told = scraped(api)
    assert of(told, "redis_up") == 0
    assert ("queue_jobs", (("queue", name),)) not in told


def test_a_worker_that_was_killed_is_not_counted(redis_server: RedisServer) -> None:
    worker = build_worker(connect(redis_server.url), ("ocr",), StopFlag())
    worker.register_birth()
    connect(redis_server.url).delete(worker.key)  # as its time to live does
    found = depths(redis_server.url)
    assert found is not None
    assert {depth.workers for depth in found.values()} == {0}


def test_labels_come_from_closed_sets_alone(open_to_here: Settings, redis_url: str) -> None:
    """Whatever stands in the database."""
    with serving(open_to_here.model_copy(update={"redis_url": redis_url})) as api:
        document = Desk(api.engine, Clock(now())).upload("a")
        deliver(api.engine, document, 90, now(), "Воробьёва", "pending")
        deliver(api.engine, document, 91, now(), "Воробьёва", "dead")
        with api.engine.begin() as connection:
            connection.execute(text("UPDATE documents SET stage = 'Воробьёва'"))
            connection.execute(text("INSERT INTO sweeps (name, done, cursor) VALUES ('Воробьёва', 0, '')"))
        told = scraped(api)
    allowed: dict[str, set[str]] = {
        "status": set(Status), "stage": set(STAGES), "channel": set(figures.CHANNELS), "queue": set(QUEUES),
        "state": {"pending", "dead", *figures.RUN_STATES}, "sweep": set(sweep_seconds()),
    }  # fmt: skip
    for _, labels in told:
        assert all(value in allowed[name] for name, value in labels), labels


def deliver(engine: Engine, document: str, sequence: int, written: dt.datetime, channel: str, state: str) -> None:
    notice = {"id": f"evt_{new_id(written)}", "document_id": document, "sequence": sequence, "event": "status_changed",
              "body": {}, "created_at": written, "routed": True}  # fmt: skip
    delivery = {"notice_id": notice["id"], "channel": channel, "document_id": document, "sequence": sequence,
                "state": state, "tries": 0, "next_at": written + dt.timedelta(seconds=100), "error": ""}  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(NOTICES).values(notice))
        connection.execute(insert(DELIVERIES).values(delivery))


# --- what a scrape costs ----------------------------------------------------------------------------------------------

DOCUMENTS_THERE, IN_WORK_THERE = 60_000, 30_000


@pytest.fixture
def filled(postgres_url: str) -> Engine:
    """Many documents, more of them in work than are counted, many deliveries."""
    engine = open_database(postgres_url)
    migrate.upgrade(engine)
    fill = f"""
        INSERT INTO documents (id, client, kind, claim, contacts, sha256, lane, status, stage, revision, attempt,
                               created_at, updated_at, lease_token, due_at, tries, sequence)
        SELECT lpad(n::text, 26, '0'), 'c', 'passport', '{{}}', '{{}}', 'x', 'bulk',
               CASE WHEN n <= {IN_WORK_THERE} THEN 'waiting' ELSE 'approved' END, 'cross_check', 1, 0, now(), now(), 0,
               now() - n * interval '1 second', '{{}}', 0
        FROM generate_series(1, {DOCUMENTS_THERE}) n;
        INSERT INTO notices (id, document_id, sequence, event, body, created_at, routed)
        SELECT 'evt_' || id, id, 1, 'status_changed', '{{}}', now(), true FROM documents;
        INSERT INTO deliveries (notice_id, channel, document_id, sequence, state, tries, next_at, error)
        SELECT 'evt_' || id, 'webhook', id, 1, CASE WHEN status = 'waiting' THEN 'pending' ELSE 'delivered' END, 0,
               now(), '' FROM documents;
    """
    with engine.begin() as connection:
        connection.exec_driver_sql(fill)
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")
    return engine


QUERIES: dict[str, tuple[Callable[[], Select[Any]], str]] = {
    "in work": (in_work_query, "ix_documents_due"),
    "waits": (lambda: figures.waits_query(now()), "ix_documents_due"),
    "pending": (lambda: figures.pending_query("webhook"), "ix_deliveries_next"),
    "dead": (figures.dead_query, "ix_deliveries_dead"),
    "unrouted": (figures.unrouted_query, "ix_notices_unrouted"),
}


def test_a_scrape_looks_at_bounded_parts_of_indexes(filled: Engine) -> None:
    for name, (query, index) in QUERIES.items():
        nodes = list(nodes_of(plan(filled, query())))
        assert index in {node.get("Index Name") for node in nodes}, name
        assert not [node for node in nodes if node["Node Type"] == "Seq Scan"], name
        assert max(node["Actual Rows"] for node in nodes) <= MOST, name
    found = figures.figures(filled, now())
    assert (found.in_work_cut, sum(found.in_work.values())) == (True, MOST)
    filled.dispose()


def plan(engine: Engine, query: Select[Any]) -> dict[str, Any]:
    compiled = query.compile(engine, compile_kwargs={"render_postcompile": True})
    with engine.connect() as connection:
        found = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {compiled}", compiled.params).scalar_one()
    told: list[dict[str, Any]] = json.loads(found) if isinstance(found, str) else found
    return dict(told[0]["Plan"])


def nodes_of(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(each for child in node.get("Plans", []) for each in nodes_of(child))]
