"""Does each sweep do its part, go on where it ended, and leave the rest to the next run?"""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from pipeline.cabinet import counts
from pipeline.cabinet.sweeping import Turns
from pipeline.cabinet.terms_due import act_on_terms
from pipeline.case import Outcome
from pipeline.settings import Settings
from samples.servers.http_receiver import HttpReceiver
from tests.cabinet.desk import Desk
from tests.cabinet.terms import rejected, status
from tests.workers.shop import Shop
from workers import sweeps
from workers.sweeps import BY_NAME, SWEEPS, Pass, Sweep, Sweeper, run_sweep


@pytest.fixture
def sweeper(shop: Shop) -> Sweeper:
    return Sweeper(engine=shop.engine, doorbell=shop, settings=Settings(), clock=shop.clock)


def test_work_that_nobody_has_is_rung_for_and_carried_to_its_end(shop: Shop, sweeper: Sweeper) -> None:
    uploads = sorted(shop.upload(text) for text in ("one", "two", "three"))
    swept = run_sweep(BY_NAME["work"], sweeper)
    assert (swept.ran, swept.whole, dict(swept.done)) == (True, True, {"waited for a worker": 3})
    assert [document_id for document_id, _ in shop.rung] == uploads
    for document_id, _ in list(shop.rung):
        shop.carrier().carry(document_id)
    assert run_sweep(BY_NAME["work"], sweeper).done.total() == 0


def test_a_worker_that_died_is_told_apart(shop: Shop, sweeper: Sweeper) -> None:
    document_id = shop.upload("one")
    shop.carrier().work.lease(document_id, "w1", 30)
    assert run_sweep(BY_NAME["work"], sweeper).done.total() == 0
    shop.clock.forward(seconds=31)
    assert dict(run_sweep(BY_NAME["work"], sweeper).done) == {"lost by a worker": 1}


def test_ringing_goes_on_where_the_last_run_ended_and_begins_anew(
    shop: Shop, sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "PORTION", 2)
    monkeypatch.setattr(sweeps, "RINGS", 4)
    uploads = sorted(shop.upload(str(number)) for number in range(7))
    for expected in (uploads[:4], uploads[4:], uploads[:4]):
        run_sweep(BY_NAME["work"], sweeper)
        assert [document_id for document_id, _ in shop.rung] == expected
        shop.rung.clear()


def test_a_run_ends_when_its_time_is_up_and_says_that_more_is_left(shop: Shop, sweeper: Sweeper) -> None:
    for number in range(3):
        shop.upload(str(number))
    swept = run_sweep(BY_NAME["work"], sweeper, budget=0.0)
    assert (swept.whole, swept.done.total()) == (False, 1)
    assert len(shop.rung) == 1
    assert run_sweep(BY_NAME["work"], sweeper).done.total() == 2


def test_a_sweep_that_somebody_runs_is_not_run_beside_it(shop: Shop, sweeper: Sweeper) -> None:
    turns = Turns(shop.engine, shop.clock)
    assert turns.take("terms", "another") is not None
    assert not run_sweep(BY_NAME["terms"], sweeper).ran
    shop.clock.forward(minutes=3)
    assert run_sweep(BY_NAME["terms"], sweeper).ran


def test_a_run_that_lost_its_turn_stops(shop: Shop, sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "EXTENDED_EVERY", 0.0)
    reached: list[int] = []

    def slow(_sweeper: Sweeper, run: Pass) -> Iterator[None]:
        for number in range(9):
            reached.append(number)
            run.done["x"] += 1
            yield
            shop.clock.forward(minutes=5)
            Turns(shop.engine, shop.clock).take("slow", "another")

    swept = run_sweep(Sweep(name="slow", every=1, what="", portions=slow), sweeper)
    assert (swept.whole, reached) == (False, [0, 1])
    assert Turns(shop.engine, shop.clock).last_runs()[0].running


def test_windows_are_seen_to_until_nothing_is_left(
    shop: Shop, sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "CHANGED", 2)
    desk = Desk(shop.engine, shop.clock)
    papers = [rejected(desk, name) for name in "abcde"]
    shop.clock.forward(days=8)
    assert dict(run_sweep(BY_NAME["terms"], sweeper).done) == {"access restricted": 5}
    assert {status(desk, paper) for paper in papers} == {"access_restricted"}
    assert act_on_terms(shop.engine, shop.clock(), limit=5) == (0, {})


def test_notices_go_out_over_the_channels_that_are_set_up(
    shop: Shop, sweeper: Sweeper, http_receiver: HttpReceiver
) -> None:
    desk = Desk(shop.engine, shop.clock)
    desk.decide(desk.upload(), Outcome.APPROVED)
    secret = "whsec_" + base64.b64encode(b"k" * 32).decode()
    sweeper.settings = Settings(webhook_url=http_receiver.url, webhook_secret=secret, webhook_allow_private=True,
                                webhook_ports=(http_receiver.port,))  # fmt: skip
    swept = run_sweep(BY_NAME["notices"], sweeper)
    assert (swept.whole, swept.done["delivered"]) == (True, 3)
    assert run_sweep(BY_NAME["notices"], sweeper).done.total() == 0


def test_a_fault_of_ours_is_told_without_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "run_sweep", lambda *_: {}["Иванов"])
    with pytest.raises(sweeps.SweepFailed, match="KeyError") as caught:
        sweeps.sweep("work")
    assert "Иванов" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_counts_are_folded(shop: Shop, sweeper: Sweeper) -> None:
    desk = Desk(shop.engine, shop.clock)
    desk.decide(desk.upload(), Outcome.APPROVED)
    assert dict(run_sweep(BY_NAME["counts"], sweeper).done) == {"audit entries": 3}
    assert run_sweep(BY_NAME["counts"], sweeper).done.total() == 0
    assert counts.documents_by_status(shop.engine)["approved"] == 1


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.name)
def test_an_empty_cabinet_is_swept_at_once(sweep: Sweep, sweeper: Sweeper) -> None:
    for _ in range(2):
        swept = run_sweep(sweep, sweeper)
        assert (swept.ran, swept.whole, swept.done.total()) == (True, True, 0)
