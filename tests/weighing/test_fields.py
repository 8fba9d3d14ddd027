"""Does each type of field have its own measure of what is the same?"""

from __future__ import annotations

from typing import get_args

import pytest

from pipeline.case import Value, Verdict
from pipeline.rules.kind import FieldRules
from pipeline.weighing.fields import compare, printed_dates, weigh_field
from tests.papers import saw, value

MATCH, DIFFERENT, DOUBT, NOT_READ = Verdict.MATCH, Verdict.DIFFERENT, Verdict.DOUBT, Verdict.NOT_READ


def rules(type_: str) -> FieldRules:
    return FieldRules.model_validate({"type": type_})


@pytest.mark.parametrize(
    ("type_", "read", "expected", "verdict"),
    [
        ("number", "0123456", "0123456", MATCH),
        ("number", "0123458", "0123456", DIFFERENT),
        ("registration_number", "31/0517", "31-0517", MATCH),
        ("snils", "11223344595", "112-233-445 95", MATCH),
        ("date", "2019-06-28", "2019-06-28", MATCH),
        ("date", "2019-06-23", "2019-06-28", DIFFERENT),
        ("organisation", "Приволжский исследовательский медицинский университет",
         "Приволжский исследовательский медицинский университет", MATCH),
        ("organisation", "ФГБОУ ВО «Приволжский исследовательский медицинский университет» Минздрава России",
         "Приволжский исследовательский медицинский университет", MATCH),
        ("organisation", "Кировский государственный медицинский университет",
         "Приволжский исследовательский медицинский университет", DIFFERENT),
        ("organisation", "государственное образовательное учреждение",
         "Приволжский исследовательский медицинский университет", DOUBT),
        ("specialty", "31.05.01 Лечебное дело", "Лечебное дело", MATCH),
        ("specialty", "Лечебнос дело", "Лечебное дело", MATCH),
        ("specialty", "Педиатрия", "Лечебное дело", DIFFERENT),
        ("qualification", "врач - лечебник", "Врач-лечебник", MATCH),
        ("qualification", "врач-стоматолог", "Врач-лечебник", DIFFERENT),
        ("text", "Кардиология и неотложная помощь", "Психиатрия", DIFFERENT),
        ("city", "Самара", "САМАРА", MATCH),
        ("hours", 144, "144", MATCH),
        ("hours", 72, "144", DOUBT),
        ("honours", True, "True", MATCH),
    ],
)  # fmt: skip
def test_a_field_is_weighed_by_its_type(type_: str, read: str | int, expected: str, verdict: Verdict) -> None:
    seen = value("any", read, looks=saw(*[str(read)] * 3))
    assert weigh_field(seen, expected, rules(type_), ()).verdict is verdict


@pytest.mark.parametrize("type_", get_args(FieldRules.model_fields["type"].annotation))
def test_what_was_not_read_is_said_so_for_every_type(type_: str) -> None:
    assert weigh_field(None, "что-то", rules(type_), ()).verdict is NOT_READ


@pytest.mark.parametrize("type_", ["organisation", "specialty", "text"])
def test_words_that_were_unsurely_read_contradict_nothing(type_: str) -> None:
    seen = value("any", "Кировский государственный медицинский университет", confidence=0.5)
    assert weigh_field(seen, "Педиатрия", rules(type_), ()).verdict is not DIFFERENT


def test_a_comparison_tells_what_was_expected_where_and_what_stands_there() -> None:
    made = compare("number", "registry", value("number", "0123456"), "0123459", rules("number"), ())
    assert (made.against, made.expected, made.found, made.verdict) == ("registry", "0123459", "0123456", DIFFERENT)
    assert made.detail == "7-й знак: на бумаге 6, ожидалось 9"
    assert compare("number", "declared", None, "1", rules("number"), ()).found is None


def test_the_other_dates_of_a_paper_are_known_when_one_is_weighed() -> None:
    values: dict[str, Value] = {
        name: value(name, date) for name, date in (("issue_date", "2019-03-15"), ("protocol_date", "2019-03-12"))
    }
    values["number"] = value("number", "0123456")
    assert printed_dates(values, "issue_date") == ("2019-03-12",)
