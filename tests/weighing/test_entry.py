"""Is the register's entry about this very paper found, and no other taken for it?"""

from __future__ import annotations

import pytest

from pipeline.case import RegistryDocument, RegistryPerson, Value
from pipeline.weighing.entry import entry_for, full_number, likeness
from tests.examination import DIPLOMA_KIND, entry
from tests.papers import value


def values(**fields: str) -> dict[str, Value]:
    return {field: value(field, read) for field, read in fields.items()}


def found(
    read: dict[str, Value], *entries: RegistryDocument, declared: dict[str, str] | None = None
) -> RegistryDocument | None:
    return entry_for(DIPLOMA_KIND, read, [RegistryPerson(documents=entries)], declared or {})


PAPER = values(series="107704", number="0123456", issue_date="2019-06-28", registration_number="31-0517")


@pytest.mark.parametrize(
    ("changes", "is_found"),
    [
        ({}, True),
        ({"number": "0123458"}, True),
        ({"number": "9876543", "issue_date": "2019-06-28"}, True),
        ({"series": "", "number": ""}, True),
        ({"number": "9876543", "issue_date": "2020-07-01", "registration_number": "77", "specialty_code": ""}, False),
    ],
)
def test_an_entry_is_about_the_paper_when_enough_is_in_common(changes: dict[str, str], is_found: bool) -> None:
    assert (found(PAPER, entry(DIPLOMA_KIND, **changes)) is not None) is is_found


def test_an_entry_of_another_kind_is_not_about_this_paper() -> None:
    assert found(PAPER, entry(DIPLOMA_KIND).model_copy(update={"kind": "residency_diploma"})) is None


def test_the_entry_with_the_most_in_common_is_taken() -> None:
    near, same = entry(number="0123458"), entry()
    assert found(PAPER, near, same) is same


def test_of_two_entries_about_the_paper_the_valid_one_is_taken() -> None:
    valid = entry(status="valid")
    assert found(PAPER, entry(status="replaced"), valid, entry(status="revoked")) is valid


def test_without_a_number_on_the_paper_what_was_typed_points_to_the_only_entry() -> None:
    unread = values(last_name="Воробьёва")
    typed = {"series": "107704", "number": "0123456"}
    assert found(unread, entry(), declared=typed) is not None
    assert found(unread, entry(), declared={"number": "9999999"}) is None
    assert found(unread, entry()) is None
    assert found(unread, entry(), entry(number="0123458"), declared=typed) is None


def test_a_read_number_is_stronger_than_what_was_typed() -> None:
    other = values(series="107704", number="9876543")
    assert found(other, entry(), declared={"series": "107704", "number": "0123456"}) is None


def test_facts_in_common_add_up_and_a_number_weighs_most() -> None:
    assert likeness(PAPER, entry()) > likeness(PAPER, entry(number="0123458")) > likeness(PAPER, entry(number="99"))


def test_series_and_number_make_one_number() -> None:
    assert full_number({"series": "1077 04", "number": "№ 0123456"}) == "1077040123456"
