"""Do sweeps find their rows by an index among very many documents?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text

from pipeline.cabinet import counts, migrate
from pipeline.cabinet.acts import take_due
from pipeline.cabinet.database import open_database
from pipeline.cabinet.forgetting import forget_answers, forget_keys
from pipeline.cabinet.terms_due import act_on_terms
from pipeline.cabinet.work_due import Place, work_due
from tests.cabinet.plans import plans_of

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
MANY = 20_000
DOCUMENTS = """
INSERT INTO documents (id, client, kind, claim, contacts, sha256, lane, status, revision, attempt, created_at,
                       updated_at, lease_token, tries, sequence, due_at, correct_by, wakes_at)
SELECT lpad(n::text, 26, '0'), 'backend', 'snils_card', '{}', '{}', lpad(n::text, 64, '0'), 'interactive',
       CASE WHEN n % 200 = 0 THEN 'uploaded' WHEN n % 10 = 1 THEN 'rejected' ELSE 'approved' END, 1, 1,
       :now, :now, 0, '{}', 0, CASE WHEN n % 200 = 0 THEN CAST(:now AS timestamptz) END,
       CASE WHEN n % 10 = 1 THEN CAST(:now AS timestamptz) + n * interval '10 seconds' END,
       CASE WHEN n % 10 = 1 THEN CAST(:now AS timestamptz) + n * interval '10 seconds' END
FROM generate_series(1, :many) n
"""
AUDIT = """
INSERT INTO audit (seq, at, actor, action, before, after, why, previous, hash)
SELECT n, :now, 'machine', 'decided', 'checking', 'approved', '', '', '' FROM generate_series(1, :many) n
"""
KEYS = """
INSERT INTO idempotency_keys (client, route, key, fingerprint, created_at)
SELECT 'backend', '/', n::text, '', CAST(:now AS timestamptz) - n * interval '1 minute'
FROM generate_series(1, :many) n
"""
ANSWERS = """
INSERT INTO registry_answers (key, body, at)
SELECT n::text, '', CAST(:now AS timestamptz) - n * interval '1 second' FROM generate_series(1, :many) n
"""


@pytest.fixture(scope="module")
def full(_postgres: object) -> Iterator[Engine]:
    _postgres.start()  # type: ignore[attr-defined]  # a test before may have stopped it
    url = _postgres.create_database()  # type: ignore[attr-defined]
    engine = open_database(url, kept=1)
    migrate.upgrade(engine)
    with engine.begin() as connection:
        for statement in (DOCUMENTS, AUDIT, KEYS, ANSWERS):
            connection.execute(text(statement), {"now": NOW, "many": MANY})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    yield engine
    engine.dispose()
    _postgres.drop_database(url)  # type: ignore[attr-defined]


CALLS: dict[str, Callable[[Engine], object]] = {
    "work": lambda engine: work_due(engine, NOW, limit=50),
    "more work": lambda engine: work_due(engine, NOW, after=Place(due_at=NOW, document_id="0" * 26), limit=50),
    "terms": lambda engine: act_on_terms(engine, NOW + dt.timedelta(minutes=1), limit=50),
    "acts": lambda engine: take_due(engine, NOW, limit=1),
    "counts": lambda engine: counts.fold(engine, limit=500),
    "keys": lambda engine: forget_keys(engine, NOW + dt.timedelta(days=17), limit=50),
    "answers": lambda engine: forget_answers(engine, NOW, kept=dt.timedelta(hours=5), limit=50),
}
SMALL = ("sweeps", "status_counts", "audit_head")
"""A row or a dozen: read whole, whatever indexes there are."""


@pytest.mark.services
@pytest.mark.parametrize("call", CALLS)
def test_no_sweep_reads_a_table_from_end_to_end(full: Engine, call: str) -> None:
    plans = plans_of(full, lambda: CALLS[call](full))
    assert plans
    whole = [line for plan in plans for line in plan.splitlines() if "Seq Scan" in line]
    assert not [line for line in whole if not line.split(" on ")[1].startswith(SMALL)]
    if call in {"work", "more work"}:
        assert "ix_documents_due" in plans[0]
    if call == "acts":
        assert "ix_documents_act_due" in plans[0]
    if call == "terms":
        assert "ix_documents_wakes" in plans[0]
