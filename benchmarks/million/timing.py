"""How long did it take? (calls over HTTP; transactions, as long as they have their connection)"""

from __future__ import annotations

import http.client
import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from sqlalchemy import Engine, event

from benchmarks.million.asked import Asked

LIMIT = 0.1
"""Seconds: what 95 in 100 must not exceed."""
SHARES = (0.5, 0.95, 0.99)
PATIENCE = 60.0
WARM_UP = 10
"""Requests of each way that are not counted."""


@dataclass(frozen=True, kw_only=True)
class Times:
    """Seconds, each of one call, portion or transaction."""

    name: str
    seconds: tuple[float, ...]

    @property
    def met(self) -> bool:
        return self.at(0.95) < LIMIT

    def at(self, share: float) -> float:
        """The least time that at least `share` of all did not exceed (nearest rank)."""
        return sorted(self.seconds)[max(math.ceil(share * len(self.seconds)) - 1, 0)]

    def cells(self) -> list[str]:
        """How many; milliseconds at each share; the longest."""
        told = [self.at(share) for share in SHARES] + [max(self.seconds)]
        return [str(len(self.seconds)), *(f"{1000 * seconds:.1f}" for seconds in told)]


class Line:
    """One connection to the API that stays open."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def send(self, asked: Asked) -> tuple[int, bytes, Mapping[str, str]]:
        self._connection.request(asked.method, asked.path, asked.body or None, dict(asked.headers))
        answer = self._connection.getresponse()
        return answer.status, answer.read(), dict(answer.headers)

    def timed(self, name: str, requests: Iterator[Asked], count: int, status: int) -> Times:
        """`count` requests, or as many as there are, after a few that are not counted. Raises `ValueError`."""
        seconds = []
        for number, asked in zip(range(-WARM_UP, count), requests, strict=False):
            began = time.perf_counter()
            got, body, _ = self.send(asked)
            took = time.perf_counter() - began
            if got != status:
                raise ValueError(f"{name}: {got} instead of {status}: {body[:300]!r}")
            if number >= 0 or asked.method == "POST":
                seconds.append(took)
        return Times(name=name, seconds=tuple(seconds))


@contextmanager
def transactions_of(engine: Engine) -> Iterator[list[float]]:
    """How long each transaction that began meanwhile had its connection, its commit and other threads' among them."""
    took: list[float] = []
    began: dict[int, float] = {}

    def taken(_connection: Any, record: Any, _proxy: Any) -> None:
        began[id(record)] = time.perf_counter()

    def given_back(_connection: Any, record: Any) -> None:
        took.append(time.perf_counter() - began.pop(id(record)))

    event.listen(engine, "checkout", taken)
    event.listen(engine, "checkin", given_back)
    try:
        yield took
    finally:
        event.remove(engine, "checkout", taken)
        event.remove(engine, "checkin", given_back)
