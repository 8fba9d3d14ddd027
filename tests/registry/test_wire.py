"""Does the gateway's JSON carry everything, and is whatever is not quite it refused?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.case import RegistryDocument, RegistryPerson
from pipeline.registry.lines import parse_person
from pipeline.registry.wire import BadWire, Person
from pipeline.registry.wire_people import PLACES, person_of, wire_of
from pipeline.rules.loader import load_kinds
from tests.fakes import registry_line

DIPLOMA: dict[str, Any] = {
    "kind": "higher_education_diploma", "status": "valid", "series": "107704", "number": "0123456",
    "registration_number": "31-0517", "issue_date": "2019-06-28", "issuer": "Академия", "city": "Пермь",
    "specialty_code": "31.05.01", "specialty": "Лечебное дело", "qualification": "врач-лечебник",
    "honours": True, "study_start": "2013-09-01", "study_end": "2019-06-28", "protocol_number": "7",
    "protocol_date": "2019-06-20", "previous_last_name": "Синицына",
}  # fmt: skip


def person(*documents: dict[str, Any], **members: Any) -> RegistryPerson:
    return parse_person(registry_line(documents=list(documents), **members))


def told(someone: RegistryPerson) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(wire_of(someone).written())
    return said


def heard(said: dict[str, Any]) -> RegistryPerson:
    return person_of(Person.read(json.dumps(said).encode()))


@pytest.mark.parametrize("kind", [*load_kinds(), "labour_book"])
@pytest.mark.parametrize("status", ["valid", "revoked", "replaced"])
def test_every_kind_and_state_comes_back(kind: str, status: str) -> None:
    document = {
        **DIPLOMA,
        "kind": kind,
        "status": status,
        "hours": 144,
        "programme": "Ожоги",
        "valid_until": "2024-06-28",
    }
    assert heard(told(person(document))) == person(document)


@pytest.mark.parametrize(
    "changes",
    [
        {"issue_date": "28.06.2019"}, {"issue_date": "20190628"}, {"hours": "144 ч"}, {"hours": "007"}, {"hours": "٣"},
        {"honours": "да"}, {"number": ""}, {"series": None}, {"rank": "7"}, {"number": "\U0001f600"},
    ],
)  # fmt: skip
def test_values_that_no_member_can_say_come_back_too(changes: dict[str, Any]) -> None:
    for kind in ("higher_education_diploma", "advanced_training_certificate"):
        document = {**DIPLOMA, "kind": kind, **changes}
        assert heard(told(person(document))) == person(document)


def test_members_have_the_registers_own_names() -> None:
    (entry,) = told(person(DIPLOMA))["educationProf"]
    assert entry["docSerial"] == "107704"
    assert entry["docDate"] == "2019-06-28"
    assert entry["withHonours"] is True
    assert entry["otherFields"] == {"previous_last_name": "Синицына"}


def test_a_snils_that_is_none_is_left_out() -> None:
    assert heard(told(person(snils="112-233-445 95", inn="5001"))) == person(snils="11223344595", inn=None)


def test_papers_that_are_marked_other_are_none_of_ours() -> None:
    said = told(person(DIPLOMA))
    said["educationProf"][0]["educationLevel"] = "other"
    assert heard(said).documents == ()


def test_members_that_are_not_known_are_ignored() -> None:
    said = told(person(DIPLOMA))
    assert heard({**said, "ernId": 7, "educationProf": [{**said["educationProf"][0], "budget": None}]}) == person(
        DIPLOMA
    )


@pytest.mark.parametrize("member", list(Person.model_fields))
def test_a_person_without_any_one_member_is_refused(member: str) -> None:
    said = told(person(DIPLOMA))
    alias = str(Person.model_fields[member].alias)
    said["was" + alias] = said.pop(alias)
    with pytest.raises(BadWire, match=alias):
        heard(said)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("state", None), ("state", "VALID"), ("state", "lost"), ("docNumber", 123456), ("docNumber", ...),
        ("docSerial", ...), ("docDate", ...), ("docDate", "28.06.2019"), ("docDate", 1561680000), ("docDate", ""),
        ("docDate", "2019-06-28T00:00:00"), ("withHonours", "true"), ("withHonours", 1), ("state", ...),
        ("educationLevel", ...), ("educationLevel", "Высшее"), ("otherFields", {"number": "1"}),
        ("otherFields", {"hours": 144}), ("otherFields", []), ("institutionName", {"name": "Академия"}),
    ],
)  # fmt: skip
def test_an_entry_that_is_not_quite_one_is_refused(member: str, value: object) -> None:
    said = told(person(DIPLOMA))
    entry = said["educationProf"][0]
    entry[member] = value
    if value is ...:
        del entry[member]
    with pytest.raises(BadWire, match=r"educationProf\.0"):
        heard(said)


@pytest.mark.parametrize(
    "changes",
    [
        {"lastName": "", "snils": None}, {"lastName": None}, {"birthDate": "14.05.1990"}, {"snils": "112-233-445 95"},
        {"snils": 11223344595}, {"snils": ""}, {"snils": "١١٢٢٣٣٤٤٥٩٥"}, {"inn": "5001"},
        {"formerLastNames": "Синицына"},
        {"educationProf": {}}, {"educationProf": [None]}, {"personCards": None},
        {"personCards": [{"beginDate": "2016-02-01", "otherFields": {"start": "2016"}}]},
    ],
)  # fmt: skip
def test_a_person_who_is_not_quite_one_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadWire):
        heard({**told(person(DIPLOMA)), **changes})


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{", b"\xff", b'{"lastName": "\\ud800"}', b"[" * 100_000, b"NaN", b'{"a": 1}x']
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(BadWire):
        Person.read(body)


def test_nothing_of_a_person_shows_where_a_fault_is_told() -> None:
    said = told(person(DIPLOMA))
    said["educationProf"][0]["otherFields"] = {"Воробьёва": 7}
    said["birthDate"] = "четырнадцатое мая"
    with pytest.raises(BadWire) as raised:
        heard(said)
    assert str(raised.value) == "birthDate, educationProf.0.otherFields"
    assert raised.value.__cause__ is None
    assert "Воробьёва" not in repr(wire_of(person(DIPLOMA)))


def test_an_employment_keeps_what_was_said_and_what_was_not() -> None:
    cards = [{"organisation": "Больница", "start": "с весны", "end": None, "rate": "0.5"}, {}]
    someone = person(employments=cards)
    assert heard(told(someone)).employments == tuple(cards)


def test_places_are_of_kinds_that_there_are() -> None:
    assert set(PLACES) <= set(load_kinds())
    entry = RegistryDocument(kind="passport", fields={"issuer": "ОВД", "city": "Пермь"})
    assert person_of(wire_of(RegistryPerson(last_name="А", documents=(entry,)))).documents == (entry,)
