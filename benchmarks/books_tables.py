"""How are the results of reading labour books shown?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from benchmarks.markdown import percent, table, verdict


class Result(Protocol):
    """What is shown of a book (see `benchmarks.books.Scored`)."""

    @property
    def by_hand(self) -> bool: ...
    @property
    def medium(self) -> str: ...
    @property
    def seconds(self) -> float: ...
    @property
    def pages(self) -> int: ...
    @property
    def counts(self) -> Counter[str]: ...


TYPED_PERIODS, HAND_ROWS = 0.93, 0.95
INTRODUCTION = """# Labour books

Drawn books, for no scans of real ones are public: other script faces, print and measures of the blank than those that
the code was tuned on (faults of one earlier draw in these faces were looked at and mended; this seed is another); scans
and photos, a quarter of them with their spreads out of order. Hands are typefaces bent at
random: real hands are harder to read, and easier to tell from print. A **row** is an entry; it is found where an entry
begins at its place, and read where its day and event are right. A **period** is right where first and last day,
employer and position are those that follow from the book's true entries. Nobody is **asked** about a period whose
entries are all typed, were all read surely and contradict nothing, were there no register at all: the strictest view,
for a period that the register does not have goes to a person anyway.
"""


def report(scored: Sequence[Result], measured_under: str) -> str:
    typed, written = ([one for one in scored if one.by_hand is hand] for hand in (False, True))
    one, other = _sum(typed), _sum(written)
    targets = [
        ("periods of typed books", "93 %", percent(one["periods_right"], one["periods"]),
         verdict(one["periods_right"] >= TYPED_PERIODS * one["periods"])),
        ("rows found of books written by hand", "95 %", percent(other["rows_found"], other["rows"]),
         verdict(other["rows_found"] >= HAND_ROWS * other["rows"])),
        ("wrong periods of books written by hand that nobody is asked about", "0", str(other["unasked_wrong"]),
         verdict(not other["unasked_wrong"])),
    ]  # fmt: skip
    groups = [("typed", typed), ("by hand", written)]
    media = sorted({result.medium for result in scored})
    groups += [(f"typed, {medium}", [result for result in typed if result.medium == medium]) for medium in media]
    groups += [(f"by hand, {medium}", [result for result in written if result.medium == medium]) for medium in media]
    return "\n".join((
        INTRODUCTION, table(("target", "aimed at", "reached", "met"), targets), "",
        table(("books", "number", "rows found", "rows too many", "rows read", "periods right", "nobody is asked",
               "of these wrong", "CPU s a page"), [_row(name, results) for name, results in groups if results]),
        "", measured_under, "",
    ))  # fmt: skip


def _row(name: str, results: Sequence[Result]) -> tuple[object, ...]:
    total = _sum(results)
    seconds = sum(result.seconds for result in results) / max(sum(result.pages for result in results), 1)
    return (
        name, len(results), percent(total["rows_found"], total["rows"]), max(total["rows_read"] - total["rows"], 0),
        percent(total["rows_right"], total["rows"]), percent(total["periods_right"], total["periods"]),
        percent(total["unasked"], total["periods"]), total["unasked_wrong"], f"{seconds:.2f}",
    )  # fmt: skip


def _sum(results: Iterable[Result]) -> Counter[str]:
    total: Counter[str] = Counter()
    for result in results:
        total.update(result.counts)
    return total
