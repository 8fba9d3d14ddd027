"""A register over HTTP for tests: asked through the real adapter, served on loopback by the reference server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydantic import SecretStr

from pipeline.registry.answers import Ages, AnswerCache, MemoryAnswers
from pipeline.registry.breaker import BreakerRules, CircuitBreaker
from pipeline.registry.http import HttpRegistry
from pipeline.registry.http_call import CallLimits, Gateway

LIMITS = CallLimits(
    connect_seconds=5.0, read_seconds=0.15, call_seconds=0.6, tries=1, retry_seconds=0.0, answer_bytes=200_000
)
PATIENT = CallLimits(connect_seconds=10.0, read_seconds=30.0, call_seconds=60.0, tries=1, retry_seconds=0.0)
"""For whoever expects an answer: a busy machine is no fault."""


@dataclass
class Clock:
    """Stands still until a test moves it on."""

    seconds: float = 0.0
    start: dt.datetime = field(default=dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC))

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> dt.datetime:
        return self.start + dt.timedelta(seconds=self.seconds)


@contextmanager
def asking(
    url: str,
    *,
    limits: CallLimits = PATIENT,
    clock: Clock | None = None,
    rules: BreakerRules | None = None,
    cache: AnswerCache | None = None,
    found_seconds: float = 0.0,
    absent_seconds: float = 0.0,
    page_size: int = 100,
    token: str | None = None,
) -> Iterator[HttpRegistry]:
    """Keeps no answers and never breaks, unless a test says so."""
    clock = clock or Clock()
    registry = HttpRegistry(
        gateway=Gateway(url, token=SecretStr(token) if token else None, limits=limits),
        breaker=CircuitBreaker(rules or BreakerRules(failures=1_000_000), clock),
        cache=cache or MemoryAnswers(100),
        ages=Ages(found=dt.timedelta(seconds=found_seconds), absent=dt.timedelta(seconds=absent_seconds)),
        now=clock.now,
        secret=b"test",
        page_size=page_size,
    )
    try:
        yield registry
    finally:
        registry.close()
