"""May the register be asked now, after what became of the last questions?

A state machine of pure functions over a frozen record; seconds come from whoever calls. `CircuitBreaker` below shares
one such record between threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum


class State(StrEnum):
    CLOSED = "closed"
    """Everybody may ask."""
    OPEN = "open"
    """Nobody may, until `ready_at`."""
    HALF_OPEN = "half_open"
    """One probe is on its way; the others wait for what becomes of it."""


@dataclass(frozen=True, kw_only=True)
class BreakerRules:
    failures: int = 5
    """So many in a row open it."""
    wait_seconds: float = 30.0
    """From opening to the probe, and from a probe that never came back to the next."""


@dataclass(frozen=True, kw_only=True)
class Breaker:
    state: State = State.CLOSED
    failures: int = 0
    """In a row."""
    ready_at: float = 0.0
    """Open: from when on a probe may go. Half open: when the probe is given up."""


def asked(breaker: Breaker, now: float, rules: BreakerRules) -> tuple[bool, Breaker]:
    """May a question go out now? And the breaker afterwards: the first question after the wait is the probe."""
    if breaker.state is State.CLOSED:
        return True, breaker
    if now < breaker.ready_at:
        return False, breaker
    return True, replace(breaker, state=State.HALF_OPEN, ready_at=now + rules.wait_seconds)


def answered(_breaker: Breaker) -> Breaker:
    """A good answer closes it, whatever was before."""
    return Breaker()


def failed(breaker: Breaker, now: float, rules: BreakerRules, *, wait: float = 0.0) -> Breaker:
    """One more failure. `wait` seconds, where the register told them, open it at once and for at least so long."""
    failures = breaker.failures + 1
    tripped = breaker.state is not State.CLOSED or failures >= rules.failures
    if not tripped and wait <= 0:
        return replace(breaker, failures=failures)
    ready_at = now + max(wait, rules.wait_seconds if tripped else 0.0)
    if breaker.state is State.OPEN:  # a question from before it opened has come back only now
        ready_at = max(ready_at, breaker.ready_at)
    return Breaker(state=State.OPEN, failures=failures, ready_at=ready_at)


class CircuitBreaker:
    """A breaker that threads share. `seconds` is a clock that never steps back."""

    def __init__(self, rules: BreakerRules, seconds: Callable[[], float]) -> None:
        self._rules = rules
        self._seconds = seconds
        self._lock = threading.Lock()
        self._breaker = Breaker()

    @property
    def state(self) -> State:
        return self._breaker.state

    def may_ask(self) -> bool:
        """After True, `answered` or `failed` must be told."""
        with self._lock:
            may, self._breaker = asked(self._breaker, self._seconds(), self._rules)
            return may

    def answered(self) -> None:
        with self._lock:
            self._breaker = answered(self._breaker)

    def failed(self, *, wait: float = 0.0) -> None:
        with self._lock:
            self._breaker = failed(self._breaker, self._seconds(), self._rules, wait=wait)
