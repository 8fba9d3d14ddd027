"""Does the page show in the deciding cells of a history what the text layer says there? (law 5: a layer is a claim)"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.case import Box, Cell, Finding, Page, Trace, Weight, WorkEntry, WorkHistory
from pipeline.fields.claimed import Claimed, Contradicted, lines_within

CONFIRMED = frozenset({"date", "event", "start", "end", "cancelled"})
"""When what happened, and whether it counts. The employer is compared with the register's."""


def claims_of_history(history: WorkHistory, pages: Sequence[Page]) -> tuple[Claimed, ...]:
    """Every line of every deciding cell that was taken from a layer; its field is the column."""
    by_number = {page.number: page for page in pages}
    return tuple(
        claim
        for entry in history.entries
        if entry.hand == "text_layer"
        for cell in entry.cells
        if cell.column in CONFIRMED and cell.box is not None and (cell.page or entry.page) in by_number
        for claim in lines_within(cell.column, cell.box, by_number[cell.page or entry.page])
        if any(map(str.isalnum, claim.text))
    )


def with_doubts(
    history: WorkHistory, found: Sequence[Contradicted]
) -> tuple[WorkHistory, tuple[Finding, ...], tuple[Trace, ...]]:
    """The entries that the page contradicts are no longer sure; a finding a paper, a trace a place."""
    if not found:
        return history, (), ()
    entries = tuple(_doubted(entry, [one.claim for one in found]) for entry in history.entries)
    first = found[0]
    finding = Finding(
        code="ALTERATION_SUSPECTED", weight=Weight.REVIEW, found=first.seen, expected=first.claim.text,
        page=first.claim.page, box=first.claim.box,
        detail=f"the text layer says something else than the page shows in {len(found)} cells of its tables",
    )  # fmt: skip
    traces = tuple(
        Trace(
            what="layer_differs", strength="strong", page=one.claim.page, box=one.claim.box,
            detail="в тексте файла одно, в ячейке таблицы на изображении страницы другое",
        )
        for one in found
    )  # fmt: skip
    return WorkHistory(entries=entries), (finding,), traces


def _doubted(entry: WorkEntry, wrongly: Sequence[Claimed]) -> WorkEntry:
    wrong = {
        cell.column
        for cell in entry.cells
        for claim in wrongly
        if (claim.page, claim.field) == (cell.page or entry.page, cell.column)
        and cell.box
        and _holds(cell.box, claim.box)
    }
    if not wrong:
        return entry
    cells = tuple(_unsure(cell) if cell.column in wrong else cell for cell in entry.cells)
    return entry.model_copy(update={"cells": cells, "confidence": 0.0})


def _holds(cell: Box, words: Box) -> bool:
    x, y = (words[0] + words[2]) / 2, (words[1] + words[3]) / 2
    return cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]


def _unsure(cell: Cell) -> Cell:
    return cell.model_copy(update={"confidence": 0.0})
