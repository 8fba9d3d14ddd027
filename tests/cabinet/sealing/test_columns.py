"""Is what identifies a person sealed, read either way, and brought under a new master key while it is used?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import StatementError

from pipeline.cabinet import accounts, acts, idempotency, migrate
from pipeline.cabinet.changes import DOCUMENTS
from pipeline.cabinet.database import open_database, writing
from pipeline.cabinet.files import FolderStore
from pipeline.cabinet.idempotency import Answer, RequestKey
from pipeline.cabinet.protocol import StageResult
from pipeline.cabinet.register_answers import SqlAnswers
from pipeline.cabinet.reviews.corrections import note
from pipeline.cabinet.reviews.queue import take
from pipeline.cabinet.sealing.cipher import SealBroken
from pipeline.cabinet.sealing.key_ring import KEYS, ColumnLocked
from pipeline.cabinet.sealing.master import MasterKeys, new_master_key, read_master_keys
from pipeline.cabinet.sealing.rotation import Rotation, rewrap_data_keys, rotate, rows_by_state, sealed_columns
from pipeline.cabinet.sessions import Visitor
from pipeline.case import Outcome
from tests.cabinet.desk import START, Desk

OLD, NEW = new_master_key("old"), new_master_key("new")
FIRST, BOTH, LAST = (read_master_keys(each) for each in (OLD, f"{NEW},{OLD}", NEW))
TELLING = ("Воробьёва", "11223344595", "0123456", "maria@example.org", "СЕКРЕТ")


class House:
    """One database, opened with these or those keys."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._open: list[Engine] = []

    def engine(self, masters: MasterKeys | None = None) -> Engine:
        engine = open_database(self.url, kept=2, masters=masters)
        self._open.append(engine)
        return engine

    def fill(self, masters: MasterKeys | None, name: str = "a") -> str:
        """A row in every table with sealed columns; the document's id."""
        engine = self.engine(masters)
        desk = Desk(engine)
        document_id = desk.upload(name)
        with writing(engine) as connection:
            connection.execute(DOCUMENTS.update().values(contacts={"email": "maria@example.org"}))
        lease = desk.work.lease(document_id, "w1", 30)
        assert lease is not None
        finding = json.dumps({"findings": [{"code": "SCAN_DARK", "weight": "strong", "field": None, "page": 1,
                                            "detail": "СЕКРЕТ", "stops": False}]})  # fmt: skip
        desk.work.journal(lease).save(document_id, StageResult(
            stage="ocr", inputs="ab12", delta=finding, lines='["СЕКРЕТ"]', digest="cd34", versions={}, seconds=0.1,
        ))  # fmt: skip
        desk.work.give_back(lease)
        desk.decide(document_id, Outcome.REJECTED, "REGISTRY_MISMATCH")
        key = RequestKey(client="c", route="r", key=name)
        idempotency.claim(engine, key, "ef56", START)
        idempotency.keep(engine, key, Answer(status=202, body={"holder": "Воробьёва"}, headers={}))
        acts.take_number(engine, acts.Due(document_id=document_id, until=START), "СЕКРЕТ", START)
        accounts.add_account(engine, f"kedrov-{name}", accounts.REVIEWER, "сосна и ель у реки", START, actor="test")
        with writing(engine) as connection:
            own = accounts.ACCOUNTS.c.login == f"kedrov-{name}"
            owner = select(accounts.ACCOUNTS.c.id).where(own).scalar_subquery()
            factor = {"account_id": owner, "secret": "СЕКРЕТ", "last_step": 0}
            connection.execute(insert(accounts.SECOND_FACTORS).values(factor))
        anna = Visitor(account_id="", login="anna", role="reviewer", session="", owes=None)
        held = take(engine, anna, document_id, START, 60)
        note(engine, anna, document_id, "СЕКРЕТ", token=held.token, now=START)
        SqlAnswers(engine).put(name.ljust(64, "0"), '{"last_name":"Воробьёва"}'.encode(), START)
        return document_id

    def reads(self, masters: MasterKeys | None, document_id: str, name: str = "a") -> None:
        """Everything comes back as it went in."""
        engine = self.engine(masters)
        with engine.connect() as connection:
            row = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == document_id)).mappings().one()
        assert row["claim"]["holder"]["last_name"] == "Воробьёва"
        assert row["contacts"] == {"email": "maria@example.org"}
        with engine.connect() as connection:
            for table, columns in sealed_columns().items():
                for column in columns:
                    assert connection.execute(select(column)).scalars().all() is not None, table
        answer = SqlAnswers(engine).get(name.ljust(64, "0"))
        assert answer is not None
        assert "Воробьёва" in answer.body.decode()
        kept = idempotency.claim(engine, RequestKey(client="c", route="r", key=name), "ef56", START)
        assert kept is not None
        assert kept.body == {"holder": "Воробьёва"}

    def everything(self) -> str:
        """All that a dump of the sealed tables would show."""
        shown = []
        with self.engine().connect() as connection:
            for table, columns in sealed_columns().items():
                names = ", ".join(column.name for column in columns)
                for row in connection.execute(text(f"SELECT {names} FROM {table.name}")).all():
                    shown += [
                        bytes(value).decode("utf-8", "replace") if not isinstance(value, str | None) else str(value)
                        for value in row
                    ]
        return "\n".join(shown)

    def close(self) -> None:
        for engine in self._open:
            engine.dispose()


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    found = House(database_url)
    migrate.upgrade(found.engine())
    yield found
    found.close()


