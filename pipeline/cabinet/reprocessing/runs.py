"""How does a run go on? (who takes which chunk, pause and resume, how far it is, what it changed)"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, func, or_, select, update

from pipeline.cabinet import audit
from pipeline.cabinet.changes import DOCUMENTS, Row
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.reprocessing.selection import CHUNKS, ITEMS, RUNS, Refused, run_row

PAGE = 1_000
RUNG_AT_ONCE = 100
"""Chunks of a run that lie in the queue: each that is done rings for further ones."""
MOST_TRIES = 3
WAITS = (60.0, 300.0)
"""Seconds before a chunk is taken up again whose documents wait for the register or the engine."""
MOVES = {
    "paused": ("selecting", "running"), "running": ("paused", "running"),
    "cancelled": ("selecting", "running", "paused"),
}  # fmt: skip
"""From which states an operator may bring a run to which."""
NOTED = {
    "paused": "reprocessing_paused", "running": "reprocessing_resumed", "selecting": "reprocessing_resumed",
    "cancelled": "reprocessing_cancelled",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """The right to carry a chunk of a run, for as long as the lease holds."""

    run: Row
    number: int
    size: int
    owner: str

    @property
    def run_id(self) -> str:
        return str(self.run["id"])

    @property
    def shadow(self) -> bool:
        return bool(self.run["shadow"])


@dataclass(frozen=True, kw_only=True)
class Later:
    """Nothing may be taken before `at`: the rate, other workers, documents that wait."""

    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Progress:
    """`counts`: documents by result."""

    state: str
    total: int
    counts: Counter[str]

    @property
    def done(self) -> int:
        return sum(self.counts.values()) - self.counts["open"]


def claim(
    engine: Engine, run_id: str, *, owner: str, seconds: float, now: dt.datetime, number: int | None = None
) -> Claimed | Later | None:
    """Take a chunk (`number`, or the next) for `seconds`; None when nothing of the run is left to do, or may be done.

    With a rate, whoever takes a chunk books its time, so that all workers together keep it.
    """
    with writing(engine) as connection:
        run = run_row(connection, run_id, locked=True)
        if run["state"] != "running":
            return None
        if run["per_second"] is not None and run["next_at"] is not None and run["next_at"] > now:
            return Later(at=run["next_at"])
        mine = (CHUNKS.c.run_id == run_id) & (CHUNKS.c.state == "open")
        mine = mine if number is None else mine & (CHUNKS.c.number == number)
        free = mine & or_(CHUNKS.c.lease_until.is_(None), CHUNKS.c.lease_until <= now)
        chunk = connection.execute(select(CHUNKS).where(free).order_by(CHUNKS.c.number).limit(1)).mappings().first()
        if chunk is None:
            at = connection.execute(select(func.min(CHUNKS.c.lease_until)).where(mine)).scalar()
            return None if at is None else Later(at=at)
        same = (CHUNKS.c.run_id == run_id) & (CHUNKS.c.number == chunk["number"])
        until = now + dt.timedelta(seconds=seconds)
        connection.execute(update(CHUNKS).where(same).values(lease_owner=owner, lease_until=until))
        if run["per_second"] is not None:
            booked = now + dt.timedelta(seconds=chunk["size"] / run["per_second"])
            connection.execute(update(RUNS).where(RUNS.c.id == run_id).values(next_at=booked))
    return Claimed(run=run, number=chunk["number"], size=chunk["size"], owner=owner)


def extend(engine: Engine, claimed: Claimed, *, seconds: float, now: dt.datetime) -> bool:
    """A heartbeat. False when the lease is lost."""
    until = now + dt.timedelta(seconds=seconds)
    with writing(engine) as connection:
        return connection.execute(update(CHUNKS).where(held_by(claimed)).values(lease_until=until)).rowcount == 1


def is_running(engine: Engine, run_id: str) -> bool:
    with reading(engine) as connection:
        return connection.execute(select(RUNS.c.state).where(RUNS.c.id == run_id)).scalar() == "running"


def note_try(engine: Engine, claimed: Claimed, document_id: str) -> None:
    """Before heavy work on a document: what kills its worker is not tried for ever."""
    one = (ITEMS.c.run_id == claimed.run_id) & (ITEMS.c.document_id == document_id)
    with writing(engine) as connection:
        connection.execute(update(ITEMS).where(one).values(tries=ITEMS.c.tries + 1))


def leave(engine: Engine, claimed: Claimed, now: dt.datetime) -> Counter[str]:
    """End the lease: the chunk is done, or is taken up again, at once or after a wait. Its documents by result."""
    mine = (ITEMS.c.run_id == claimed.run_id) & (ITEMS.c.chunk == claimed.number)
    with writing(engine) as connection:
        found = connection.execute(
            select(ITEMS.c.result, ITEMS.c.tries, func.count()).where(mine).group_by(ITEMS.c.result, ITEMS.c.tries)
        ).all()
        counts = Counter[str]()
        for result, _, count in found:
            counts[result] += count
        waits = [tries for result, tries, _ in found if result == "waiting" and tries < MOST_TRIES]
        values: dict[str, Any] = {"counts": dict(counts), "lease_owner": None, "lease_until": None}
        if waits and not counts["open"]:
            seconds = WAITS[min(max(waits), len(WAITS)) - 1]
            values["lease_until"] = now + dt.timedelta(seconds=seconds)
        elif not counts["open"]:
            values |= {"state": "done", "finished_at": now}
        connection.execute(update(CHUNKS).where(held_by(claimed)).values(values))
    return counts


def held_by(claimed: Claimed) -> Any:
    same = (CHUNKS.c.run_id == claimed.run_id) & (CHUNKS.c.number == claimed.number)
    return same & (CHUNKS.c.lease_owner == claimed.owner) & (CHUNKS.c.state == "open")


def finish(engine: Engine, run_id: str, now: dt.datetime) -> bool:
    """End a run that has nothing left to do, once; a shadow run that it applies is `applied`. True when it did."""
    with writing(engine) as connection:
        run = run_row(connection, run_id, locked=True)
        left = (CHUNKS.c.run_id == run_id) & (CHUNKS.c.state == "open")
        if run["state"] != "running" or connection.execute(select(CHUNKS.c.number).where(left).limit(1)).first():
            return False
        done = {"state": "done", "finished_at": now}
        connection.execute(update(RUNS).where(RUNS.c.id == run_id).values(done))
        action = "reprocessing_finished"
        if run["applies"]:
            connection.execute(update(RUNS).where(RUNS.c.id == run["applies"]).values(state="applied"))
            action = "reprocessing_applied"
        told = " ".join(f"{name}={count}" for name, count in sorted(_by_result(connection, run_id).items()))
        shadow = " shadow" if run["shadow"] else ""
        audit.append(connection, [audit.Entry(actor=run["actor"], action=action, why=f"{run_id}{shadow} {told}")], now)
    return True


def move(engine: Engine, run_id: str, state: str, *, actor: str, now: dt.datetime) -> None:
    """Pause (`paused`), go on (`running`) or give up (`cancelled`) a run. Raises `Refused`.

    A chunk that is being carried stops after the document at hand; what was written stays.
    """
    with writing(engine) as connection:
        run = run_row(connection, run_id, locked=True)
        if run["state"] == state:
            return
        if run["state"] not in MOVES[state]:
            raise Refused(f"{run_id} is {run['state']}: it cannot be {state}")
        if state == "running" and not run["documents"]:
            state = "selecting"  # it was paused before all was selected
        ended = {"finished_at": now} if state == "cancelled" else {}
        connection.execute(update(RUNS).where(RUNS.c.id == run_id).values(state=state, **ended))
        audit.append(connection, [audit.Entry(actor=actor, action=NOTED[state], why=run_id)], now)


def progress(engine: Engine, run_id: str) -> Progress:
    """How far it is, as of each chunk's last end. Raises `Refused`."""
    with reading(engine) as connection:
        run = run_row(connection, run_id)
        chunks = connection.execute(select(CHUNKS.c.size, CHUNKS.c.counts).where(CHUNKS.c.run_id == run_id)).all()
    counts = Counter[str]()
    for size, counted in chunks:
        counts.update(counted or {"open": size})
    return Progress(state=run["state"], total=run["documents"], counts=counts)


