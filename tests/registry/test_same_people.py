"""Does the register over HTTP find the same people as the imported snapshot of it?"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.case import Holder, RegistryPerson
from pipeline.registry.http import HttpRegistry
from pipeline.registry.keys import snils_key
from pipeline.registry.load import import_snapshot
from pipeline.registry.snapshot import SnapshotRegistry
from samples.registry_server import RegistryServer, read_people
from tests.registry.gateway import asking

KEPT = Path(__file__).parent.parent.parent / "samples" / "kept" / "registry.jsonl"
SURNAMES = ["Воробьёва", "ВОРОБЬЕВА", "Bopобьева", "Синицына", "Воробьёва-Синицына", "Smith", " д’Арк ", ""]
FIRST_NAMES = ["Мария", "Mapия", "Анна Мария", ""]
MIDDLE_NAMES = ["Петровна", "Павловна", ""]
DATES = ["1990-05-14", "1990-05-15", None]
SNILS = ["11223344595", "112-233-445 95", "08765430300", "1122334459", None]
SERIES = ["107704", "ВСА", "BCA", "Г-I", "ЗВ", "", None]
NUMBERS = ["0123456", "012 3456", "1077040123456", "ЗВ 123", "№", "", "12 О3"]
KINDS = ["higher_education_diploma", "advanced_training_certificate", "passport", "medical_licence"]

documents = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS), "status": st.sampled_from(["valid", "revoked", "replaced"])},
    optional={
        "series": st.sampled_from(SERIES), "number": st.sampled_from(NUMBERS), "hours": st.sampled_from([144, "72 ч"]),
        "issue_date": st.sampled_from(["2019-06-28", "28.06.2019"]), "issuer": st.text(max_size=5),
        "honours": st.booleans(),
    },
)  # fmt: skip
people = st.fixed_dictionaries(
    {
        "last_name": st.sampled_from(SURNAMES), "first_name": st.sampled_from(FIRST_NAMES),
        "middle_name": st.sampled_from(MIDDLE_NAMES), "birth_date": st.sampled_from(DATES),
        "snils": st.sampled_from(SNILS), "documents": st.lists(documents, max_size=4),
        "previous_last_names": st.lists(st.sampled_from(SURNAMES), max_size=2),
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[RegistryServer]:
    with RegistryServer([]) as running:
        yield running


@pytest.fixture(scope="module")
def over_http(server: RegistryServer) -> Iterator[HttpRegistry]:
    with asking(server.url, page_size=3) as registry:
        yield registry


def told(found: tuple[RegistryPerson, ...]) -> list[str]:
    """In an order of their own: neither people nor papers have one. A СНИЛС is told as eleven digits or not at all."""
    bodies = [person.model_dump(mode="json") for person in found]
    for body in bodies:
        body["snils"] = snils_key(body["snils"]) or None
        body["documents"].sort(key=lambda entry: json.dumps(entry, sort_keys=True))
    return sorted(json.dumps(body, sort_keys=True, ensure_ascii=False) for body in bodies)


def served(lines: list[str], folder: Path, server: RegistryServer) -> SnapshotRegistry:
    """Both serve these lines."""
    path = Path(tempfile.mkdtemp(dir=folder)) / "registry.jsonl"
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    engine = open_database(sqlite_url(path.with_suffix(".db")))
    import_snapshot(path, engine)
    server.people = read_people(path)
    return SnapshotRegistry(engine)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(people, max_size=6),
    surname=st.sampled_from(SURNAMES), first=st.sampled_from(FIRST_NAMES), middle=st.sampled_from(MIDDLE_NAMES),
    born=st.sampled_from(DATES), snils=st.sampled_from(SNILS), kind=st.sampled_from(KINDS),
    series=st.sampled_from(SERIES), number=st.sampled_from(NUMBERS),
)  # fmt: skip
def test_both_find_the_same_people_and_tell_the_same_of_them(
    tmp_path: Path, server: RegistryServer, over_http: HttpRegistry, lines: list[dict[str, Any]], surname: str,
    first: str, middle: str, born: str | None, snils: str | None, kind: str, series: str | None, number: str,
) -> None:  # fmt: skip
    snapshot = served([json.dumps(line, ensure_ascii=False) for line in lines], tmp_path, server)
    birth_date = dt.date.fromisoformat(born) if born else None
    name = Holder(last_name=surname, first_name=first, middle_name=middle, birth_date=birth_date)
    for holder in (name, name.model_copy(update={"snils": snils}), Holder(snils=snils)):
        assert told(over_http.find_people(holder)) == told(snapshot.find_people(holder))
    assert told(over_http.find_by_number(kind, series, number)) == told(snapshot.find_by_number(kind, series, number))


def test_both_tell_the_same_of_everybody_among_the_kept_samples(
    tmp_path: Path, server: RegistryServer, over_http: HttpRegistry
) -> None:
    snapshot = served(KEPT.read_text(encoding="utf-8").splitlines(), tmp_path, server)
    assert len(server.people) > 10
    for person in server.people:
        named = Holder(last_name=person.last_name, first_name=person.first_name, birth_date=person.birth_date)
        for holder in (Holder(snils=person.snils), named):
            found = over_http.find_people(holder)
            assert told((person,))[0] in told(found)
            assert told(found) == told(snapshot.find_people(holder))
        for entry in itertools.islice(person.documents, 2):
            number = (entry.kind, entry.fields.get("series"), entry.fields.get("number", ""))
            assert told(over_http.find_by_number(*number)) == told(snapshot.find_by_number(*number))
