"""Is nobody found in a dump of the register where there are keys, and everybody by whoever has them?"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func, select, text

from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.sealing.master import MasterKeys, new_master_key, read_master_keys
from pipeline.cabinet.sealing.rotation import rewrap_data_keys
from pipeline.cabinet.sealing.veil import veil_of
from pipeline.case import Holder, RegistryUnavailable
from pipeline.registry import veiling
from pipeline.registry.load import Imported, import_snapshot
from pipeline.registry.snapshot import NAMES, NUMBERS, PEOPLE, REGISTRY_TABLES, SNAPSHOT, SnapshotRegistry
from pipeline.registry.veil import RegisterClosed
from pipeline.registry.veiling import people_by_state, veil_people
from tests.cabinet.whole import everything_in
from tests.fakes import registry_line, surnames

OLD, NEW = new_master_key("old"), new_master_key("new")
FIRST, BOTH, LAST = (read_master_keys(each) for each in (OLD, f"{NEW},{OLD}", NEW))
TELLING = (
    "Воробь", "ВОРОБЬ", "Мария", "МАРИЯ", "Петровн", "ПЕТРОВН", "СИНИЦЫН", "1990-05-14", "11223344595", "500100732259",
    "1077040123456", "0123456", "Больница",
)  # fmt: skip
BORN = dt.date(1990, 5, 14)
MARIA = Holder(last_name="Воробьёва", first_name="Мария", middle_name="Петровна", birth_date=BORN)
OTHER = {"snils": "08765430300", "last_name": "Другая", "documents": [], "previous_last_names": []}
FORMERLY = MARIA.model_copy(update={"last_name": "Синицына"})
SNILS = "11223344595"


class House:
    """One database, asked and filled with these or those keys."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self._folder = url, folder
        self._open: list[Engine] = []
        self._numbers = count()
        migrate.upgrade(self.engine(None))

    def engine(self, masters: MasterKeys | None) -> Engine:
        engine = open_database(self.url, kept=2, masters=masters)
        self._open.append(engine)
        return engine

    def load(self, masters: MasterKeys | None, *lines: str, replace: bool = False) -> Imported:
        path = self._folder / f"{next(self._numbers)}.jsonl"
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        engine = self.engine(masters)
        return import_snapshot(path, engine, replace=replace, veil=veil_of(engine))

    def register(self, masters: MasterKeys | None) -> SnapshotRegistry:
        engine = self.engine(masters)
        return SnapshotRegistry(engine, veil_of(engine))

    def veil(self, masters: MasterKeys) -> Iterator[int]:
        engine = self.engine(masters)
        veil = veil_of(engine)
        assert veil is not None
        return veil_people(engine, veil)

    def rows(self) -> list[tuple[object, ...]]:
        """As they lie."""
        with self.engine(None).connect() as connection:
            tables = [table for table in REGISTRY_TABLES if table is not SNAPSHOT]
            return sorted((tuple(row) for table in tables for row in connection.execute(select(table))), key=repr)

    def close(self) -> None:
        for engine in self._open:
            engine.dispose()


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    found = House(database_url, tmp_path)
    yield found
    found.close()


def everywhere(register: SnapshotRegistry, last_name: str = "Воробьёва") -> None:
    """Found by each way there is, and whole."""
    for holder in (Holder(snils=SNILS), MARIA, FORMERLY, MARIA.model_copy(update={"middle_name": None})):
        (person,) = register.find_people(holder)
        assert (person.last_name, person.birth_date, person.inn) == (last_name, BORN, "500100732259")
    assert surnames(register.find_by_number("higher_education_diploma", "107704", "0123456")) == [last_name]
    for number in (("passport", "107704", "0123456"), ("higher_education_diploma", "107704", "0123457")):
        assert register.find_by_number(*number) == ()
    for other in ({"first_name": "Марина"}, {"middle_name": "Павловна"}, {"birth_date": dt.date(1990, 5, 15)}):
        assert register.find_people(MARIA.model_copy(update=other)) == ()


