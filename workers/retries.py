"""How often, and after which waits, is a document tried again when it is not its fault? (data, with a table test)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MINUTE, HOUR = 60.0, 3600.0


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`tries` in all, the first among them; `waits` in seconds, the last one repeats."""

    tries: int
    waits: tuple[float, ...]
    why: str


RETRIES: Mapping[str, Rule] = MappingProxyType(
    {
        "registry": Rule(tries=80, waits=(MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR),
                         why="the register does not answer; after three days a person looks"),
        "engine": Rule(tries=3, waits=(30.0, 5 * MINUTE), why="the recogniser did not answer in time"),
        "scanner": Rule(tries=12, waits=(MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR),
                        why="the antivirus does not answer, and has to; after nine hours a person looks"),
        "child": Rule(tries=1, waits=(0.0,), why="the upload ended its child: no second one is risked"),
        "storage": Rule(tries=12, waits=(MINUTE, 10 * MINUTE, HOUR), why="the file store cannot be read"),
        "database": Rule(tries=12, waits=(10.0, MINUTE, 10 * MINUTE), why="the database failed in the middle"),
        "time": Rule(tries=2, waits=(MINUTE,), why="the document took longer than any may"),
        "lost": Rule(tries=3, waits=(0.0,), why="the worker died with the document in its hands"),
        "fault": Rule(tries=3, waits=(5 * MINUTE, HOUR), why="an error of ours; an update may mend it meanwhile"),
    }
)  # fmt: skip
"""By kind of failure. None of them counts against the applicant, and the last try of each ends with a person."""


def next_try(failure: str, failed: int, now: dt.datetime, pace: float = 1.0) -> dt.datetime | None:
    """When to try again after `failed` tries that failed so; None: that was the last. `pace` multiplies the waits."""
    rule = RETRIES[failure]
    if failed >= rule.tries:
        return None
    return now + dt.timedelta(seconds=pace * rule.waits[min(failed, len(rule.waits)) - 1])
