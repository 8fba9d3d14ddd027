"""Does each person get another document, the most urgent first, and does a lost one come back?"""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from pipeline.cabinet.accounts import ACCOUNTS, add_account
from pipeline.cabinet.reviews.corrections import hand_over
from pipeline.cabinet.reviews.filters import Filters, drop_view, keep_view, views_of
from pipeline.cabinet.reviews.queue import (
    HeldByAnother,
    NotToBeTaken,
    Stale,
    counted,
    extend,
    give_back,
    held_now,
    listed,
    take,
    take_next,
    totals,
)
from pipeline.case import Holder, Outcome
from tests.cabinet.reviews.people import ANNA, BORIS, LEASE, VERA, Table


def test_what_waits_for_a_person_is_queued_and_what_does_not_is_not(table: Table) -> None:
    doubtful = table.doubtful("a", "FIELD_INVALID", "HOLDER_MISMATCH")
    approved = table.desk.upload("b")
    table.desk.decide(approved, Outcome.APPROVED)
    task = held_now(table.engine, doubtful)
    assert task is not None
    assert (task["purpose"], task["reason"]) == ("doubt", "FIELD_INVALID")
    assert held_now(table.engine, approved) is None


def test_two_people_never_get_one_document(table: Table) -> None:
    papers = {table.doubtful(name) for name in "abcdef"}
    got: list[str] = []
    errors: list[BaseException] = []

    def work(who: object) -> None:
        try:
            skip: list[str] = []
            while (held := take_next(table.engine, who, Filters(), table.desk.clock(), LEASE, but=skip)) is not None:  # type: ignore[arg-type]
                skip.append(held.document_id)
                got.append(held.document_id)
        except BaseException as error:  # noqa: BLE001  told below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(who,)) for who in (ANNA, BORIS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(got) == sorted(papers)


def test_the_most_urgent_is_first_and_one_that_is_mine_before_it(table: Table) -> None:
    bulk = table.doubtful("a", lane="bulk")
    first = table.doubtful("b")
    held = table.next(ANNA)
    assert held is not None
    assert held.document_id == first
    again = table.next(ANNA)
    assert again is not None
    assert again.document_id == first
    assert again.token > held.token
    other = table.next(BORIS)
    assert other is not None
    assert other.document_id == bulk


def test_a_lost_browser_gives_it_back_and_a_living_one_keeps_it(table: Table) -> None:
    paper = table.doubtful()
    held = table.next(ANNA)
    assert held is not None
    table.desk.clock.forward(seconds=LEASE - 1)
    assert extend(table.engine, ANNA, paper, held.token, table.desk.clock(), LEASE)
    table.desk.clock.forward(seconds=LEASE - 1)
    assert table.next(BORIS) is None
    table.desk.clock.forward(seconds=2)
    taken = table.next(BORIS)
    assert taken is not None
    assert taken.document_id == paper
    assert not extend(table.engine, ANNA, paper, held.token, table.desk.clock(), LEASE)
    with pytest.raises(HeldByAnother) as told:
        take(table.engine, ANNA, paper, table.desk.clock(), LEASE)
    assert told.value.login == "boris"


def test_filters_leave_what_was_asked_for(table: Table) -> None:
    table.doubtful("a")
    diploma = table.doubtful("b", kind="residency_diploma", holder=Holder(last_name="Иванов", inn="500100732259"))
    table.desk.clock.forward(hours=3)
    fresh = table.doubtful("c", "HOLDER_MISMATCH", lane="bulk")
    now = table.desk.clock()

    def those(**wanted: object) -> set[str]:
        page = listed(table.engine, ANNA, Filters.model_validate(wanted), now)
        return {task["document_id"] for task in page.tasks}

    assert those(kind="residency_diploma") == those(region="50") == {diploma}
    assert those(reason="HOLDER_MISMATCH") == {fresh}
    assert fresh not in those(older_than_hours=2)
    assert len(those(older_than_hours=2)) == 2
    assert fresh not in those(left_hours=24 * 8)
    assert len(those()) == 3


def test_pages_go_on_where_the_last_one_ended(table: Table) -> None:
    papers = [table.doubtful(name) for name in "abcde"]
    now, seen, after = table.desk.clock(), [], None
    while True:
        page = listed(table.engine, ANNA, Filters(), now, after=after, limit=2)
        seen += [task["document_id"] for task in page.tasks]
        after = page.after
        if after is None:
            break
    assert seen == sorted(papers)


def test_counts_tell_what_waits_and_what_is_taken(table: Table) -> None:
    table.doubtful("a")
    table.doubtful("b", "HOLDER_MISMATCH")
    table.doubtful("c", kind="residency_diploma")
    table.next(ANNA, reason="HOLDER_MISMATCH")
    sums = totals(table.engine, BORIS, Filters(), table.desk.clock())
    assert (sums.waiting, sums.taken, sums.oldest) == (2, 1, table.desk.clock())
    counts = counted(table.engine, BORIS, Filters(), table.desk.clock())
    assert counts.by_kind == {"higher_education_diploma": 1, "residency_diploma": 1}


def test_what_is_handed_over_is_theirs_alone(table: Table) -> None:
    paper = table.doubtful()
    held = table.next(ANNA)
    assert held is not None
    hand_over(table.engine, ANNA, paper, token=held.token, now=table.desk.clock(), role="supervisor", note="Сложно")
    assert table.next(BORIS) is None
    assert table.next(ANNA) is None
    taken = table.next(VERA)
    assert taken is not None
    assert taken.document_id == paper
    hand_over(table.engine, VERA, paper, token=taken.token, now=table.desk.clock(), login="boris")
    assert table.next(ANNA) is None
    assert table.next(BORIS) is not None
    with pytest.raises(Stale):
        hand_over(table.engine, VERA, paper, token=taken.token, now=table.desk.clock(), login="anna")


def test_what_waits_for_nobody_can_be_opened_and_leaves_no_task(table: Table) -> None:
    paper = table.desk.upload()
    with pytest.raises(NotToBeTaken):
        take(table.engine, ANNA, paper, table.desk.clock(), LEASE)
    table.desk.decide(paper, Outcome.REJECTED, "SCAN_BLURRED")
    held = take(table.engine, ANNA, paper, table.desk.clock(), LEASE)
    assert held.purpose == "inspection"
    assert table.next(BORIS) is None
    give_back(table.engine, ANNA, paper, held.token)
    assert held_now(table.engine, paper) is None


def test_views_are_kept_by_name(table: Table) -> None:

    add_account(table.engine, "anna", "reviewer", "Большая-берёза-42", table.desk.clock(), actor="operator:test")
    with table.engine.connect() as connection:
        account = connection.execute(select(ACCOUNTS.c.id)).scalar_one()
    who = ANNA.__class__(**{**ANNA.__dict__, "account_id": account})
    keep_view(table.engine, who, " Мои  дипломы ", Filters(kind="residency_diploma"))
    keep_view(table.engine, who, "Мои дипломы", Filters(kind="residency_diploma", left_hours=24))
    assert views_of(table.engine, who) == {"Мои дипломы": Filters(kind="residency_diploma", left_hours=24)}
    drop_view(table.engine, who, "Мои дипломы")
    assert views_of(table.engine, who) == {}
    with pytest.raises(ValueError, match="a name"):
        keep_view(table.engine, who, "  ", Filters())
