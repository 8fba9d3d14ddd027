"""When is a paper said to be the one that somebody else handed in?"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.case import Print, SeenPrint, Trace
from pipeline.weighing.handed_in import COMPARED, LIKELY, SURELY, same_elsewhere

SURE, LIKE, OTHER = SURELY + 0.01, (SURELY + LIKELY) / 2, LIKELY - 0.01


def page(body: str = "a", *, facts: tuple[int, ...] = (), drawn: bool = False) -> Print:
    return Print(what="page", page=1, keys=(1,), body=body, facts=facts, drawn=drawn)


def seen(own: Print, *, stands: bool = True, document_id: str = "d-1") -> SeenPrint:
    return SeenPrint(document_id=document_id, stands=stands, own=own)


def told(mine: Sequence[Print], others: Sequence[SeenPrint], likeness: float) -> list[tuple[str, str, str | None]]:
    found = same_elsewhere(mine, others, lambda pairs: [likeness] * len(pairs))
    return [(trace.what, trace.strength, trace.document_id) for trace in found]


@pytest.mark.parametrize(
    ("likeness", "mine", "other", "same"),
    [
        (SURE, page(), page(), True),
        (LIKE, page(), page(), False),
        (LIKE, page(facts=(1, 2)), page(facts=(3,)), False),
        (LIKE, page(facts=(1, 2)), page(facts=(2,)), True),
        (OTHER, page(facts=(1, 2)), page(facts=(1, 2)), False),
        # forms that a program draws are the same only with their facts
        (SURE, page(facts=(1, 2, 3), drawn=True), page(facts=(1, 7, 8), drawn=True), False),
        (SURE, page(facts=(1, 2, 3), drawn=True), page(facts=(1, 2, 8), drawn=True), True),
        (SURE, page(facts=(1,), drawn=True), page(facts=(2,)), True),  # its printout, scanned
    ],
)
def test_how_alike_and_with_what_in_common(likeness: float, mine: Print, other: Print, same: bool) -> None:
    assert told([mine], [seen(other)], likeness) == ([("same_picture", "strong", "d-1")] if same else [])


def test_what_the_other_document_is_worth_makes_the_trace_strong() -> None:
    assert told([page()], [seen(page(), stands=False)], SURE) == [("same_picture", "fair", "d-1")]


def test_the_surest_trace_of_a_document_is_told() -> None:
    file, stamp = Print(what="file", keys=(7,)), Print(what="stamp", keys=(8,))
    others = [seen(stamp), seen(page()), seen(file), seen(stamp, document_id="d-2")]
    assert told([stamp, page(), file], others, SURE) == [("same_file", "strong", "d-1"), ("same_mark", "weak", "d-2")]


def test_stamps_and_files_are_the_same_bit_for_bit_only() -> None:
    assert not told([Print(what="file", keys=(7,))], [seen(Print(what="file", keys=(9,)))], SURE)
    assert not told([Print(what="file", keys=(7,))], [seen(Print(what="stamp", keys=(7,)))], SURE)


def test_so_many_pages_are_compared_and_no_more() -> None:
    asked: list[int] = []

    def alike(pairs: Sequence[tuple[str, str]]) -> list[float]:
        asked.append(len(pairs))
        return [0.0] * len(pairs)

    found: tuple[Trace, ...] = same_elsewhere([page(), page("b")], [seen(page())] * 90, alike)
    assert (found, asked) == ((), [COMPARED])
