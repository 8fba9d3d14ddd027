"""How is what has served its time purged? (by `podlinnik purge`, or by a sweep where the settings say so)"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from pipeline.cabinet.file_store import FileStore
from pipeline.cabinet.purging import (
    MAY_BE_PURGED,
    Ended,
    Removed,
    Traces,
    clear_free_pages,
    ended,
    forget_register,
    may_go,
    purge_portion,
    remove_leftovers,
)
from pipeline.cabinet.putting_away import PORTION, Chosen, Condition
from pipeline.log import log
from pipeline.rules.loader import load_kinds, load_retention
from pipeline.rules.retention import Retention
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_files
from workers.traces import NoTraces, RedisTraces

Clock = Callable[[], dt.datetime]
SERVED = "term"
"""Why a document was purged whose time was over."""


@dataclass(frozen=True, kw_only=True)
class Purge:
    """All that a purge works with. Built by `build_purge`; every method raises `DatabaseUnavailable`."""

    engine: Engine
    files: FileStore
    traces: Traces
    retention: Retention
    clock: Clock

    def conditions(self) -> list[Condition]:
        """What has served its time."""
        now = self.clock()
        return ended(terms_of(self.retention, now), now)

    def chosen(self, ids: Sequence[str]) -> list[Condition]:
        """What of these may go, whatever their time: whoever asks for it answers for that."""
        return [condition & may_go(self.clock()) for condition in Chosen(ids=tuple(ids)).conditions()]

    def by_term(self, *, actor: str) -> Iterator[int]:
        return self.portions(self.conditions(), actor=actor, why=SERVED)

    def portions(self, conditions: Sequence[Condition], *, actor: str, why: str) -> Iterator[int]:
        """Portion by portion; how many documents each. What lies outside of the database is `leftovers`."""
        for condition in conditions:
            after, purged = "", PORTION
            while purged == PORTION:
                rows = purge_portion(self.engine, condition, self.clock(), actor=actor, why=why, after=after)
                for row in rows:
                    log().info("purged", document_id=row["id"], kind=row["kind"], status=row["status"])
                purged, after = len(rows), rows[-1]["id"] if rows else after
                yield purged

    def leftovers(self) -> Iterator[Removed]:
        """Also those of a purge that was killed. Raises `OSError`."""
        return remove_leftovers(self.engine, self.files, self.traces, self.clock())

    def end(self) -> None:
        """What was kept to work faster, and may tell of those who were purged, goes as well."""
        forget_register(self.engine)
        clear_free_pages(self.engine)


def build_purge(settings: Settings, engine: Engine, clock: Clock) -> Purge:
    """Raises `RulesError`, `OSError` for a file of terms that cannot be used."""
    address = settings.redis_address()
    return Purge(
        engine=engine,
        files=build_files(settings),
        traces=NoTraces() if address is None else RedisTraces(address),
        retention=retention_of(settings.retention_file),
        clock=clock,
    )


def retention_of(path: Path | None) -> Retention:
    """Raises `RulesError`, `OSError`."""
    return load_retention(path, statuses=MAY_BE_PURGED)


def terms_of(retention: Retention, now: dt.datetime) -> list[Ended]:
    """Kinds and statuses of which something may have served its time, those of one term together."""
    together: dict[tuple[str, str, dt.datetime], list[str]] = defaultdict(list)
    for kind in load_kinds():
        for status in sorted(MAY_BE_PURGED):
            term = retention.term(kind, status)
            before = term.before(now)
            if before is not None:
                together[status, term.counted_from, before].append(kind)
    return [
        Ended(status=status, kinds=tuple(kinds), counted_from=counted_from, before=before)
        for (status, counted_from, before), kinds in together.items()
    ]
