"""Is a change, a gap or a cut tail of the audit log found?"""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from pipeline.cabinet import audit
from pipeline.cabinet.audit import Entry
from pipeline.cabinet.database import writing

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


@pytest.fixture
def log(engine: Engine) -> Engine:
    for number in range(6):
        with writing(engine) as connection:
            audit.append(connection, [Entry(actor="machine", action="decided", why=str(number))], NOW)
    return engine


def tampered(engine: Engine, statement: str) -> None:
    """What somebody with all rights to the database could do."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        else:
            for name in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_refuses_{name}"))
        connection.execute(text(statement))


def test_a_log_that_only_grew_is_sound(log: Engine) -> None:
    noted = audit.head(log)
    with writing(log) as connection:
        audit.append(connection, [Entry(actor="machine", action="decided")] * 3, NOW)
    assert audit.verify(log, noted=noted) is None
    assert audit.head(log).seq == 9


@pytest.mark.parametrize("statement", ["UPDATE audit SET why = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_it(log: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="only grows"), log.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "seq", "what"),
    [
        ("UPDATE audit SET why = 'x' WHERE seq = 3", 3, "changed"),
        ("UPDATE audit SET actor = 'reviewer:x' WHERE seq = 6", 6, "changed"),
        ("DELETE FROM audit WHERE seq = 3", 3, "missing"),
        ("DELETE FROM audit WHERE seq = 1", 1, "missing"),
        ("DELETE FROM audit WHERE seq > 4", 5, "tail"),
        ("DELETE FROM audit", 1, "tail"),
        ("UPDATE audit_head SET seq = 5", 5, "head does not fit"),
    ],
)
def test_what_was_done_to_it_is_found(log: Engine, statement: str, seq: int, what: str) -> None:
    tampered(log, statement)
    fault = audit.verify(log)
    assert fault is not None
    assert fault.seq == seq
    assert what in fault.what


def test_a_tail_cut_together_with_its_head_is_found_by_a_head_noted_elsewhere(log: Engine) -> None:
    noted = audit.head(log)
    fourth = next(entry for entry in audit.entries(log) if entry["seq"] == 4)
    tampered(log, "DELETE FROM audit WHERE seq > 4")
    with log.begin() as connection:
        connection.execute(text("UPDATE audit_head SET seq = 4, hash = :hash"), {"hash": fourth["hash"]})
    assert audit.verify(log) is None
    fault = audit.verify(log, noted=noted)
    assert fault is not None
    assert "tail" in fault.what
