"""Are people and papers found in an imported snapshot, however they were typed?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipeline.cabinet.database import bring_keys, open_database, sqlite_url
from pipeline.cabinet.sealing.master import new_master_key, read_master_keys
from pipeline.cabinet.sealing.veil import veil_of
from pipeline.case import Holder, RegistryUnavailable
from pipeline.registry.load import Fault, Imported, import_snapshot
from pipeline.registry.snapshot import NoRegistry, SnapshotRegistry
from tests.fakes import registry_line, surnames

BORN = dt.date(1990, 5, 14)


@pytest.fixture(params=["open", "veiled"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    masters = read_master_keys(new_master_key("m")) if request.param == "veiled" else None
    opened = open_database(sqlite_url(tmp_path / "registry.db"), masters=masters)
    bring_keys(opened)
    return opened


def register_in(engine: Engine) -> SnapshotRegistry:
    return SnapshotRegistry(engine, veil_of(engine))


def load(engine: Engine, tmp_path: Path, *lines: str | bytes, replace: bool = False) -> tuple[Imported, list[Fault]]:
    faults: list[Fault] = []
    path = tmp_path / "registry.jsonl"
    path.write_bytes(b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines))
    done = import_snapshot(path, engine, bad_line=faults.append, replace=replace, veil=veil_of(engine))
    return done, faults


@pytest.mark.parametrize("snils", ["11223344595", "112-233-445 95", "112 233 445 95"])
def test_a_person_is_found_by_snils(engine: Engine, tmp_path: Path, snils: str) -> None:
    load(engine, tmp_path, registry_line())
    assert surnames(register_in(engine).find_people(Holder(snils=snils))) == ["Воробьёва"]


@pytest.mark.parametrize(
    ("last_name", "first_name"),
    [
        ("Воробьёва", "Мария"), ("ВОРОБЬЕВА", "МАРИЯ"), (" Воробьева ", "Мария"),
        ("Bopобьева", "Mария"),  # Latin B, o, p and M
        ("Синицына", "Мария"),  # the former surname
    ],
)  # fmt: skip
def test_a_person_is_found_by_name_and_birth_date(
    engine: Engine, tmp_path: Path, last_name: str, first_name: str
) -> None:
    other = registry_line(last_name="Другая", snils="08765430300", previous_last_names=[])
    load(engine, tmp_path, registry_line(), other)
    holder = Holder(last_name=last_name, first_name=first_name, middle_name="Петровна", birth_date=BORN)
    assert surnames(register_in(engine).find_people(holder)) == ["Воробьёва"]


@pytest.mark.parametrize(
    "other",
    [
        {"birth_date": dt.date(1990, 5, 15)}, {"first_name": "Марина"}, {"middle_name": "Павловна"},
        {"last_name": "Воробьев"},
    ],
)  # fmt: skip
def test_another_person_is_not_found(engine: Engine, tmp_path: Path, other: dict[str, object]) -> None:
    load(engine, tmp_path, registry_line())
    holder = Holder(last_name="Воробьёва", first_name="Мария", middle_name="Петровна", birth_date=BORN)
    assert register_in(engine).find_people(holder.model_copy(update=other)) == ()


def test_who_has_no_snils_in_the_register_is_found_by_name(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, registry_line(snils=None))
    holder = Holder(last_name="Воробьёва", first_name="Мария", birth_date=BORN, snils="11223344595")
    assert surnames(register_in(engine).find_people(holder)) == ["Воробьёва"]


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ({"series": "107704", "number": "0123456"}, ("107704", "0123456")),
        ({"number": "1077040123456"}, ("107704", "0123456")),
        ({"series": "ВСА", "number": "0123456"}, ("BCA", "0123456")),
        ({"series": "107704", "number": "0123456"}, (None, "1077040123456")),
        ({"number": "592722835441"}, (None, "592722835441")),
        ({"series": "Г-I", "number": "123456"}, ("ГI", "123456")),
    ],
)
def test_a_paper_is_found_by_its_number(
    engine: Engine, tmp_path: Path, held: dict[str, str], asked: tuple[str | None, str]
) -> None:
    load(engine, tmp_path, registry_line(documents=[{"kind": "residency_diploma", **held}]))
    registry = register_in(engine)
    assert len(registry.find_by_number("residency_diploma", *asked)) == 1
    assert registry.find_by_number("passport", *asked) == ()
    assert registry.find_by_number("residency_diploma", asked[0], asked[1][:-1] + "9") == ()


def test_everything_that_the_line_says_comes_back(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, registry_line())
    (person,) = register_in(engine).find_people(Holder(snils="11223344595"))
    assert person.birth_date == BORN
    assert person.previous_last_names == ("Синицына",)
    assert person.documents[0].status == "valid"
    assert person.documents[0].fields["hours"] == "144"
    assert person.employments[0] == {"organisation": "Больница", "position": "врач", "start": "2016-02-01", "end": None}


def test_the_same_file_twice_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    lines = [registry_line(snils=f"{number:011d}") for number in range(30)]
    first, _ = load(engine, tmp_path, *lines)
    second, _ = load(engine, tmp_path, *lines)
    assert first == second
    assert first.people == 30


def test_a_newer_line_about_a_person_takes_the_place_of_the_older(engine: Engine, tmp_path: Path) -> None:
    older, _ = load(engine, tmp_path, registry_line(), registry_line(snils="08765430300", last_name="Другая"))
    revoked = [{"kind": "residency_diploma", "status": "revoked", "number": "7"}]
    newer, _ = load(engine, tmp_path, registry_line(documents=revoked))
    registry = register_in(engine)
    (person,) = registry.find_people(Holder(snils="11223344595"))
    assert [entry.status for entry in person.documents] == ["revoked"]
    assert registry.find_by_number("higher_education_diploma", "107704", "0123456") != ()  # the other person's
    assert newer.people == 2
    assert newer.version != older.version


def test_replacing_removes_whoever_the_file_does_not_name(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, registry_line(), registry_line(snils="08765430300", last_name="Другая"))
    done, _ = load(engine, tmp_path, registry_line(), replace=True)
    assert done.people == 1
    assert register_in(engine).find_people(Holder(snils="08765430300")) == ()


def test_bad_lines_are_named_and_the_rest_goes_in(engine: Engine, tmp_path: Path) -> None:
    done, faults = load(
        engine, tmp_path,
        b"\xef\xbb\xbf" + registry_line().encode(), "{oops", "", '["a"]', registry_line(birth_date="14.05.1990"),
        registry_line(documents=[{"kind": "passport", "status": "lost"}]), b"\xff\xfe{}", '{"first_name": "Мария"}',
        registry_line(documents="none"), '{"last_name": "\\ud800"}', registry_line(snils="08765430300", rank=7) + "\r",
    )  # fmt: skip
    assert done.people == 2
    assert [fault.line for fault in faults] == [2, 4, 5, 6, 7, 8, 9, 10]
    assert not any("Мария" in fault.why or "1990" in fault.why for fault in faults)
    assert "birth_date" in faults[2].why


def test_an_endless_line_is_bad_and_does_not_fill_the_memory(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.registry.load.LONGEST_LINE", 4096)
    done, faults = load(engine, tmp_path, "x" * 10_000, registry_line())
    assert [fault.line for fault in faults] == [1]
    assert done.people == 1


def test_a_register_without_a_snapshot_cannot_be_asked(engine: Engine) -> None:
    for registry in (register_in(engine), NoRegistry()):
        with pytest.raises(RegistryUnavailable):
            registry.find_people(Holder(snils="11223344595"))
        with pytest.raises(RegistryUnavailable):
            registry.find_by_number("passport", None, "1")
