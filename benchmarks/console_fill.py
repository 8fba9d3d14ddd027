"""How do a queue and people's work of three months come about, in a cabinet that is filled already?

By SQL from the documents' own hashes, so that the same cabinet has the same queue. All people are invented.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine, text

from pipeline.cabinet import accounts
from pipeline.cabinet.database import writing
from pipeline.cabinet.one_time import code_at, step_of
from pipeline.cabinet.second_factor import confirm, secret_for
from pipeline.cabinet.sessions import Terms, Visitor, visitor_of
from pipeline.cabinet.signing_in import change_password, sign_in

GIVEN, OWN = "birch over the ford 3", "rowan by the well 7"
TERMS = Terms(idle=dt.timedelta(hours=10), longest=dt.timedelta(hours=12))
QUEUED = """
WITH taken AS (
  SELECT id FROM documents WHERE status IN ('approved', 'rejected', 'needs_review')
  ORDER BY status = 'needs_review' DESC, md5(id) LIMIT :tasks
)
UPDATE documents SET status = 'needs_review', correct_by = NULL FROM taken WHERE documents.id = taken.id
"""
TASKS = """
INSERT INTO review_tasks (document_id, purpose, kind, region, reason, confidence, queued_at, urgent_at, lease_token)
SELECT d.id, 'doubt', d.kind, lpad((1 + get_byte(decode(md5(d.id), 'hex'), 0) % 89)::text, 2, '0'),
       (ARRAY['FIELD_INVALID', 'SEAL_MISSING', 'REGISTRY_MISMATCH', 'SCAN_BLURRED', 'HOLDER_MISMATCH'])
         [1 + get_byte(decode(md5(d.id), 'hex'), 1) % 5],
       get_byte(decode(md5(d.id), 'hex'), 2) / 255.0, d.updated_at, d.updated_at + interval '7 days', 0
FROM documents d WHERE d.status = 'needs_review' ON CONFLICT DO NOTHING
"""
STEPS = """
WITH drawn AS (
  SELECT d.*, decode(md5('step' || d.id), 'hex') AS r, row_number() OVER (ORDER BY md5(d.id)) AS n
  FROM documents d WHERE d.status IN ('approved', 'rejected', 'recorded', 'replaced')
  ORDER BY md5(d.id) LIMIT :steps
), dated AS (
  SELECT *, CAST(:now AS timestamptz) - n * interval '90 days' / :steps AS did,
         CASE WHEN n % 40 = 0 THEN 'blind' WHEN n % 25 = 0 THEN 'inspection' ELSE 'doubt' END AS why
  FROM drawn
)
INSERT INTO review_steps (id, document_id, revision, login, role, action, purpose, kind, outcome, codes, machine,
                          machine_codes, rules, seconds, at, state, detail)
SELECT upper(lpad(to_hex(1000000 + n), 26, '0')), id, revision,
       'reviewer-' || lpad((1 + get_byte(r, 0) % 12)::text, 2, '0'),
       'reviewer', 'decided', why, kind,
       CASE WHEN why = 'blind' AND get_byte(r, 4) > 2 THEN 'approved' WHEN get_byte(r, 1) < 90 THEN 'rejected'
            ELSE 'approved' END,
       CASE WHEN get_byte(r, 1) < 90 THEN '["SCAN_BLURRED"]' ELSE '[]' END,
       CASE WHEN why = 'doubt' THEN 'needs_review' ELSE 'approved' END, '["FIELD_INVALID"]', 'rules-' || n % 3,
       5 + exp(1.5 + get_byte(r, 2) / 60.0), did, CASE WHEN why = 'blind' THEN 'answered' ELSE 'in_force' END,
       '{"note": "' || repeat(md5(id), 40) || '"}'
FROM dated
"""
DEAD = """
INSERT INTO deliveries (notice_id, channel, document_id, sequence, state, tries, next_at, error)
SELECT id, 'sms', document_id, sequence, 'dead', 7, created_at, 'HTTP 410' FROM notices ORDER BY id DESC LIMIT :dead
ON CONFLICT DO NOTHING
"""
RUN = """
INSERT INTO reprocessing_runs (id, selection, shadow, state, actor, created_at, finished_at, documents)
VALUES (:run, '{"codes": ["SEAL_MISSING"]}', true, 'done', 'operator:kedrov', :now, :now, :many)
"""
CHUNKS = """
INSERT INTO reprocessing_chunks (run_id, number, state, size, counts)
SELECT :run, n, 'done', 200, '{"changed": 10, "fresh": 150, "same": 40}' FROM generate_series(1, :many / 200) n
"""
ITEMS = """
INSERT INTO reprocessing_items (run_id, document_id, chunk, result, tries, before, after, reasons_before, reasons_after)
SELECT :run, id, 1 + n / 200, CASE WHEN n % 20 = 0 THEN 'changed' ELSE 'fresh' END, 0, 'rejected',
       CASE WHEN n % 3 = 0 THEN 'approved' ELSE 'needs_review' END, '["SEAL_MISSING"]',
       CASE WHEN n % 3 = 0 THEN '[]' ELSE '["FIELD_INVALID"]' END
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM documents) numbered
"""
SHADOW = "01JD9M2V6P4X8Q7T3R5Y9W1ZKB"


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How many of each there are beside the documents."""

    tasks: int
    steps: int
    dead: int = 1_000


def fill_desk(engine: Engine, sizes: Sizes, documents: int, now: dt.datetime) -> None:
    """A queue, people's answers, notices that failed, a shadow run over all documents."""
    told = {"now": now, "run": SHADOW, "many": documents, **sizes.__dict__}
    with writing(engine) as connection:
        for statement in (QUEUED, TASKS, STEPS, DEAD, RUN, CHUNKS, ITEMS):
            names = {name for name in told if f":{name}" in statement}
            connection.execute(text(statement), {name: told[name] for name in names})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def signed_in(engine: Engine, role: str) -> str:
    """The cookie of somebody who has this role and is in."""
    login, now = f"{role}-of-the-benchmark", dt.datetime.now(dt.UTC)
    accounts.add_account(engine, login, role, GIVEN, now, actor="operator:benchmark")
    token = sign_in(engine, login, GIVEN, "127.0.0.1", TERMS, now)
    secret = secret_for(engine, _visitor(engine, token))
    assert secret is not None
    token, _codes = confirm(engine, _visitor(engine, token), code_at(secret, step_of(now)), TERMS, now)
    return change_password(engine, _visitor(engine, token), GIVEN, OWN, "127.0.0.1", TERMS, now)


def _visitor(engine: Engine, token: str) -> Visitor:
    visitor = visitor_of(engine, token, TERMS, dt.datetime.now(dt.UTC))
    assert visitor is not None
    return visitor


__all__ = ["SHADOW", "Sizes", "fill_desk", "signed_in"]
