"""May it be tried once more? (growing pauses for a login, an address, a second factor)

A try is counted before it is looked at, so that many at once are not many guesses. A login that nobody has is
counted like any other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Insert, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.cabinet.database import writing
from pipeline.cabinet.tables.accounts import SignInTriesRow

TRIES = SignInTriesRow.metadata.tables[SignInTriesRow.__tablename__]
FORGOTTEN = dt.timedelta(days=1)
"""After so long without a try it begins anew."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """`free` tries; the last of them and each one after closes the way, at first for `pause`, then twice as long."""

    key: str
    free: int
    pause: dt.timedelta
    longest: dt.timedelta

    def pause_after(self, tries: int) -> dt.timedelta | None:
        if tries < self.free:
            return None
        return min(self.longest, self.pause * (1 << min(tries - self.free, 20)))


class Closed(Exception):
    """It has been tried too often."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.0f} s")
        self.seconds = seconds


def for_login(login: str) -> Limit:
    return Limit(
        key=_key("login", login), free=5, pause=dt.timedelta(seconds=30), longest=dt.timedelta(minutes=15)
    )  # fmt: skip


def for_address(address: str) -> Limit:
    """Wider: a whole office may come from one."""
    return Limit(
        key=_key("address", address), free=30, pause=dt.timedelta(minutes=1), longest=dt.timedelta(hours=1)
    )  # fmt: skip


def for_second_factor(account_id: str) -> Limit:
    return Limit(
        key=_key("second", account_id), free=5, pause=dt.timedelta(seconds=30), longest=dt.timedelta(hours=1)
    )  # fmt: skip


def take(engine: Engine, limits: Sequence[Limit], now: dt.datetime) -> bool:
    """Count a try; whether it closes one of the ways, should it fail. Raises `Closed`, `DatabaseUnavailable`."""
    limits = sorted(limits, key=lambda limit: limit.key)  # two at once lock rows in the same order
    with writing(engine) as connection:
        connection.execute(delete(TRIES).where(TRIES.c.last_at < now - FORGOTTEN))
        rows = [_locked(connection, limit.key, now) for limit in limits]
        closed = [row["closed_until"] for row in rows if row["closed_until"] and row["closed_until"] > now]
        if closed:
            raise Closed((max(closed) - now).total_seconds())
        pauses = [limit.pause_after(row["tries"] + 1) for limit, row in zip(limits, rows, strict=True)]
        for row, pause in zip(rows, pauses, strict=True):
            values = {"tries": row["tries"] + 1, "last_at": now, "closed_until": now + pause if pause else None}
            connection.execute(update(TRIES).where(TRIES.c.key == row["key"]).values(values))
    return any(pauses)


def forget(connection: Connection, limit: Limit) -> None:
    """It succeeded: nothing of this way is counted any more."""
    connection.execute(delete(TRIES).where(TRIES.c.key == limit.key))


def give_back(connection: Connection, limit: Limit) -> None:
    """It succeeded, but says nothing of the tries before: only this one is not counted."""
    same = (TRIES.c.key == limit.key) & (TRIES.c.tries > 0)
    connection.execute(update(TRIES).where(same).values(tries=TRIES.c.tries - 1, closed_until=None))


def _locked(connection: Connection, key: str, now: dt.datetime) -> dict[str, Any]:
    fresh = {"key": key, "tries": 0, "last_at": now, "closed_until": None}
    connection.execute(_insert(connection).values(fresh))
    query = select(TRIES).where(TRIES.c.key == key).with_for_update()
    return dict(connection.execute(query).mappings().one())


def _insert(connection: Connection) -> Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(TRIES).on_conflict_do_nothing()
    return sqlite.insert(TRIES).on_conflict_do_nothing()


def _key(what: str, of: str) -> str:
    return hashlib.sha256(f"{what}\0{of}".encode()).hexdigest()
