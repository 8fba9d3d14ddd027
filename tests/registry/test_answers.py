"""How long is an answer of the register kept, and does the key of it tell whom it is about?"""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.case import RegistryPerson
from pipeline.registry.answers import Ages, MemoryAnswers, key_of, read, written

ASKED = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
AGES = Ages(found=dt.timedelta(minutes=10), absent=dt.timedelta(minutes=1))


@pytest.mark.parametrize(
    ("found", "seconds", "holds"),
    [
        (True, 0, True), (True, 599, True), (True, 600, False), (True, -1, False),
        (False, 0, True), (False, 59, True), (False, 60, False), (False, -1, False),
    ],
)  # fmt: skip
def test_how_long_an_answer_holds(found: bool, seconds: int, holds: bool) -> None:
    assert AGES.holds(found=found, at=ASKED, now=ASKED + dt.timedelta(seconds=seconds)) is holds


def test_what_was_used_last_stays() -> None:
    cache = MemoryAnswers(2)
    cache.put("a", b"Maria", ASKED)
    cache.put("b", b"2", ASKED)
    cache.get("a")
    cache.put("c", b"3", ASKED)
    kept = cache.get("a")
    assert kept is not None
    assert (kept.body, kept.at) == (b"Maria", ASKED)
    assert cache.get("b") is None
    assert "Maria" not in repr(kept)


def test_a_newer_answer_takes_the_place_of_the_older() -> None:
    cache = MemoryAnswers(2)
    cache.put("a", b"1", ASKED)
    cache.put("a", b"2", ASKED + dt.timedelta(seconds=1))
    kept = cache.get("a")
    assert kept is not None
    assert kept.body == b"2"


def test_keys_tell_nothing_without_the_secret() -> None:
    keys = {
        key_of(question, secret) for question in (["11223344595"], ["a", None], ["a", ""]) for secret in (b"1", b"2")
    }
    assert len(keys) == 6
    assert all(len(key) == 64 and "11223344595" not in key for key in keys)


def test_people_come_back_as_they_were_kept() -> None:
    people = (RegistryPerson(last_name="Воробьёва", birth_date=dt.date(1990, 5, 14)), RegistryPerson(snils="1"))
    assert read(written(people)) == people
    assert read(written(())) == ()


@pytest.mark.parametrize("body", [b"", b"{}", b'[{"surname": "x"}]', b"\xff"])
def test_what_another_version_kept_is_as_good_as_nothing(body: bytes) -> None:
    assert read(body) is None
