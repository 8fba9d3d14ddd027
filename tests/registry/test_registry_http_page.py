"""Is what `docs/registry-http.md` tells whoever runs a gateway what the code does?"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from pipeline.registry.http import MOST_CANDIDATES
from pipeline.registry.lookups import is_asked_for, people_in, question
from pipeline.registry.wire import (
    MOST_A_PAGE,
    Answer,
    BySnils,
    Entry,
    Health,
    Person,
    Question,
    State,
    fields_of,
)
from pipeline.registry.wire_people import COLLECTIONS, PLACES, Place, person_of, place_of
from pipeline.settings import Settings

PAGE = (Path(__file__).parent.parent.parent / "docs" / "registry-http.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")


def examples(tag: str) -> list[bytes]:
    return [text.encode() for text in re.findall(rf"```json {tag}\n(.*?)```", PAGE, flags=re.DOTALL)]


def rows(heading: str) -> list[list[str]]:
    """Cells of the first table under a heading, without its head."""
    section = PAGE.split(f"# {heading}\n", 1)[1]
    lines = section[section.index("\n|") :].strip().split("\n\n")[0].split("\n")[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def alias(model: type[Entry] | type[Person], member: str) -> str:
    return str(model.model_fields[member].alias)


MODELS = {place.collection: place.model for place in [*PLACES.values(), place_of("?")]}


def test_examples_are_what_the_models_read() -> None:
    asked = [Question.read(body) for body in examples("question")]
    assert {name for one in asked for name in one.model_fields_set} == set(Question.model_fields)
    assert [Answer.read(body).total for body in examples("answer")] == [1, 0]
    assert len([Health.read(body) for body in examples("health")]) == 1


def test_the_person_of_the_example_is_found_by_each_question() -> None:
    (wire,) = Answer.read(examples("answer")[0]).people
    for body in examples("question"):
        asked = Question.read(body)
        look_up = asked.by_snils or asked.by_name or asked.by_paper
        assert look_up is not None
        assert is_asked_for(person_of(wire), look_up)


def test_both_answers_answer_the_first_question() -> None:
    asked = Question.read(examples("question")[0])
    assert [people_in(body, asked)[1] for body in examples("answer")] == [1, 0]


def test_every_collection_has_its_place() -> None:
    assert set(MODELS) == set(COLLECTIONS)


def test_the_example_shows_every_member_that_there_is() -> None:
    said = json.loads(examples("answer")[0])["people"][0]
    assert set(said) == {alias(Person, member) for member in Person.model_fields}
    for collection, model in MODELS.items():
        (entry,) = said[alias(Person, collection)]
        assert set(entry) <= {alias(model, member) for member in model.model_fields}
    shown = {name for collection in MODELS for name in said[alias(Person, collection)][0]}
    assert shown == {alias(model, member) for model in MODELS.values() for member in model.model_fields}


def test_kinds_stand_where_the_page_says() -> None:
    told = {kind: (CODE.findall(where)[0], CODE.findall(mark)) for kind, where, mark in rows("Where a paper stands")}
    last = told.pop("any other")
    assert last == (alias(Person, place_of("?").collection), ["kind"])
    assert told == {f"`{kind}`": (alias(Person, place.collection), marks_of(place)) for kind, place in PLACES.items()}


def marks_of(place: Place) -> list[str]:
    return [word for member, mark in place.mark.items() for word in (alias(place.model, member), mark)]


def test_members_of_papers_are_our_fields_as_the_page_says() -> None:
    told: dict[str, set[str]] = {}
    for members, _, fields in rows("A paper")[:-1]:  # the last is `otherFields`
        for member, field in zip(CODE.findall(members), CODE.findall(fields), strict=False):
            told.setdefault(member, set()).add(field)
    held: dict[str, set[str]] = {}
    for model in MODELS.values():
        for member, field in fields_of(model).items():
            held.setdefault(alias(model, member), set()).add(field)
    assert told == held


def test_bold_members_are_those_that_must_be_there() -> None:
    bold = set(re.findall(r"\*\*`(\w+)`\*\*", PAGE.split("### A paper")[1]))
    required = {
        alias(model, member)
        for model in MODELS.values()
        for member, rules in model.model_fields.items()
        if rules.is_required()
    }
    marks = {alias(place.model, member) for place in [*PLACES.values(), place_of("?")] for member in place.mark}
    assert bold == required - marks - {"state"}


def test_every_member_of_a_person_must_be_there() -> None:
    told = {name for members, _ in rows("A person") for name in CODE.findall(members)}
    assert told == {alias(Person, member) for member in Person.model_fields}
    assert all(rules.is_required() for rules in Person.model_fields.values())


def test_states_are_those_of_the_code() -> None:
    assert set(get_args(State)) <= set(CODE.findall(PAGE.split("`state` says")[1]))


def test_settings_are_told_with_their_defaults() -> None:
    told = {}
    for names, _, default in rows("Settings"):
        for name in CODE.findall(names):
            told[name.removeprefix("PODLINNIK_").lower()] = default.strip("`")
    fields = {name: rules for name, rules in Settings.model_fields.items() if name.startswith("registry")}
    assert set(told) == set(fields)
    for name, rules in fields.items():
        if rules.default is not None:
            assert told[name] == str(rules.default), name


@pytest.mark.parametrize("said", [f"at most {MOST_A_PAGE} people", f"Beyond {MOST_CANDIDATES} people", "4 MiB a page"])
def test_limits_are_those_of_the_code(said: str) -> None:
    assert said in PAGE
    assert Settings().registry_answer_bytes == 4 * 1024 * 1024


def test_a_question_is_written_as_the_page_shows_it() -> None:
    shown = examples("question")[0]
    made = question(BySnils.made(snils="11223344595"), request_id=json.loads(shown)["requestId"], page=1, page_size=100)
    assert json.loads(made.written()) == json.loads(shown)
