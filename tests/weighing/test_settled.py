"""Are matched values written as they should be, and numbers never rewritten?"""

from __future__ import annotations

import pytest

from pipeline.case import Comparison, Verdict
from pipeline.weighing.settled import settled_values
from tests.papers import value


@pytest.mark.parametrize(
    ("field", "read", "expected", "verdict", "written"),
    [
        ("last_name", "Воробьева", "Воробьёва", Verdict.MATCH, "Воробьёва"),
        ("last_name", "Воробьева", "Воробьёва", Verdict.DOUBT, "Воробьева"),
        ("last_name", "Синицына", "Воробьёва", Verdict.DIFFERENT, "Синицына"),
        ("qualification", "врач лечебиик", "Врач-лечебник", Verdict.MATCH, "Врач-лечебник"),
        ("programme", "Кардиология", "Кардиология и неотложная помощь", Verdict.MATCH, "Кардиология"),
        ("issuer", "ФГБОУ ВО «Приволжский исследовательский медицинский университет» Минздрава", "ПИМУ",
         Verdict.MATCH, "ФГБОУ ВО «Приволжский исследовательский медицинский университет» Минздрава"),
        ("specialty", "Лечебное дело и успешно прошла", "Лечебное дело и успешно", Verdict.MATCH,
         "Лечебное дело и успешно"),
        ("number", "012-3456", "0123456", Verdict.MATCH, "012-3456"),
        ("issue_date", "2019-06-28", "2019-06-29", Verdict.MATCH, "2019-06-29"),
        ("issue_date", "2019-06-28", "2019-06-29", Verdict.DOUBT, "2019-06-28"),
    ],
)  # fmt: skip
def test_words_take_the_expected_spelling_where_only_misreadings_part_them(
    field: str, read: str, expected: str, verdict: Verdict, written: str
) -> None:
    compared = Comparison(
        field=field, against="registry", expected=expected, found=read, verdict=verdict, confidence=0.9
    )
    made = settled_values({field: value(field, read)}, [compared])[field]
    assert (made.value, made.raw) == (written, read)


def test_the_holders_spelling_of_a_name_comes_before_any_other() -> None:
    compared = [
        Comparison.model_validate(
            {"field": "last_name", "against": against, "expected": name, "found": "", "verdict": "match",
             "confidence": 1}
        )
        for against, name in (("holder", "Воробьёва"), ("declared", "ВОРОБЬЕВА"))
    ]  # fmt: skip
    assert settled_values({"last_name": value("last_name", "Воробьева")}, compared)["last_name"].value == "Воробьёва"
