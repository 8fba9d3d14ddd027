"""When, and by which employer, was an extract about work issued? (below its last table, and above its first)"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.case import Line, Page, Value, Word
from pipeline.fields.flow import squash, union
from pipeline.fields.history_cells import sure_of, without_specks
from pipeline.fields.history_rows import named
from pipeline.rules.dates import find_dates

OTHER = re.compile(r"действит|сертификат|подач|рожд|период|доверенност|приказ", re.IGNORECASE)
"""Lines whose dates are of something else: of a certificate's term, of an application."""
CAPTION = "ДАТА"
EMPLOYER = re.compile(r"\W*(?:Работодатель\s*\(наименование\)|Наименование работодателя)[\s:]+(\S.{3,})", re.IGNORECASE)
TRUST, CAPTIONED = 0.85, 0.95


def issue_date_of(pages: Sequence[Page]) -> Value | None:
    """The only date below the last table, on its page or a later one; None where none is, or several are.

    Of several, one that stands over the caption «(дата)» counts.
    """
    found = [value for page in pages_to_sign(pages) for value in _dates(page)]
    captioned = [value for value in found if value.trust == CAPTIONED]
    told = captioned or found
    return told[0] if len({value.value for value in told}) == 1 else None


def employer_of(pages: Sequence[Page]) -> tuple[str, float]:
    """The employer whose own extract it is, where its name follows its caption in one line over the tables; and how
    sure that reading is."""
    for page in pages[:1]:
        top = min((cell[1] for table in page.tables for cell in table), default=page.height)
        for line in page.lines:
            found = EMPLOYER.match(line.text)
            if found and line.box[3] <= top:
                name = without_specks(line.words[line.text[: found.start(1)].count(" ") :])
                return named(" ".join(word.text for word in name))[0], sure_of(name)
    return "", 0.0


def pages_to_sign(pages: Sequence[Page]) -> Sequence[Page]:
    """Where an extract is signed and dated: on the page where its last table ends, and after it."""
    tabled = [page.number for page in pages if page.tables]
    return [page for page in pages if not tabled or page.number >= tabled[-1]]


def pages_that_name(pages: Sequence[Page]) -> Sequence[Page]:
    """Where an extract says what it is: before its tables' second page, and where it is signed; rows name no kind."""
    tabled = [page.number for page in pages if page.tables]
    first, last = (tabled[0], tabled[-1]) if tabled else (0, 0)
    return [page for page in pages if not first < page.number < last]


def _dates(page: Page) -> Iterator[Value]:
    bottom = max((cell[3] for table in page.tables for cell in table), default=0)
    captions = [word for line in page.lines for word in line.words if squash(word.text).upper() == CAPTION]
    for line in page.lines:
        if line.box[1] < bottom or OTHER.search(line.text):
            continue
        for words in _dated(line):
            box = union([word.box for word in words])
            text = " ".join(word.text for word in words)
            day = find_dates(text)[0]
            over = any(_is_over(word, caption) for word in words for caption in captions)
            yield Value(
                field="issue_date", value=day.date.isoformat(), raw=text, page=page.number, box=box,
                confidence=min(word.confidence for word in words) * (1.0 if day.exact else 0.8),
                trust=CAPTIONED if over else TRUST, source=page.source.value,
            )  # fmt: skip


def _dated(line: Line) -> Iterator[Sequence[Word]]:
    """The words of each date of a line."""
    text = line.text
    for day in find_dates(text):
        at, words = 0, []
        for word in line.words:
            if at < day.end and at + len(word.text) > day.start:
                words.append(word)
            at += len(word.text) + 1
        if words:
            yield words


def _is_over(word: Word, caption: Word) -> bool:
    """Within two lines over it, and not beside it."""
    high = caption.box[3] - caption.box[1]
    beside = min(word.box[2], caption.box[2] + 4 * high) - max(word.box[0], caption.box[0] - 4 * high)
    return beside > 0 and 0 <= caption.box[1] - word.box[3] + high <= 4 * high
