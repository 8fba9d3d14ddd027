"""What does a worker tell about its work?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from pipeline.cabinet.protocol import Journal, StageResult
from pipeline.case import Holder, RegistryPerson, RegistryUnavailable
from pipeline.registry.breaker import State
from pipeline.registry.protocol import Registry

People = tuple[RegistryPerson, ...]


class Watcher(Protocol):
    """Counts and measures; never told anything of a person."""

    def stage_done(self, stage: str, seconds: float) -> None: ...

    def decided(self, kind: str, status: str, codes: Sequence[str]) -> None: ...

    def tried(self, failure: str) -> None: ...

    def asked(self, result: str, seconds: float, breaker: State | None) -> None:
        """A question to the register: `found`, `nobody` or `unavailable`; the breaker's state, where there is one."""


class Unwatched:
    """Where nobody measures."""

    def stage_done(self, stage: str, seconds: float) -> None:
        return None

    def decided(self, kind: str, status: str, codes: Sequence[str]) -> None:
        return None

    def tried(self, failure: str) -> None:
        return None

    def asked(self, result: str, seconds: float, breaker: State | None) -> None:
        return None


class WatchedJournal:
    """A journal that tells of each stage as it is saved, also of those before one that fails."""

    def __init__(self, journal: Journal, watcher: Watcher) -> None:
        self._watcher = watcher
        self._journal = journal
        self.load = journal.load
        self.lines = journal.lines

    def save(self, case_id: str, result: StageResult) -> None:
        self._journal.save(case_id, result)
        self._watcher.stage_done(result.stage, result.seconds)


class WatchedRegistry:
    """A register whose answers are counted and timed."""

    def __init__(self, registry: Registry, watcher: Watcher) -> None:
        self._registry = registry
        self._watcher = watcher

    @property
    def version(self) -> str:
        return self._registry.version

    def find_people(self, holder: Holder) -> People:
        return self._timed(lambda: self._registry.find_people(holder))

    def find_by_number(self, kind: str, series: str | None, number: str) -> People:
        return self._timed(lambda: self._registry.find_by_number(kind, series, number))

    def _timed(self, ask: Callable[[], People]) -> People:
        began = time.monotonic()
        try:
            people = ask()
        except RegistryUnavailable:
            self._tell("unavailable", began)
            raise
        self._tell("found" if people else "nobody", began)
        return people

    def _tell(self, result: str, began: float) -> None:
        breaker: State | None = getattr(self._registry, "state", None)
        self._watcher.asked(result, time.monotonic() - began, breaker)