def due_chunks(engine: Engine, now: dt.datetime, run_id: str | None = None) -> list[tuple[str, int]]:
    """Chunks that may be taken now, by run and number: whom to ring for. Of a run with a rate, one at a time."""
    query = select(RUNS.c.id, RUNS.c.per_second, RUNS.c.next_at).where(RUNS.c.state == "running").order_by(RUNS.c.id)
    found: list[tuple[str, int]] = []
    with reading(engine) as connection:
        runs = connection.execute(query if run_id is None else query.where(RUNS.c.id == run_id)).all()
        for run in runs:
            if run.per_second is not None and run.next_at is not None and run.next_at > now:
                continue
            free = (CHUNKS.c.run_id == run.id) & (CHUNKS.c.state == "open")
            free &= or_(CHUNKS.c.lease_until.is_(None), CHUNKS.c.lease_until <= now)
            numbers = select(CHUNKS.c.number).where(free).order_by(CHUNKS.c.number)
            most = RUNG_AT_ONCE if run.per_second is None else 1
            found += [(run.id, number) for number in connection.execute(numbers.limit(most)).scalars()]
    return found


def runs(engine: Engine, limit: int = 50) -> list[Row]:
    """The latest runs first."""
    with reading(engine) as connection:
        latest = connection.execute(select(RUNS).order_by(RUNS.c.id.desc()).limit(limit))
        return [dict(row) for row in latest.mappings()]


