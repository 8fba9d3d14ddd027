"""Is the cabinet that a million is measured with true, and does every call and every sweep go by an index?

Twenty thousand documents: plans are held here, times by `python -m benchmarks.million.run`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from benchmarks.million.explained import Plans, plans_of_all
from benchmarks.million.fill import fill
from benchmarks.million.plans import Seen
from benchmarks.million.report import Measured, page
from benchmarks.million.run import api_keys
from benchmarks.million.swept import Swept, sweeper_of
from benchmarks.million.timing import Times
from pipeline.cabinet import audit
from pipeline.cabinet.counts import documents_by_status
from pipeline.cabinet.database import open_database
from pipeline.cabinet.statuses import Status
from samples.servers.postgresql import PostgresServer

pytestmark = pytest.mark.services
MANY = 20_000
BY = {
    "document, approved": {"documents_pkey", "stage_results_pkey", "decisions_pkey"},
    "events of a document": {"ix_audit_document"},
    "list all": {"documents_pkey"},
    "list of a holder": {"ix_documents_holder"},
    "list with a reason": {"ix_document_reasons_code"},
    "list changed since": {"ix_documents_updated"},
    "list of the status waiting": {"ix_documents_status"},
    "list with a reason, deep": {"ix_document_reasons_code"},
    "hand in, the same request again": {"idempotency_keys_pkey"},
    "sweep work": {"ix_documents_due"},
    "sweep terms": {"ix_documents_wakes"},
    "sweep notices": {"ix_notices_unrouted", "ix_deliveries_next"},
    "sweep counts": {"audit_pkey"},
    "sweep old": {"ix_idempotency_keys_created", "ix_registry_answers_at"},
    "metrics": {"ix_documents_due", "ix_deliveries_next", "ix_deliveries_dead", "ix_notices_unrouted"},
}
"""Indexes that must be among those of a way of asking, or a sweep."""


@pytest.fixture(scope="module")
def full(_postgres: PostgresServer) -> Iterator[Engine]:
    _postgres.start()
    url = _postgres.create_database()
    fill(url, MANY)
    engine = open_database(url, kept=5)
    yield engine
    engine.dispose()
    _postgres.drop_database(url)


@dataclass(frozen=True, kw_only=True)
class Before:
    """Of the cabinet as it was filled: documents by status, as the log and as their rows say."""

    fault: audit.Fault | None
    by_log: dict[str, int]
    by_rows: dict[str, int]


@pytest.fixture(scope="module")
def before(full: Engine) -> Before:
    with full.connect() as connection:
        rows = connection.execute(text("SELECT status, count(*) FROM documents GROUP BY status"))
        by_rows = {row[0]: row[1] for row in rows}
    by_log = dict(documents_by_status(full))
    return Before(fault=audit.verify(full), by_log=by_log, by_rows=by_rows)


@pytest.fixture(scope="module")
def plans(full: Engine, before: Before, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Plans]:
    with sweeper_of(full) as sweeper:
        found = plans_of_all(full, Path(tmp_path_factory.mktemp("files")), sweeper, api_keys(full))
        return {one.name: one for one in found}


def test_the_log_is_sound_and_says_of_all_documents_what_their_rows_do(before: Before) -> None:
    assert before.fault is None
    assert before.by_log == {"purged": 0} | before.by_rows
    assert sum(before.by_rows.values()) == MANY
    assert {*before.by_rows, "purged"} == {status.value for status in Status}  # a new cabinet has purged nothing


def test_nothing_that_grows_is_read_from_end_to_end(plans: dict[str, Plans]) -> None:
    assert {name: one.read_whole for name, one in plans.items() if one.read_whole} == {}


@pytest.mark.parametrize("name", BY)
def test_rows_are_found_by_the_index_that_is_there_for_it(plans: dict[str, Plans], name: str) -> None:
    used = {index for seen in plans[name].seen for index in seen.indexes}
    assert BY[name] <= used


def test_every_way_of_asking_and_every_sweep_has_plans(plans: dict[str, Plans]) -> None:
    assert {name for name, one in plans.items() if not one.seen} <= {"healthz", "document, purged"}


def test_the_report_names_what_is_late_and_what_is_read_whole() -> None:
    quick, late = Times(name="quick", seconds=(0.01,) * 20), Times(name="late", seconds=(0.01,) * 18 + (0.2, 0.2))
    seen = Seen(statement="SELECT 1 FROM documents", indexes=(), read_whole={"documents": 51}, rows=1, pages=51,
                milliseconds=9.0)  # fmt: skip
    swept = Swept(name="work", runs=quick, portions=quick, transactions=quick, done={"rung": 1}, whole=True)
    told = page(
        Measured(calls=[quick, late], sweeps=[swept], reprocessing=[], plans=[Plans(name="list", seen=[seen])],
                 filled=None, loads=[0.5], sizes={})
    )  # fmt: skip
    assert "| every call of the API: p95 < 100 ms | **no** | late |" in told
    assert "| no table that grows is read from end to end | **no** | documents |" in told
    assert "| every sweep's transactions: p95 < 100 ms | yes | none |" in told


def test_a_share_of_times_is_the_nearest_that_was_measured() -> None:
    times = Times(name="", seconds=tuple(number / 1000 for number in range(1, 101)))
    assert [times.at(share) for share in (0.5, 0.95, 1.0)] == [0.05, 0.095, 0.1]
