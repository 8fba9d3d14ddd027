"""What about a labour book makes a person look, beside what its entries say?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from pipeline.case import Finding, Page, Value, Weight
from pipeline.case.employment import EventKind, WorkEntry, WorkHistory
from pipeline.fields.book_order import Ordered
from pipeline.fields.book_title import shows_work
from pipeline.rules.labour_book import first_year


def book_findings(
    history: WorkHistory, order: Ordered, pages: Sequence[Page], fields: Mapping[str, Value]
) -> tuple[Finding, ...]:
    """Findings for a person; none of them rejects a book by itself."""
    return (
        *_unread(pages, {page.page for page in order.pages}),
        *_missing(order),
        *_older_than_series(history, fields),
        *(finding for entry in history.entries for finding in _unattested(entry)),
    )


def _unread(pages: Sequence[Page], read: Collection[int]) -> Iterator[Finding]:
    """A page says that it has a table, and no table was found on it: what stands there is not known."""
    for page in pages:
        if page.number not in read and shows_work(page):
            yield Finding(
                code="SCAN_UNREADABLE", weight=Weight.REVIEW, page=page.number, detail="no table was found on it"
            )


def _missing(order: Ordered) -> Iterator[Finding]:
    if order.missing:
        told = ", ".join(map(str, order.missing))
        yield Finding(code="PAGE_MISSING", weight=Weight.REVIEW, expected=told, detail="by the printed page numbers")


def _older_than_series(history: WorkHistory, fields: Mapping[str, Value]) -> Iterator[Finding]:
    """A book begun before its series was printed is a duplicate and says so, or it is not what it seems to be."""
    series = fields.get("series")
    days = [entry.date.day for entry in history.entries if entry.date]
    printed = first_year(str(series.value)) if series else None
    if series is None or printed is None or not days or history.duplicate or history.insert:
        return
    if days[0].year < printed:
        yield Finding(
            code="DATES_INCONSISTENT", weight=Weight.REVIEW, field="series", found=str(series.value), page=series.page,
            box=series.box, detail=f"entries begin in {days[0].year}, the series in {printed}; no «ДУБЛИКАТ»",
        )  # fmt: skip


def _unattested(entry: WorkEntry) -> Iterator[Finding]:
    """A dismissal at which neither signature nor seal could be told; one that surely lacks either is found later."""
    if entry.event is EventKind.DISMISSAL and entry.signed is None and entry.sealed is None:
        detail = "beside a dismissal neither signature nor seal was surely seen"
        yield Finding(code="SEAL_MISSING", weight=Weight.REVIEW, page=entry.page, box=entry.box, detail=detail)