def run_of(engine: Engine, run_id: str) -> Row | None:
    """None where there is no such run."""
    with reading(engine) as connection:
        found = connection.execute(select(RUNS).where(RUNS.c.id == run_id)).mappings().first()
    return dict(found) if found else None


def changes_of(engine: Engine, run_id: str, *, result: str = "changed") -> Iterator[Row]:
    """Items of a run with that result and their kinds, by document."""
    after = ""
    while True:
        query = (
            select(ITEMS, DOCUMENTS.c.kind)
            .join(DOCUMENTS, DOCUMENTS.c.id == ITEMS.c.document_id)
            .where(ITEMS.c.run_id == run_id, ITEMS.c.result == result, ITEMS.c.document_id > after)
            .order_by(ITEMS.c.document_id)
            .limit(PAGE)
        )
        with reading(engine) as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1]["document_id"]


def summary(engine: Engine, run_id: str) -> list[Row]:
    """What changes, most frequent first: `before`, `after`, `reasons_before`, `reasons_after`, `documents`."""
    kinds_of_change = (ITEMS.c.before, ITEMS.c.after, ITEMS.c.reasons_before, ITEMS.c.reasons_after)
    count = func.count().label("documents")
    query = (
        select(*kinds_of_change, count)
        .where(ITEMS.c.run_id == run_id, ITEMS.c.result == "changed")
        .group_by(*kinds_of_change)
        .order_by(count.desc(), ITEMS.c.before, ITEMS.c.after)
    )
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def unforeseen(engine: Engine, run_id: str) -> list[str]:
    """Documents of an applied shadow run that came to something else than it had shown."""
    shadow = ITEMS.alias("shadow")
    with reading(engine) as connection:
        applies = run_row(connection, run_id)["applies"]
        pair = (shadow.c.run_id == applies) & (shadow.c.document_id == ITEMS.c.document_id)
        other = ITEMS.c.after.is_distinct_from(shadow.c.after)
        other |= ITEMS.c.reasons_after.is_distinct_from(shadow.c.reasons_after) | (ITEMS.c.result != "changed")
        query = select(ITEMS.c.document_id).join(shadow, pair).where((ITEMS.c.run_id == run_id) & other)
        return list(connection.execute(query.order_by(ITEMS.c.document_id)).scalars())


def _by_result(connection: Connection, run_id: str) -> dict[str, int]:
    query = select(ITEMS.c.result, func.count()).where(ITEMS.c.run_id == run_id).group_by(ITEMS.c.result)
    return {result: count for result, count in connection.execute(query)}  # noqa: C416


__all__ = ["Claimed", "Later", "Progress", "Refused", "claim", "finish", "leave", "move", "progress"]