def rotated(house: House, masters: MasterKeys, folder: Path) -> Rotation:
    engine, done = house.engine(masters), Rotation()
    rewrap_data_keys(engine, masters)
    for _ in rotate(engine, FolderStore(folder, masters), masters, done):
        pass
    return done


def test_what_identifies_a_person_cannot_be_read_without_the_key(house: House) -> None:
    document_id = house.fill(FIRST)
    shown = house.everything()
    assert not [word for word in TELLING if word in shown]
    house.reads(FIRST, document_id)
    for without in (None, LAST):
        with pytest.raises(ColumnLocked, match="PODLINNIK_MASTER_KEYS"):
            house.reads(without, document_id)


def test_without_keys_nothing_is_sealed(house: House) -> None:
    document_id = house.fill(None)
    shown = house.everything()
    assert [word for word in TELLING if word in shown] == [*TELLING[:4], "СЕКРЕТ"]
    house.reads(None, document_id)


def test_rows_from_before_there_were_keys_are_read_and_then_sealed(house: House, tmp_path: Path) -> None:
    document_id = house.fill(None)
    house.reads(FIRST, document_id)
    done = rotated(house, FIRST, tmp_path).done
    assert done["rows sealed"] == len(sealed_columns())
    assert not [word for word in TELLING if word in house.everything()]
    assert all(rows_by_state(house.engine(FIRST), table) == (1, 0) for table in sealed_columns())
    house.reads(FIRST, document_id)
    assert rotated(house, FIRST, tmp_path).done["rows sealed"] == 0


def test_a_new_master_key_wraps_a_handful_of_rows_and_the_old_one_may_go(house: House, tmp_path: Path) -> None:
    document_id = house.fill(FIRST)
    at_work = house.engine(FIRST)  # a process that was started before, with the old key alone
    with at_work.connect() as connection:
        assert connection.execute(select(DOCUMENTS.c.claim)).first()
    before = house.everything()
    done = rotated(house, BOTH, tmp_path).done
    assert (done["rows sealed"], house.everything()) == (0, before), "no sealed value was touched"
    with house.engine().connect() as connection:
        rows = connection.execute(select(KEYS.c.number, KEYS.c.master).order_by(KEYS.c.number)).all()
    assert [tuple(row) for row in rows] == [(1, "new"), (2, "new")]
    house.reads(LAST, document_id)
    later = house.fill(LAST, "b")
    assert "sealed:2:" in house.everything()
    house.reads(LAST, later, "b")
    Desk(at_work).upload("c")  # goes on with the data key that it had
    with house.engine(LAST).connect() as connection:
        assert len(connection.execute(select(DOCUMENTS.c.claim)).all()) == 3


def test_a_rotation_that_was_broken_off_goes_on_where_it_was(house: House, tmp_path: Path) -> None:
    for name in "abc":
        house.fill(None, name)
    engine, first = house.engine(FIRST), Rotation()
    steps = rotate(engine, FolderStore(tmp_path, FIRST), FIRST, first)
    seen = [next(steps) for _ in range(3)]
    steps.close()
    second = Rotation()
    rest = list(rotate(engine, FolderStore(tmp_path, FIRST), FIRST, second))
    assert rest[0] == seen[-1], "the portion that was under way is done again"
    assert first.done["rows sealed"] + second.done["rows sealed"] == 3 * len(sealed_columns())
    assert not [word for word in TELLING if word in house.everything()]


def test_a_value_opens_at_no_other_column_and_not_when_it_was_changed(house: House) -> None:
    house.fill(FIRST)
    engine = house.engine(FIRST)
    with engine.begin() as connection:
        connection.execute(text("UPDATE documents SET contacts = claim"))
    with pytest.raises(SealBroken), engine.connect() as connection:
        connection.execute(select(DOCUMENTS.c.contacts)).all()
    with engine.begin() as connection:
        other = "CASE substr(claim, 41, 1) WHEN 'A' THEN 'B' ELSE 'A' END"
        connection.execute(text(f"UPDATE documents SET claim = substr(claim, 1, 40) || {other} || substr(claim, 42)"))
    with pytest.raises(SealBroken), engine.connect() as connection:
        connection.execute(select(DOCUMENTS.c.claim)).all()


def test_another_key_under_the_same_name_is_told(house: House) -> None:
    house.fill(FIRST)
    impostor = read_master_keys(new_master_key("old"))
    with pytest.raises(ColumnLocked, match="'old' is not the one that wrapped data key 1"):
        Desk(house.engine(impostor)).upload("b")


def test_no_error_of_ours_shows_the_parameters(house: House) -> None:
    engine = house.engine()
    with pytest.raises(StatementError) as caught, writing(engine) as connection:
        connection.execute(insert(KEYS).values(number=1, master="СЕКРЕТ", wrapped=None, made_at=START))
    assert "[parameters:" not in str(caught.value)


def test_the_keys_of_what_is_sealed_are_not_thrown_away(house: House) -> None:
    house.fill(FIRST)
    with pytest.raises(RuntimeError, match="columns are sealed"):
        migrate.downgrade(house.engine(), "0003")
    assert migrate.version(house.engine()) == "0004"
