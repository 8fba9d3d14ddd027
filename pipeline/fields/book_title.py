"""Is this book a duplicate, or an insert? (words of its title page)"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from pipeline.case import Page
from pipeline.rules.spelling import normalise

DUPLICATE, INSERT, WORK = "ДУБЛИКАТ", "ВКЛАДЫШ", "СВЕДЕНИЯ О РАБОТЕ"
TITLES = (
    "ФАМИЛИЯ", "ОТЧЕСТВО", "РОЖДЕНИЯ", "ОБРАЗОВАНИЕ", "ПРОФЕССИЯ", "СПЕЦИАЛЬНОСТЬ", "ВЛАДЕЛЬЦА", "ЗАПОЛНЕНИЯ",
)  # fmt: skip
"""Words beside the fields of a title page; a row of a table has one or two of them."""
LEAST_TITLES = 4
SHORTEST = 12
"""Letters of a line that can be the title of a table."""
MISTAKABLE = 6
LIKE = 82
"""Of 100: a letter or two misread."""


def is_duplicate(pages: Sequence[Page]) -> bool:
    """«ДУБЛИКАТ» stands on the title page."""
    return _on_title(pages, DUPLICATE)


def is_insert(pages: Sequence[Page]) -> bool:
    """The title page is that of a «ВКЛАДЫШ В ТРУДОВУЮ КНИЖКУ»."""
    return _on_title(pages, INSERT)


def shows_work(page: Page) -> bool:
    """A table «СВЕДЕНИЯ О РАБОТЕ» stands on this page, by its title."""
    said = (normalise(line.text) for line in page.lines)
    return any(fuzz.partial_ratio(WORK, text) >= LIKE for text in said if len(text) >= SHORTEST)


def is_title(page: Page) -> bool:
    """A title page with no table beside it."""
    words = {normalise(one.text) for line in page.lines for one in line.words if len(one.text) >= MISTAKABLE}
    named = sum(any(fuzz.ratio(word, title) >= LIKE for word in words) for title in TITLES)
    return named >= LEAST_TITLES and not shows_work(page)


def _on_title(pages: Sequence[Page], word: str) -> bool:
    """Pages with the tables are no title."""
    titles = [page for page in pages if not shows_work(page)]
    words = (normalise(one.text) for page in titles for line in page.lines for one in line.words)
    return any(len(text) >= 6 and fuzz.ratio(text, word) >= LIKE for text in words)