def test_a_dump_shows_nobody_and_nothing_where_there_are_keys(house: House) -> None:
    house.load(FIRST, registry_line())
    shown = everything_in(house.engine(None))
    assert [word for word in TELLING if word in shown] == []
    everywhere(house.register(FIRST))


def test_without_keys_a_dump_shows_everybody(house: House) -> None:
    """So the search above is one that finds."""
    house.load(None, registry_line())
    shown = everything_in(house.engine(None))
    assert [word for word in TELLING if word not in shown] == []
    everywhere(house.register(None))


def test_what_is_empty_stays_so_and_what_is_alike_does_not_look_alike(house: House) -> None:
    """Else the commonest hash of a first name would be Елена's."""
    born = {"birth_date": None, "middle_name": ""}
    lines = [registry_line(snils=None, last_name=name, previous_last_names=[], **born) for name in ("Белова", "Серова")]
    house.load(FIRST, *lines, registry_line(documents=[{"kind": "passport", "number": "1077040123456"}]))
    house.load(FIRST, registry_line(snils="08765430300"))
    with house.engine(None).connect() as connection:
        names = connection.execute(select(NAMES).order_by(NAMES.c.middle_name)).all()
        numbers = connection.execute(select(NUMBERS.c.number).distinct()).scalars().all()
    without = [row for row in names if not row.middle_name]
    assert [(row.birth_date, row.birth_key) for row in without] == [(None, None)] * 2
    assert len({row.first_name for row in without}) == 2
    assert all(row.birth_date is None and row.birth_key for row in names if row.middle_name)
    assert len({row.birth_key for row in names if row.middle_name}) == 2, "one a surname, of two people"
    assert len(numbers) == 2, "the same number of another kind is another hash"
    (found,) = house.register(FIRST).find_people(Holder(last_name="Белова", first_name="Мария", birth_date=BORN))
    assert found.birth_date is None


@pytest.mark.parametrize("masters", [None, LAST], ids=["no keys", "others"])
def test_without_its_keys_papers_wait_and_nobody_is_taken_for_unknown(
    house: House, masters: MasterKeys | None
) -> None:
    done = house.load(FIRST, registry_line())
    register = house.register(masters)
    assert register.version == done.version
    for ask in (lambda: register.find_people(Holder(snils=SNILS)), lambda: register.find_people(MARIA),
                lambda: register.find_by_number("passport", None, "1")):  # fmt: skip
        with pytest.raises(RegistryUnavailable, match="PODLINNIK_MASTER_KEYS"):
            ask()


def test_nothing_open_gets_beside_what_is_veiled(house: House) -> None:
    house.load(FIRST, registry_line())
    before = house.rows()
    with pytest.raises(RegisterClosed, match="PODLINNIK_MASTER_KEYS is not set"):
        house.load(None, registry_line(**OTHER), replace=True)
    with house.engine(None).begin() as connection:
        connection.execute(SNAPSHOT.delete())  # as where the first import was broken off
    with pytest.raises(RegisterClosed):
        house.load(None, registry_line(**OTHER))
    assert house.rows() == before


def test_the_same_file_twice_rewrites_nothing(house: House) -> None:
    lines = [registry_line(snils=f"{number:011d}") for number in range(20)]
    first = house.load(FIRST, *lines)
    before = house.rows()
    assert house.load(FIRST, *lines) == first
    assert house.rows() == before


