"""Is an upload that ended its process known afterwards, by all, until it is forgiven or something was mended?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database
from pipeline.cabinet.killers import FileKillers, SqlKillers, forgive, has_killers, killers_in, open_file

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
ONE, OTHER = "a" * 64, "b" * 64


def clock() -> dt.datetime:
    return NOON


def test_what_one_worker_noted_all_workers_of_its_version_know(database_url: str) -> None:
    engine = open_database(database_url)
    assert not has_killers(engine)
    migrate.upgrade(engine)
    assert has_killers(engine)
    SqlKillers(engine, "v1", clock).note(ONE, "it was killed by SIGSEGV")
    SqlKillers(engine, "v1", clock).note(ONE, "of two that lose a process at once the first one's cause stays")
    assert SqlKillers(engine, "v1", clock).cause(ONE) == "it was killed by SIGSEGV"
    assert SqlKillers(engine, "v1", clock).cause(OTHER) is None
    engine.dispose()


def test_another_version_tries_once(database_url: str) -> None:
    engine = open_database(database_url)
    migrate.upgrade(engine)
    SqlKillers(engine, "v1", clock).note(ONE, "memory")
    mended = SqlKillers(engine, "v2", clock)
    assert mended.cause(ONE) is None
    mended.note(ONE, "memory again")
    assert mended.cause(ONE) == "memory again"
    assert [killer.opened_with for killer in sorted(killers_in(engine), key=lambda k: k.opened_with)] == ["v1", "v2"]
    engine.dispose()


def test_what_is_forgiven_is_opened_again(database_url: str) -> None:
    engine = open_database(database_url)
    migrate.upgrade(engine)
    killers = SqlKillers(engine, "v1", clock)
    for sha256 in (ONE, OTHER):
        killers.note(sha256, "memory")
    assert forgive(engine, ONE) == 1
    assert (killers.cause(ONE), killers.cause(OTHER)) == (None, "memory")
    assert forgive(engine, None) == 1
    assert not killers_in(engine)
    engine.dispose()


def test_without_a_cabinet_a_file_remembers_that_is_made_when_it_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "killers.db"
    assert FileKillers(path, "v1", clock).cause(ONE) is None
    assert not path.parent.exists()
    FileKillers(path, "v1", clock).note(ONE, "memory")
    assert FileKillers(path, "v1", clock).cause(ONE) == "memory"
    assert [killer.at for killer in killers_in(open_file(path))] == [NOON]
