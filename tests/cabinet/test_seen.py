"""Are other holders' documents found by the keys of their prints, on both databases and in a batch's store?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from pipeline.cabinet.batch_seen import BatchSeen, Filing
from pipeline.cabinet.batch_store import BatchStore
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import create_work_tables, open_database, reading, sqlite_url, writing
from pipeline.cabinet.journal import SqlJournal
from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.seen import COMMON_STAMP, KEYS, PORTION, SqlSeen, file_keys, keys_in
from pipeline.case import Case, Claim, Holder, Outcome, Print, Upload
from tests.cabinet.desk import MARIA, Desk
from tests.cabinet.plans import plans_of

PETER = Holder(last_name="Гусев", first_name="Пётр", middle_name="Ильич", snils="16004987403")
PAGE, STAMP, FILE = 1 << 60, 2 << 60, 3 << 60


def case(document_id: str) -> Case:
    return Case(id=document_id, claim=Claim(kind="passport", upload=Upload(name="a", size=1, sha256="a")))


def result(*keys: int, stage: str = "extraction") -> StageResult:
    prints = [Print(what="page", page=1, keys=tuple(keys), body="b").model_dump(mode="json")]
    delta = json.dumps({"findings": [], "prints": prints}, separators=(",", ":"))
    return StageResult(stage=stage, inputs="i", delta=delta, digest="d", versions={}, seconds=0.1)


def handed_in(desk: Desk, name: str, holder: Holder, *keys: int, outcome: Outcome | None = None) -> str:
    """Uploaded, its prints saved, and decided."""
    document_id = desk.upload(name, holder=holder)
    lease = desk.work.lease(document_id, "w1", 30)
    assert lease is not None
    desk.work.journal(lease).save(document_id, result(*keys))
    desk.work.give_back(lease)
    if outcome is not None:
        desk.decide(document_id, outcome)
    return document_id


def found(engine: Engine, document_id: str, *keys: int) -> list[tuple[str, bool]]:
    return [(one.document_id, one.stands) for one in SqlSeen(engine).elsewhere(case(document_id), keys)]


def test_another_holders_document_is_found_with_its_prints_and_standing(engine: Engine) -> None:
    desk = Desk(engine)
    approved = handed_in(desk, "a", PETER, PAGE + 1, PAGE + 2, outcome=Outcome.APPROVED)
    rejected = handed_in(desk, "b", PETER, PAGE + 2, outcome=Outcome.REJECTED)
    mine = handed_in(desk, "c", MARIA, PAGE + 1, PAGE + 2)
    assert found(engine, mine, PAGE + 1, PAGE + 2, PAGE + 3) == [(approved, True), (rejected, False)]
    (first, _) = SqlSeen(engine).elsewhere(case(mine), [PAGE + 1, PAGE + 2])
    assert (first.own.what, first.own.keys, first.own.body) == ("page", (PAGE + 1, PAGE + 2), "b")


def test_the_same_holders_own_uploads_and_oneself_are_no_duplicates(engine: Engine) -> None:
    desk = Desk(engine)
    handed_in(desk, "a", MARIA, PAGE + 1)
    mine = handed_in(desk, "b", MARIA, PAGE + 1)
    assert found(engine, mine, PAGE + 1) == []


def test_a_holder_who_is_not_known_is_nobody_else(engine: Engine) -> None:
    desk = Desk(engine)
    handed_in(desk, "a", PETER, PAGE + 1)
    unknown = handed_in(desk, "b", Holder(), PAGE + 1)
    mine = handed_in(desk, "c", MARIA, PAGE + 2)
    assert found(engine, unknown, PAGE + 1) == []
    assert [one for one, _ in found(engine, mine, PAGE + 1)] != [unknown]


def test_whoever_looks_later_sees_the_other_whichever_was_uploaded_first(engine: Engine) -> None:
    desk = Desk(engine)
    earlier = desk.upload("a", holder=MARIA)
    later = handed_in(desk, "b", PETER, PAGE + 1)
    assert found(engine, earlier, PAGE + 1) == [(later, False)]


def test_a_file_counts_more_than_any_number_of_keys_of_pages(engine: Engine) -> None:
    desk = Desk(engine)
    alike = handed_in(desk, "a", PETER, *(PAGE + at for at in range(12)))
    same = handed_in(desk, "b", PETER, FILE + 1)
    mine = handed_in(desk, "c", MARIA, FILE + 1)
    keys = [FILE + 1, *(PAGE + at for at in range(PORTION + 200))]
    assert [one for one, _ in found(engine, mine, *keys)] == [same, alike]


def test_a_stamp_that_everybody_bears_says_nothing(engine: Engine) -> None:
    desk = Desk(engine)
    mine = desk.upload("mine", holder=MARIA)
    others = [desk.upload(f"o{at}x", holder=PETER) for at in range(COMMON_STAMP)]
    with writing(engine) as connection:
        for document_id in others[:-1]:
            file_keys(connection, document_id, result(STAMP + 1).delta)
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(KEYS)).scalar() == COMMON_STAMP - 1
    assert found(engine, mine, STAMP + 1) == []  # noted, but no stage has left prints of them: nothing to compare
    handed_in(desk, "p", PETER, STAMP + 1)
    assert found(engine, mine, STAMP + 1) == []
    rare = handed_in(desk, "q", PETER, STAMP + 2)
    assert found(engine, mine, STAMP + 1, STAMP + 2) == [(rare, False)]


def test_keys_are_replaced_with_their_result_and_go_with_their_document(engine: Engine) -> None:
    desk = Desk(engine)
    document_id = handed_in(desk, "a", PETER, PAGE + 1)
    with writing(engine) as connection:
        file_keys(connection, document_id, result(PAGE + 2).delta)
        file_keys(connection, document_id, json.dumps({"findings": []}))  # a stage without prints changes nothing
        assert list(connection.execute(select(KEYS.c.key)).scalars()) == [PAGE + 2]
        connection.execute(DOCUMENTS.delete())
        assert list(connection.execute(select(KEYS.c.key)).scalars()) == []


@pytest.mark.parametrize(("delta", "keys"), [('{"findings":[]}', None), ('{"prints":[]}', []), ("{}", None)])
def test_a_result_without_prints_is_not_one_with_none(delta: str, keys: list[int] | None) -> None:
    assert keys_in(delta) == keys


def test_the_look_up_goes_by_the_index(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("PostgreSQL's plans are read")
    desk = Desk(engine)
    mine = handed_in(desk, "a", MARIA, PAGE + 1)
    with engine.begin() as connection:
        rows = "SELECT g, %s FROM generate_series(1, 20000) AS g"
        connection.exec_driver_sql(f"INSERT INTO print_keys (key, document_id) {rows}", (mine,))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE print_keys")
    plans = plans_of(engine, lambda: SqlSeen(engine).elsewhere(case(mine), [PAGE + 5, STAMP + 5]))
    by_key = [plan for plan in plans if "print_keys" in plan]
    assert len(by_key) == 2
    assert all("print_keys_pkey" in plan and "Seq Scan on print_keys" not in plan for plan in by_key)


# --- a batch ------------------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Engine:
    opened = open_database(sqlite_url(tmp_path / "work.db"))
    create_work_tables(opened)
    return opened


def line(store: Engine, number: int, holder: str | None, *keys: int, decision: str | None = None) -> BatchSeen:
    filing = Filing(line=number, holder_key=holder)
    SqlJournal(store, filing).save(f"c-{number}", result(*keys))
    if decision:
        BatchStore(store, "r").save(number, "i", json.dumps({"decision": decision}))
    return BatchSeen(engine=store, filing=filing)


def lines_seen(by: BatchSeen, *keys: int) -> list[tuple[str, bool]]:
    return [(one.document_id, one.stands) for one in by.elsewhere(case("c"), keys)]


def test_a_batch_finds_other_holders_lines(store: Engine) -> None:
    line(store, 1, "peter", PAGE + 1, PAGE + 2, decision="approved")
    line(store, 2, "peter", PAGE + 1, decision="rejected")
    line(store, 3, "maria", PAGE + 1)
    line(store, 4, None, PAGE + 1)
    mine = line(store, 5, "maria", PAGE + 1)
    assert lines_seen(mine, PAGE + 1, PAGE + 2) == [("c-1", True), ("c-2", False)]
    assert lines_seen(line(store, 6, None, PAGE + 1), PAGE + 1) == []


def test_what_a_later_manifest_does_not_name_is_not_seen(store: Engine) -> None:
    line(store, 1, "peter", PAGE + 1)
    mine = line(store, 2, "maria", PAGE + 1, decision="approved")
    assert lines_seen(mine, PAGE + 1) == [("c-1", False)]
    BatchStore(store, "r").forget_others()
    assert lines_seen(mine, PAGE + 1) == []
