"""Does docs/contract.md say what the code and the rule files do?"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from commands.manifest import read_employments
from commands.result import result_of
from pipeline.case import (
    CrossCheck,
    Employment,
    EmploymentCheck,
    Holder,
    Outcome,
    Period,
    RegistryDocument,
    RegistryPerson,
    Span,
    WorkDate,
)
from pipeline.rules.loader import load_fields, load_kinds, load_reasons
from pipeline.rules.reason import Action, Disposition, Fault, Group
from pipeline.runner import Run
from tests.commands import explained_cases as cases

PAGE = (Path(__file__).parent.parent / "docs" / "contract.md").read_text(encoding="utf-8")
CODE = re.compile(r"`(\w+)`")
SPAN = Span(years=14, months=8, days=8)
EMPLOYED = EmploymentCheck(
    periods=(
        Period(
            organisation="ГБУЗ «Городская больница № 3»", former_organisations=("ГУЗ «Больница № 3»",),
            registered_as="Городская больница № 3", position="врач-хирург хирургического отделения",
            medical_position="врач-хирург", start=WorkDate(day=dt.date(2012, 3, 15), exact="month"), service=SPAN,
            suspended=((dt.date(2022, 10, 1), dt.date(2023, 5, 14)),), confirmed_by=("paper", "registry"),
            confidence=0.97,
        ),
    ),
    total=SPAN, in_specialty=SPAN, counted_to=dt.date(2026, 11, 22), current=(0,),
    gaps=((dt.date(2011, 9, 1), dt.date(2011, 9, 15)),),
)  # fmt: skip


def section(title: str) -> str:
    """The text under a heading of the second level."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert found, title
    return found.group(1)


def table(text: str, heading: str) -> Iterator[list[str]]:
    """Rows of the table whose first column has this heading."""
    found = re.search(rf"^\| {heading} \|.*\n\|[ |-]+\n((?:\|.*\n?)+)", text, flags=re.MULTILINE)
    assert found, heading
    for line in found.group(1).splitlines():
        yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def codes_of(text: str, heading: str) -> list[str]:
    return [CODE.findall(row[0])[0] for row in table(text, heading)]


def example(name: str) -> Any:
    found = re.search(rf"```json {name}\n(.*?)```", PAGE, flags=re.DOTALL)
    assert found, name
    return json.loads(found.group(1))


def test_kinds_are_those_of_the_rule_files() -> None:
    rows = list(table(section("Kinds of document"), "kind"))
    ready = {CODE.findall(row[0])[0] for row in rows if row[-1] != "coming"}
    coming = {CODE.findall(row[0])[0] for row in rows if row[-1] == "coming"}
    assert ready == set(load_kinds())
    assert coming == set()


def test_kinds_that_take_word_files_are_named() -> None:
    text = section("Kinds of document")
    paragraph = text[text.index("Files:") :]
    assert set(CODE.findall(paragraph)) == {name for name, kind in load_kinds().items() if "docx" in kind.file.formats}


def test_limit_of_size_is_that_of_every_kind() -> None:
    assert {f"{kind.file.max_bytes:,}".replace(",", " ") for kind in load_kinds().values()} == {"5 242 880"}
    assert "5 242 880 bytes" in PAGE


def test_fields_are_those_of_the_code() -> None:
    first = section("Fields").split("Values are")[0]
    assert set(CODE.findall(first)) == set(load_fields())


def test_reason_codes_stand_in_their_groups() -> None:
    documented = {row[0]: set(CODE.findall(row[1])) for row in table(section("Reason codes"), "group")}
    declared: dict[str, set[str]] = {group: set() for group in get_args(Group)}
    for code, rule in load_reasons().items():
        declared[rule.group].add(code)
    assert documented == declared


@pytest.mark.parametrize(("heading", "values"), [("disposition", Disposition), ("fix", Action)])
def test_what_callers_switch_on_is_named(heading: str, values: object) -> None:
    assert set(codes_of(section("Reason codes"), heading)) == set(get_args(values))


def test_faults_are_named() -> None:
    assert set(get_args(Fault)) <= set(CODE.findall(section("Reason codes")))


def test_decisions_are_those_of_the_code() -> None:
    assert codes_of(section("Decisions"), "decision") == [outcome.value for outcome in Outcome]


def test_every_decision_is_a_status_of_the_cabinet_too() -> None:
    assert {outcome.value for outcome in Outcome} <= set(codes_of(section("Statuses in the cabinet"), "status"))


def test_manifest_shows_every_member_of_a_holder() -> None:
    line = example("manifest")
    assert set(line) == {"id", "file", "kind", "holder", "declared"}
    assert set(line["holder"]) == set(Holder.model_fields)


def test_registry_line_shows_every_member_of_a_person() -> None:
    line = example("registry")
    assert set(line) == set(RegistryPerson.model_fields)
    statuses = get_args(RegistryDocument.model_fields["status"].annotation)
    assert set(statuses) <= set(CODE.findall(PAGE))


def test_result_shows_every_member_that_is_written() -> None:
    shown = example("result")
    written = result_of(Run(case=cases.rejected(), seconds={"ocr": 1.0}), {"pipeline": "0"})
    assert set(shown) == set(written)
    assert set(shown["reasons"][0]) == set(written["reasons"][0])
    assert set(shown["fields"]["number"]) == set(written["fields"]["number"])
    assert set(shown["pages"][0]) == set(written["pages"][0])


def test_periods_of_work_show_every_member_that_is_written() -> None:
    shown = example("periods")
    case = cases.rejected().with_(cross_check=CrossCheck(person_found=True, employment=EMPLOYED))
    written = result_of(Run(case=case, seconds={}), {})
    assert {name: written[name] for name in shown} == shown
    table_of = {name for row in table(section("The command line"), "member") for name in CODE.findall(row[0])}
    told = {*shown["employments"][0], *shown["service"]} - {"organisation", "position", "confidence"}
    assert told <= table_of


def test_declared_shows_periods_as_a_manifest_has_them() -> None:
    periods = read_employments(example("declared"))
    assert set(example("declared")["employments"][0]) == set(Employment.model_fields)
    assert [period.end for period in periods] == [dt.date(2019, 8, 31), None]
