"""Do supervisors see what was decided, each once, on its day, however often it is summed up?"""

from __future__ import annotations

import datetime as dt

from pipeline.cabinet.database import reading
from pipeline.cabinet.overview.days import HISTORY, days_to_fold, fold_days
from pipeline.cabinet.overview.spans import Span, Sums, Waiting, added, span, waiting
from pipeline.cabinet.reviews.queue import take
from pipeline.case import Outcome
from pipeline.zones import MOSCOW
from tests.cabinet.desk import START
from tests.cabinet.reviews.people import ANNA, BORIS, VERA, Table

APPROVED, REJECTED, DOUBT = Outcome.APPROVED, Outcome.REJECTED, Outcome.NEEDS_REVIEW


def folded(table: Table, days: int = 7) -> Span:
    for _day in fold_days(table.engine, table.desk.clock()):
        pass
    with reading(table.engine) as connection:
        return span(connection, table.desk.clock(), days)


def queue(table: Table) -> Waiting:
    with reading(table.engine) as connection:
        return waiting(connection)


def decided(table: Table, who: object, outcome: Outcome, *codes: str, after: float = 20, second: bool = False) -> str:
    held = table.next(who)  # type: ignore[arg-type]
    assert held is not None
    table.desk.clock.forward(seconds=after)
    table.decide(who, held, outcome, *codes, second=second)  # type: ignore[arg-type]
    table.later()
    return held.document_id


def test_each_decision_counts_on_its_day_by_kind_person_rules_and_reason(table: Table) -> None:
    for name, outcome, codes in (
        ("a", APPROVED, ()),
        ("b", REJECTED, ("EXPIRED", "SEAL_MISSING")),
        ("c", DOUBT, ("X",)),
    ):
        table.desk.decide(table.desk.upload(name), outcome, *codes)
    table.desk.clock.forward(days=1)
    table.doubtful("d", kind="snils_card")
    decided(table, ANNA, REJECTED, "SCAN_BLURRED")
    decided(table, BORIS, APPROVED, after=100)
    for _ in range(2):
        seen = folded(table)
    today = table.desk.clock().astimezone(MOSCOW).date()
    before = seen.days[today - dt.timedelta(days=1)]
    assert (before.machine_approved, before.machine_rejected, before.machine_doubted) == (1, 1, 1)
    assert (before.people, before.by_itself) == (0, 1 / 3)
    whole = seen.whole
    assert (whole.machine, whole.people_approved, whole.people_rejected, whole.overturned) == (4, 1, 1, 0)
    assert whole.times["under_30"] == whole.times["under_120"] == 1
    kinds = seen.by["kind"]
    assert list(kinds) == ["higher_education_diploma", "snils_card"]
    assert kinds["snils_card"].machine_doubted == 1
    assert {login: sums.answers for login, sums in seen.by["person"].items()} == {"anna": 1, "boris": 1}
    assert seen.by["rules"]["r1"].machine == 4
    reasons = seen.by["reason"]
    assert reasons["SEAL_MISSING"].machine_rejected == 1
    assert reasons["X"].machine_doubted == 1
    assert reasons["SCAN_BLURRED"].people_rejected == 1


def test_days_begin_at_midnight_in_moscow(table: Table) -> None:
    table.desk.clock.time = START.replace(hour=20, minute=59)
    table.desk.decide(table.desk.upload("a"), APPROVED)
    table.desk.clock.time = START.replace(hour=21, minute=0)
    table.desk.decide(table.desk.upload("b"), REJECTED, "EXPIRED")
    days = folded(table).days
    assert days[dt.date(2026, 11, 22)].machine_approved == 1
    assert days[dt.date(2026, 11, 22)].machine_rejected == 0
    assert days[dt.date(2026, 11, 23)].machine_rejected == 1


def test_what_reprocessing_decides_is_no_days_work(table: Table) -> None:
    table.desk.decide(table.desk.upload("a"), REJECTED, "EXPIRED", cause="reprocessing")
    seen = folded(table)
    assert seen.whole.machine == 0
    assert seen.by["reason"] == {}


def test_a_decision_of_the_machine_that_a_person_turns_is_overturned(table: Table) -> None:
    paper = table.desk.upload("a")
    table.desk.decide(paper, APPROVED)
    held = take(table.engine, VERA, paper, table.desk.clock(), 180)
    table.decide(VERA, held, REJECTED, "FORGED")
    assert folded(table).whole.overturned == 0  # it can still be undone
    table.later()
    seen = folded(table)
    assert (seen.whole.overturned, seen.whole.was_overturned) == (1, 1.0)
    assert seen.by["rules"]["r1"].overturned == 1


def test_a_day_is_summed_up_again_until_nothing_of_it_is_open(table: Table) -> None:
    table.doubtful("a")
    decided(table, ANNA, REJECTED, "EXPIRED", second=True)
    day = table.desk.clock().astimezone(MOSCOW).date()
    assert folded(table).days[day].people == 0
    table.desk.clock.forward(days=5)
    assert day in days_to_fold(table.engine, table.desk.clock())
    decided(table, BORIS, REJECTED, "EXPIRED")
    seen = folded(table)
    assert seen.days[day].people_rejected == 1
    assert seen.by["person"]["boris"].answers == 1
    assert seen.whole.people == 1, "who agrees decides nothing of their own"
    table.desk.clock.forward(days=2)
    folded(table)
    assert day not in days_to_fold(table.engine, table.desk.clock())


def test_a_day_that_is_over_is_left_alone(table: Table) -> None:
    assert len(days_to_fold(table.engine, table.desk.clock())) == HISTORY
    folded(table)
    today = table.desk.clock().astimezone(MOSCOW).date()
    assert days_to_fold(table.engine, table.desk.clock()) == [today]


def test_the_queue_of_each_day_is_remembered(table: Table) -> None:
    for name in "abc":
        table.doubtful(name)
    day = table.desk.clock().astimezone(MOSCOW).date()
    folded(table)
    assert queue(table).oldest == START
    table.desk.clock.forward(days=1)
    decided(table, ANNA, APPROVED)
    seen = folded(table)
    assert seen.days[day].waiting == 3
    assert seen.whole.waiting == 2
    assert (queue(table).count, queue(table).blind) == (2, 0)


def test_half_of_the_answers_took_no_longer() -> None:
    assert Sums().median_seconds is None
    assert Sums(times={"under_30": 4}).median_seconds == 22.5
    assert Sums(times={"under_15": 1, "under_60": 2, "longer": 1}).median_seconds == 45
    assert Sums(times={"longer": 3}).median_seconds == 600
    both = added([Sums(waiting=9, machine_approved=1), Sums(waiting=2, machine_approved=3, times={"longer": 1})])
    assert (both.machine, both.waiting, both.answers) == (4, 2, 1)
