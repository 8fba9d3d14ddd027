"""Does nothing stay of a document whose time is over, but that it was there?"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text, update

from pipeline.cabinet import audit, idempotency
from pipeline.cabinet.changes import DOCUMENTS, TABLES
from pipeline.cabinet.counts import documents_by_status
from pipeline.cabinet.files import FolderStore
from pipeline.cabinet.purging import (
    Ended,
    Removed,
    Trace,
    ended,
    leftovers,
    may_go,
    purge_portion,
    remove_leftovers,
    tables_of_a_document,
)
from pipeline.cabinet.putting_away import Chosen, tallied
from pipeline.cabinet.work import write_result
from pipeline.case import Outcome
from tests.cabinet.desk import START, Clock, Desk, new_upload
from tests.cabinet.terms import column, rejected, status
from tests.cabinet.whole import everything_in

YEAR = dt.timedelta(days=365)
DIPLOMA = "higher_education_diploma"


@dataclass
class Bell:
    """Queues that may be away."""

    away: bool = False
    forgot: list[Trace] = field(default_factory=list)

    def forget(self, traces: Sequence[Trace]) -> bool:
        if not self.away:
            self.forgot += traces
        return not self.away


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine, Clock(START))


def over(desk: Desk, **more: str) -> list[Any]:
    """What was not touched for a year and has this status."""
    before = desk.clock() - YEAR
    term = Ended(**{"status": "rejected", "kinds": (DIPLOMA,), "counted_from": "changed", "before": before, **more})  # type: ignore[arg-type]
    return ended([term], desk.clock())


def purged(desk: Desk, conditions: Sequence[Any]) -> list[str]:
    return [
        str(row["id"])
        for condition in conditions
        for row in purge_portion(desk.engine, condition, desk.clock(), actor="operator:x", why="term")
    ]


def ids(desk: Desk, *documents: str) -> list[Any]:
    return [one & may_go(desk.clock()) for one in Chosen(ids=documents).conditions()]


def closed(desk: Desk, name: str = "a") -> str:
    """A rejected document whose window is no longer open."""
    document_id = rejected(desk, name)
    with desk.engine.begin() as connection:
        mine = DOCUMENTS.c.id == document_id
        connection.execute(update(DOCUMENTS).where(mine).values(correct_by=None, wakes_at=None))
    return document_id


def test_a_tombstone_tells_what_it_was_and_when_and_nothing_else(desk: Desk) -> None:
    document_id = closed(desk)
    noted = audit.head(desk.engine)
    with desk.engine.begin() as connection:
        key = idempotency.TABLE
        connection.execute(
            insert(key).values(
                client="b",
                route="r",
                key="k",
                fingerprint="f",
                document_id=document_id,
                body={"id": document_id},
                created_at=desk.clock(),
            )
        )
    assert "Воробьёва" in everything_in(desk.engine)
    desk.clock.forward(days=366)
    assert purged(desk, over(desk)) == [document_id]
    with desk.engine.connect() as connection:
        row = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == document_id)).mappings().one()
        kept = {name for name, value in row.items() if value not in (None, "", 0, {}) and name != "claim"}
        assert kept == {
            "id", "client", "kind", "lane", "status", "former_status", "created_at", "updated_at", "decided_at",
            "purged_at", "revision", "attempt", "sequence", "lease_token", "sha256",
        }  # fmt: skip
        assert (row["status"], row["former_status"], row["purged_at"]) == ("purged", "rejected", desk.clock())
        for table in tables_of_a_document():
            left = connection.execute(select(table.c.document_id)).all()
            assert len(left) == (table.name == "notices"), table.name
        assert connection.execute(select(key.c.key)).all() == []
    whole = everything_in(desk.engine)
    assert not [word for word in ("Воробьёва", "Мария", "11223344595", "0123456") if word in whole]
    assert audit.verify(desk.engine, noted=noted) is None
    assert documents_by_status(desk.engine)["purged"] == 1


def test_every_table_that_names_documents_is_emptied_or_known_to_hold_codes_alone() -> None:
    emptied = {table.name for table in tables_of_a_document()}
    naming = {table.name for table in TABLES.values() if "document_id" in table.c}
    assert "print_keys" in emptied, "whoever purges has loaded nothing of it"
    assert naming - emptied == {"acts", "audit", "deliveries", "idempotency_keys", "reprocessing_items"}


@pytest.mark.parametrize("what", ["window", "lease", "hold", "young", "status", "kind"])
def test_what_must_stay_stays(desk: Desk, what: str) -> None:
    document_id = closed(desk)
    desk.clock.forward(days=366)
    mine, later = DOCUMENTS.c.id == document_id, desk.clock() + dt.timedelta(seconds=5)
    values: dict[str, Any] = {
        "window": {"correct_by": later}, "lease": {"lease_until": later, "lease_owner": "w"},
        "hold": {"hold": "court-7"},
        "young": {"updated_at": desk.clock()}, "status": {"status": "needs_review"}, "kind": {"kind": "passport"},
    }[what]  # fmt: skip
    with desk.engine.begin() as connection:
        connection.execute(update(DOCUMENTS).where(mine).values(values))
    assert tallied(desk.engine, over(desk)) == []
    assert purged(desk, over(desk)) == []


@pytest.mark.parametrize(
    ("counted_from", "goes"), [("changed", False), ("uploaded", True), ("decided", True), ("valid_until", True)]
)
def test_the_time_is_counted_from_what_the_term_names(desk: Desk, counted_from: str, goes: bool) -> None:
    document_id = closed(desk)
    with desk.engine.begin() as connection:
        mine = DOCUMENTS.c.id == document_id
        changed = {"updated_at": START + YEAR, "valid_until": START.date()}
        connection.execute(update(DOCUMENTS).where(mine).values(changed))
    desk.clock.forward(days=366)
    assert (purged(desk, over(desk, counted_from=counted_from)) == [document_id]) is goes


def test_what_is_worked_on_is_not_purged_even_when_it_is_named(desk: Desk) -> None:
    document_id = desk.upload()
    assert purged(desk, ids(desk, document_id)) == []
    desk.decide(document_id, Outcome.APPROVED)
    assert purged(desk, ids(desk, document_id)) == [document_id]
    assert purged(desk, ids(desk, document_id)) == []


def test_what_was_archived_keeps_what_it_was_before(desk: Desk) -> None:
    document_id = closed(desk)
    with desk.engine.begin() as connection:
        values = {"status": "archived", "former_status": "expired"}
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(values))
    purged(desk, ids(desk, document_id))
    assert (status(desk, document_id), column(desk, document_id, "former_status")) == ("purged", "expired")


def test_a_worker_that_still_has_a_purged_document_writes_nothing(desk: Desk) -> None:
    """The revision and the token are those of before."""
    document_id = desk.upload()
    lease = desk.work.lease(document_id, "w", 30)
    assert lease is not None
    desk.clock.forward(seconds=31)
    with desk.engine.begin() as connection:
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document_id).values(status="needs_review"))
    assert purged(desk, ids(desk, document_id)) == [document_id]
    assert not desk.work.extend(lease, 30)
    assert "Воробьёва" not in everything_in(desk.engine)


# --- what lies outside of the database --------------------------------------------------------------------------


@dataclass
class Cellar:
    """A desk with real files, whose bytes were kept long ago."""

    desk: Desk
    folder: Path
    bell: Bell = field(default_factory=Bell)

    def __post_init__(self) -> None:
        self.files = FolderStore(self.folder)

    def paper(self, content: bytes, name: str = "a", kind: str = DIPLOMA) -> str:
        stored = self.files.keep([content], limit=100)
        old = (START - YEAR).timestamp()
        os.utime(self.folder / stored.sha256[:2] / stored.sha256, (old, old))
        new = new_upload(name, kind=kind)
        claim = new.claim.model_copy(update={"upload": new.claim.upload.model_copy(update={"sha256": stored.sha256})})
        document_id = str(self.desk.uploads.submit(type(new)(**{**new.__dict__, "claim": claim})).row["id"])
        self.desk.decide(document_id, Outcome.NEEDS_REVIEW)
        return document_id

    def clean(self) -> Removed:
        done = Removed()
        for one in remove_leftovers(self.desk.engine, self.files, self.bell, self.desk.clock()):
            done = Removed(**{name: getattr(done, name) + getattr(one, name) for name in Removed.__annotations__})
        return done


@pytest.fixture
def cellar(desk: Desk, tmp_path: Path) -> Cellar:
    return Cellar(desk, tmp_path / "files")


def test_bytes_go_unless_they_serve_another_document_that_lives(cellar: Cellar) -> None:
    mine, other = cellar.paper(b"one paper"), cellar.paper(b"one paper", kind="passport")
    sha256 = column(cellar.desk, mine, "sha256")
    purged(cellar.desk, ids(cellar.desk, mine))
    assert cellar.clean() == Removed(done=1, files=0)
    assert cellar.files.has(sha256)
    purged(cellar.desk, ids(cellar.desk, other))
    assert cellar.clean() == Removed(done=1, files=1)
    assert not cellar.files.has(sha256)
    assert {column(cellar.desk, one, "sha256") for one in (mine, other)} == {""}


def test_who_was_killed_before_the_bytes_were_removed_removes_them_next_time(cellar: Cellar) -> None:
    document_id = cellar.paper(b"a paper")
    sha256 = column(cellar.desk, document_id, "sha256")
    purged(cellar.desk, ids(cellar.desk, document_id))
    assert (leftovers(cellar.desk.engine), cellar.files.has(sha256)) == (1, True)
    cellar.bell.away = True
    assert cellar.clean() == Removed(done=0, files=1, unreached=1)
    cellar.bell.away = False
    assert cellar.clean() == Removed(done=1)
    assert [trace.document_id for trace in cellar.bell.forgot] == [document_id]
    assert (leftovers(cellar.desk.engine), cellar.files.has(sha256)) == (0, False)


def test_bytes_of_an_upload_under_way_are_left_until_it_has_its_row(cellar: Cellar) -> None:
    document_id = cellar.paper(b"a paper")
    now = cellar.desk.clock().timestamp()
    path = next(cellar.folder.glob("??/*"))
    os.utime(path, (now, now))
    purged(cellar.desk, ids(cellar.desk, document_id))
    assert cellar.clean() == Removed(young=1)
    cellar.desk.clock.forward(minutes=11)
    assert cellar.clean() == Removed(done=1, files=1)


def test_sqlite_overwrites_what_it_deletes(tmp_path: Path) -> None:
    from pipeline.cabinet import migrate
    from pipeline.cabinet.database import open_database, sqlite_url
    from pipeline.cabinet.protocol import StageResult
    from pipeline.cabinet.purging import clear_free_pages

    engine = open_database(sqlite_url(tmp_path / "a.db"))
    migrate.upgrade(engine)
    desk = Desk(engine)
    document_id = desk.upload()
    mark = os.urandom(6_000).hex()  # not to be packed, and larger than a page
    result = StageResult(stage="ocr", inputs="i", delta=f'{{"x": "{mark}"}}', digest="d", versions={}, seconds=0)
    with engine.begin() as connection:
        write_result(connection, document_id, 1, result, START)
        packed = connection.execute(text("SELECT delta FROM stage_results")).scalar_one()
    desk.decide(document_id, Outcome.NEEDS_REVIEW)
    clear_free_pages(engine)
    assert packed[3_000:3_400] in (tmp_path / "a.db").read_bytes()
    purged(desk, ids(desk, document_id))
    clear_free_pages(engine)
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert packed[3_000:3_400] not in left
    assert "Воробьёва".encode() not in left
    engine.dispose()
