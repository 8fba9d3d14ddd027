"""Whose turn is it, and when is it tried again?"""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.cabinet.order import TRIES, Due, Pending, sort_out, wait_after

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
LEASE = dt.timedelta(minutes=1)
LATER = NOW + dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("tries", "asked", "seconds"),
    [
        (1, 0, 30), (2, 0, 120), (3, 0, 600), (4, 0, 3600), (5, 0, 18_000), (6, 0, 64_800), (7, 0, None), (8, 0, None),
        (1, 10, 30), (1, 45, 45), (1, 10**7, 64_800), (7, 60, None),
    ],
)  # fmt: skip
def test_waits_grow_until_it_is_given_up(tries: int, asked: int, seconds: int | None) -> None:
    wait = wait_after(tries, dt.timedelta(seconds=asked))
    assert (wait.total_seconds() if wait else None) == seconds


def due(document_id: str, sequence: int, *, tries: int = 0, abandoned: bool = False) -> Due:
    return Due(
        notice_id=f"{document_id}{sequence}", document_id=document_id, sequence=sequence, tries=tries,
        abandoned=abandoned,
    )  # fmt: skip


def pending(document_id: str, sequence: int, next_at: dt.datetime = NOW) -> Pending:
    return Pending(document_id=document_id, sequence=sequence, next_at=next_at)


def test_of_each_document_the_earliest_goes_and_the_rest_waits_for_it() -> None:
    rows = [due("a", 2), due("b", 7), due("a", 1)]
    sorted_out = sort_out(
        rows, [pending("a", 2), pending("b", 7), pending("a", 1)], {}, now=NOW, lease=LEASE, most=9
    )  # fmt: skip
    assert [one.notice_id for one in sorted_out.ready] == ["b7", "a1"]
    assert [(one.notice_id, until) for one, until in sorted_out.held] == [("a2", NOW + LEASE)]


def test_one_behind_a_failed_try_waits_as_long_as_that() -> None:
    sorted_out = sort_out(
        [due("a", 2)], [pending("a", 2), pending("a", 1, LATER)], {}, now=NOW, lease=LEASE, most=9
    )  # fmt: skip
    assert (sorted_out.ready, [until for _, until in sorted_out.held]) == ([], [LATER])


def test_one_behind_a_notice_without_deliveries_waits() -> None:
    rows, others = [due("a", 2), due("b", 2)], [pending("a", 2), pending("b", 2)]
    sorted_out = sort_out(rows, others, {"a": 1, "b": 3}, now=NOW, lease=LEASE, most=9)
    assert [one.notice_id for one in sorted_out.ready] == ["b2"]


def test_no_more_than_asked_for_go_and_who_killed_all_its_takers_goes_no_more() -> None:
    rows = [due("a", 1), due("b", 1), due("c", 1, tries=TRIES, abandoned=True), due("d", 1, tries=TRIES)]
    sorted_out = sort_out(rows, [], {}, now=NOW, lease=LEASE, most=2)
    assert [one.document_id for one in sorted_out.ready] == ["a", "b"]
    assert [one.document_id for one in sorted_out.spent] == ["c"]
