"""When is a register that fails left alone, and when is it asked again?"""

from __future__ import annotations

import pytest

from pipeline.registry.breaker import Breaker, BreakerRules, CircuitBreaker, State, answered, asked, failed
from tests.registry.gateway import Clock

RULES = BreakerRules(failures=3, wait_seconds=30.0)
CLOSED, TWICE = Breaker(), Breaker(failures=2)
OPEN = Breaker(state=State.OPEN, failures=3, ready_at=130.0)
PROBING = Breaker(state=State.HALF_OPEN, failures=3, ready_at=160.0)


@pytest.mark.parametrize(
    ("before", "now", "may", "after"),
    [
        (CLOSED, 100.0, True, CLOSED),
        (TWICE, 100.0, True, TWICE),
        (OPEN, 129.9, False, OPEN),
        (OPEN, 130.0, True, PROBING),
        (PROBING, 159.9, False, PROBING),
        (PROBING, 160.0, True, Breaker(state=State.HALF_OPEN, failures=3, ready_at=190.0)),
    ],
    ids=["closed", "failing", "open", "ready", "a probe is out", "the probe was lost"],
)
def test_who_may_ask(before: Breaker, now: float, may: bool, after: Breaker) -> None:
    assert asked(before, now, RULES) == (may, after)


@pytest.mark.parametrize(
    ("before", "now", "wait", "after"),
    [
        (CLOSED, 100.0, 0.0, Breaker(failures=1)),
        (TWICE, 100.0, 0.0, OPEN),
        (PROBING, 131.0, 0.0, Breaker(state=State.OPEN, failures=4, ready_at=161.0)),
        (CLOSED, 100.0, 7.0, Breaker(state=State.OPEN, failures=1, ready_at=107.0)),
        (TWICE, 100.0, 7.0, OPEN),
        (TWICE, 100.0, 77.0, Breaker(state=State.OPEN, failures=3, ready_at=177.0)),
        (OPEN, 90.0, 0.0, Breaker(state=State.OPEN, failures=4, ready_at=130.0)),
    ],
    ids=["one", "the last of three", "the probe", "told to wait", "told less", "told more", "a late one"],
)
def test_what_a_failure_does(before: Breaker, now: float, wait: float, after: Breaker) -> None:
    assert failed(before, now, RULES, wait=wait) == after


@pytest.mark.parametrize("before", [CLOSED, TWICE, OPEN, PROBING])
def test_a_good_answer_closes_it_and_counts_anew(before: Breaker) -> None:
    assert answered(before) == CLOSED


def test_one_probe_goes_through_and_the_others_wait_for_it() -> None:
    clock = Clock()
    breaker = CircuitBreaker(RULES, clock)
    for _ in range(3):
        assert breaker.may_ask()
        breaker.failed()
    assert not breaker.may_ask()
    clock.seconds = 30.0
    assert [breaker.may_ask() for _ in range(3)] == [True, False, False]
    assert breaker.state is State.HALF_OPEN
    breaker.answered()
    assert [breaker.may_ask() for _ in range(3)] == [True, True, True]
