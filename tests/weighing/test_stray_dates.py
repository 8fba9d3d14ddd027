"""Is a date that no field took held against the register's that was not read?"""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.case import Outcome
from pipeline.weighing.stray_dates import stray_dates
from tests import papers
from tests.examination import MARIA, decided, entry, registry

GRADUATE = MARIA.model_copy(update={"birth_date": dt.date(1979, 10, 8)})
OLD = (
    "Государственное образовательное учреждение высшего профессионального образования",
    "Ростовский государственный медицинский университет",
    "ДИПЛОМ",
    "АВС 9161813",
    "Диплом является государственным документом о высшем образовании",
    "97540",
    "(регистрационный номер)",
    "{date}",
    "Решением Государственной аттестационной комиссии",
    "от 20 июня 2005 года",
    "Воробьёвой Марии Петровне",
    "присуждена квалификация ПРОВИЗОР",
    "по специальности «Фармация»",
)
OLD_ENTRY = {
    "series": "АВС", "number": "9161813", "registration_number": "97540", "issue_date": "2005-06-22",
    "specialty": "Фармация", "qualification": "провизор",
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "strays"),
    [
        ("«22» июня 2004 года", ["2004-06-22"]),
        ("22 июня 2004 г. Самара", ["2004-06-22"]),
        ("г. Ростов-на-Дону, 22.06.2004", ["2004-06-22"]),
        ("Утверждена постановлением Госкомстата России от 05.01.2004 № 1", []),
        ("по решению комиссии от 22 июня 2004 года", []),
        ("20 июня 2005 года", []),
        ("в 2004 году", []),
    ],
)
def test_a_date_by_itself_is_a_stray_and_one_in_a_sentence_or_a_field_is_not(line: str, strays: list[str]) -> None:
    assert list(stray_dates([papers.page(line)], {"2005-06-20"})) == strays


@pytest.mark.parametrize(
    ("date", "outcome", "told"),
    [
        ("22 июня 2005 года", Outcome.APPROVED, []),
        ("22 июня 2004 года", Outcome.NEEDS_REVIEW, [("REGISTRY_MISMATCH", "issue_date", "2004-06-22")]),
        ("подпись", Outcome.APPROVED, []),
    ],
)
def test_another_date_where_the_registers_was_not_read_goes_to_a_person(
    date: str, outcome: Outcome, told: list[tuple[str, str, str]]
) -> None:
    paper = tuple(line.format(date=date) for line in OLD)
    register = registry(entry(specialty_code="", issuer="", **OLD_ENTRY), holder=GRADUATE)
    made = decided(paper=paper, holder=GRADUATE, registry=register)
    assert made.outcome is outcome
    assert [(reason.code, reason.field, reason.found) for reason in made.reasons] == told