def test_what_lay_open_is_veiled_portion_by_portion_while_it_is_asked(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(veiling, "PORTION", 2)
    others = [registry_line(**{**OTHER, "snils": f"0000000000{number}"}) for number in range(4)]
    done = house.load(None, registry_line(), *others)
    keyless, keyed = house.register(None), house.register(FIRST)
    everywhere(keyless)
    states = []
    for _ in house.veil(FIRST):
        assert surnames(keyed.find_people(Holder(snils=SNILS))) == ["Воробьёва"]
        assert len(keyed.find_people(Holder(last_name="Другая", first_name="Мария"))) == 4
        with pytest.raises(RegistryUnavailable):
            keyless.find_people(Holder(snils=SNILS))
        states.append(people_by_state(house.engine(None)))
    assert states == [(2, 3), (4, 1), (5, 0)]
    assert [word for word in TELLING if word in everything_in(house.engine(None))] == []
    everywhere(house.register(FIRST))
    assert keyed.version == done.version, "nothing has to be examined again"
    assert list(house.veil(FIRST)) == []


def test_an_import_veils_whomever_it_names_and_leaves_the_others_to_a_rotation(house: House) -> None:
    house.load(None, registry_line(documents=[]), registry_line(**OTHER))
    house.load(FIRST, registry_line())
    assert people_by_state(house.engine(None)) == (1, 1)
    register = house.register(FIRST)
    everywhere(register)
    assert surnames(register.find_people(Holder(snils="08765430300"))) == ["Другая"]
    assert list(house.veil(FIRST)) == [1]
    assert house.load(FIRST, registry_line(), replace=True).people == 1


def test_the_same_file_again_once_there_are_keys_leaves_nothing_open(house: House) -> None:
    open_ = house.load(None, registry_line())
    assert house.load(FIRST, registry_line()) == open_
    assert people_by_state(house.engine(None)) == (1, 0)


def test_a_new_master_key_touches_no_row_and_the_old_one_may_go(house: House) -> None:
    house.load(FIRST, registry_line())
    before = house.rows()
    rewrap_data_keys(house.engine(BOTH), BOTH)
    assert house.rows() == before
    everywhere(house.register(LAST))
    house.load(LAST, registry_line(last_name="Новая"))
    found = house.register(LAST).find_people(Holder(snils=SNILS))
    assert surnames(found) == ["Новая"], "sealed with a newer data key, found by the same hash"


def test_a_body_that_was_moved_or_changed_opens_nowhere(house: House) -> None:
    house.load(FIRST, registry_line(), registry_line(**OTHER))
    last = "(SELECT body FROM registry_people WHERE id = (SELECT max(id) FROM registry_people))"
    with house.engine(None).begin() as connection:
        ids = connection.execute(select(PEOPLE.c.id).order_by(PEOPLE.c.id)).scalars().all()
        connection.execute(text(f"UPDATE registry_people SET body = {last}"))
    register, found = house.register(FIRST), []
    for snils in (SNILS, "08765430300"):
        with contextlib.suppress(RegistryUnavailable):
            found += register.find_people(Holder(snils=snils))
    assert (len(ids), len(found)) == (2, 1)


def test_a_register_that_the_version_before_cannot_read_is_not_left_to_it(house: House) -> None:
    house.load(None, registry_line())
    migrate.downgrade(house.engine(None), "0007")
    migrate.upgrade(house.engine(None))
    everywhere(house.register(None))
    list(house.veil(FIRST))
    migrate.downgrade(house.engine(None), "0007")
    with house.engine(None).connect() as connection:
        assert connection.execute(select(func.count()).select_from(PEOPLE)).scalar_one() == 0


def test_tables_of_an_earlier_version_are_told_and_not_filled(house: House) -> None:
    migrate.downgrade(house.engine(None), "0007")
    with pytest.raises(RegisterClosed, match="podlinnik database upgrade"):
        house.load(None, registry_line())


def test_whoever_is_asked_for_is_found_by_an_index(tmp_path: Path) -> None:
    """Also where veiled and open rows lie beside each other. (PostgreSQL plans by the size of its tables.)"""
    house = House(sqlite_url(tmp_path / "database.db"), tmp_path)
    house.load(FIRST, registry_line())
    engine, said = house.engine(FIRST), []
    event.listen(engine, "before_cursor_execute", lambda *seen: said.append((seen[2], seen[3])))
    everywhere(SnapshotRegistry(engine, veil_of(engine)))
    asked = [(statement, values) for statement, values in said if "registry_people" in statement]
    assert len(asked) > 5
    with house.engine(None).connect() as connection:
        for statement, values in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert not [row.detail for row in plan if row.detail.startswith("SCAN registry_")]
    house.close()
