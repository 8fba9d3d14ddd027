"""Which figures do closer looks see in the cells of a scanned table? (dates and codes; several looks vote)"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.case import Look, Word
from pipeline.fields.closer import LookAtDigits
from pipeline.fields.flow import union
from pipeline.fields.history_cells import GridCell
from pipeline.fields.history_columns import Role
from pipeline.fields.history_rows import RowText
from pipeline.rules.dates import find_dates

FIGURES = "0123456789."
DATES: tuple[Role, ...] = ("date", "start", "end", "basis_date")
LEAST = 3
"""So many figures were read, or there is nothing to look at again."""
SURE = {2: 0.8, 3: 0.95}
"""How sure a value is that so many looks of different kinds saw, the page's own reading among them."""
UNSURE = 0.5
"""Closer looks at one spot share what hides a figure there: where the page was read otherwise, a person decides."""
PRINTED_CODE = re.compile(r"\d{4}\.\d")
PRINTED_DATE = re.compile(r"(?<!\d)(\d{2})\.?(\d{2})\.?((?:19|20)\d{2})(?!\d)")


def seen_again(row: RowText, look: LookAtDigits) -> RowText:
    """The row with dates and codes as most looks have them. Raises `RetryLater`."""
    cells = dict(row.cells)
    for role in (*DATES, "position_code"):
        told = _date_in if role in DATES else _code_in
        if role in cells:
            cells[role] = tuple((page, _voted(cell, page, told, look)) for page, cell in cells[role])
    return replace(row, cells=cells)


def _voted(cell: GridCell, page: int, told: Callable[[str], str], look: LookAtDigits) -> GridCell:
    if sum(character.isdigit() for character in cell.text) < LEAST or len(cell.lines) != 1:
        return cell
    box = union([word.box for word in cell.words])
    (looks,) = look(page, [box], [cell.text], FIGURES)
    value, count = _most(told(cell.text), looks, told)
    if not value:
        return cell
    confidence = SURE.get(min(count, max(SURE)), UNSURE) if value == told(cell.text) else UNSURE
    return replace(cell, lines=((Word(text=value, confidence=confidence, box=box),),))


def _most(own: str, looks: Sequence[Look], told: Callable[[str], str]) -> tuple[str, int]:
    """The value that most looks have, of equals the page's own reading; and how many have it."""
    votes = Counter(value for value in (own, *(told(look.text) for look in looks)) if value)
    if not votes:
        return "", 0
    best = max(votes, key=lambda value: (votes[value], value == own))
    return best, votes[best]


def _date_in(text: str) -> str:
    bare = PRINTED_DATE.search(re.sub(r"[^\d.]", "", text))
    found = find_dates(f"{bare[1]}.{bare[2]}.{bare[3]}") if bare else find_dates(text)
    return f"{found[0].date:%d.%m.%Y}" if len(found) == 1 else ""


def _code_in(text: str) -> str:
    bare = re.sub(r"[^\d.]", "", text)
    return bare if PRINTED_CODE.fullmatch(bare) else ""
