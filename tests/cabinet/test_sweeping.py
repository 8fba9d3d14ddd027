"""Does one process at a time run a sweep, and does a dead one keep nobody waiting?"""

from __future__ import annotations

import threading

from sqlalchemy import Engine

from pipeline.cabinet.sweeping import Turn, Turns
from tests.cabinet.desk import START, Clock


def test_a_turn_is_one_process_s_until_it_ends_it(engine: Engine) -> None:
    turns = Turns(engine, Clock())
    first = turns.take("work", "a")
    assert first is not None
    assert turns.take("work", "b") is None
    assert turns.take("terms", "b") is not None
    turns.end(first, done=3, cursor="here")
    again = turns.take("work", "b")
    assert again is not None
    assert again.cursor == "here"


def test_a_dead_one_s_turn_ends_by_itself_and_it_writes_nothing_then(engine: Engine) -> None:
    clock = Clock()
    turns = Turns(engine, clock)
    dead = turns.take("work", "a")
    assert dead is not None
    clock.forward(seconds=100)
    assert turns.extend(dead)
    clock.forward(seconds=119)
    assert turns.take("work", "b") is None
    clock.forward(seconds=1)
    alive = turns.take("work", "b")
    assert alive is not None
    assert not turns.extend(dead)
    turns.end(dead, done=9, cursor="wrong")
    assert turns.last_runs()[0].running
    assert turns.extend(alive)


def test_a_clock_that_was_set_back_keeps_nobody_waiting(engine: Engine) -> None:
    clock = Clock()
    turns = Turns(engine, clock)
    assert turns.take("work", "a") is not None
    clock.forward(hours=-5)
    assert not turns.last_runs()[0].running
    assert turns.take("work", "b") is not None


def test_it_is_known_when_a_sweep_ran_last_and_what_it_did(engine: Engine) -> None:
    clock = Clock()
    turns = Turns(engine, clock)
    turn = turns.take("terms", "a")
    assert turn is not None
    clock.forward(seconds=2)
    turns.end(turn, done=5)
    (run,) = turns.last_runs()
    assert (run.name, run.done, run.running) == ("terms", 5, False)
    assert (run.started_at, run.finished_at) == (START, clock())


def test_of_many_that_reach_for_the_very_first_turn_one_gets_it(engine: Engine) -> None:
    taken: list[Turn | None] = []
    turns = Turns(engine, Clock())
    threads = [threading.Thread(target=lambda n=n: taken.append(turns.take("work", f"w{n}"))) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([turn for turn in taken if turn]) == 1
    assert len(taken) == 5
