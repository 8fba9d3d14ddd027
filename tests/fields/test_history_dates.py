"""Is an extract's day of issue the one below its last table, and its signature sought there alone?"""

from __future__ import annotations

import pytest

from pipeline.case import Page
from pipeline.fields.history_dates import employer_of, issue_date_of, pages_to_sign
from tests import papers
from tests.papers import At
from tests.tables import HEAD, hire, table_page


def pages(*below: At) -> list[Page]:
    """Two pages of tables; on the second some lines below its table."""
    first, second = table_page((HEAD, hire("1", "01.02.2021"))), table_page((hire("2", "03.04.2022"),), number=2)
    lines = (*second.lines, *map(papers.line, below))
    return [first, second.model_copy(update={"lines": lines})]


@pytest.mark.parametrize(
    ("below", "issued"),
    [
        ((At(text="05.05.2025", y=600),), "2025-05-05"),
        ((At(text="«05» мая 2025 г.", y=600), At(text="Действителен с 01.02.2025 по 01.05.2026", y=700)), "2025-05-05"),
        ((At(text="05.05.2025", y=600), At(text="(дата)", y=630), At(text="07.07.2025", y=900)), "2025-05-05"),
        ((At(text="05.05.2025", y=600), At(text="07.07.2025", y=900)), None),
        ((), None),
    ],
)
def test_it_is_the_only_date_there_or_the_one_over_its_caption(below: tuple[At, ...], issued: str | None) -> None:
    found = issue_date_of(pages(*below))
    assert (found.value if found else None) == issued


def test_it_is_signed_where_its_last_table_ends() -> None:
    assert [page.number for page in pages_to_sign(pages())] == [2]


@pytest.mark.parametrize(
    ("line", "employer"),
    [
        ("Работодатель (наименование) ООО «Ромашка»", "ООО «Ромашка»"),
        ("`Работодатель (наименование) 000 «Ромашка».", "ООО «Ромашка»"),
        ("Работодатель (наименование)", ""),
        ("ИНН 7701", ""),
    ],
)
def test_the_employer_whose_extract_it_is_follows_its_caption(line: str, employer: str) -> None:
    first = table_page((HEAD, hire("1", "01.02.2021")))
    page = first.model_copy(update={"lines": (papers.line(At(text=line, y=60)), *first.lines)})
    assert employer_of([page])[0] == employer
