"""Is what is kept for a while removed after it, and nothing else?"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Engine, insert, select

from pipeline.cabinet.forgetting import ANSWERS, IDEMPOTENCY, forget_answers, forget_keys

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def test_idempotency_keys_go_after_thirty_days_a_portion_at_a_time(engine: Engine) -> None:
    ages = {"fresh": 0, "on the day": 30, "old": 31, "older": 32, "oldest": 90}
    rows = [
        {"client": "backend", "route": "/v1/documents", "key": key, "fingerprint": "", "status": 201, "body": {},
         "headers": {}, "created_at": NOW - dt.timedelta(days=age)}
        for key, age in ages.items()
    ]  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(IDEMPOTENCY), rows)
    assert [forget_keys(engine, NOW, limit=2) for _ in range(3)] == [2, 1, 0]
    with engine.connect() as connection:
        assert set(connection.execute(select(IDEMPOTENCY.c.key)).scalars()) == {"fresh", "on the day"}


def test_answers_of_the_register_go_when_they_no_longer_hold(engine: Engine) -> None:
    rows = [{"key": f"{age}", "body": b"x", "at": NOW - dt.timedelta(seconds=age)} for age in (0, 599, 601, 9000)]
    with engine.begin() as connection:
        connection.execute(insert(ANSWERS), rows)
    kept = dt.timedelta(seconds=600)
    assert [forget_answers(engine, NOW, kept=kept, limit=10) for _ in range(2)] == [2, 0]
    with engine.connect() as connection:
        assert set(connection.execute(select(ANSWERS.c.key)).scalars()) == {"0", "599"}
