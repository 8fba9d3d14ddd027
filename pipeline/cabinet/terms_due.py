"""Which windows and validities ask for something now, and what is done about them?

Rows are locked as they are chosen and those that somebody else has are left out: two sweeps at once share the work.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection, Engine, select, update

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import DOCUMENTS, NO_LEASE, Change, Row
from pipeline.cabinet.database import writing
from pipeline.cabinet.statuses import Status
from pipeline.cabinet.terms import Does, Step, days_left, due, next_look
from pipeline.cabinet.window import after_status

ACTORS: Mapping[Does, str] = {
    Does.REMIND_WINDOW: "sweep:windows", Does.RESTRICT: "sweep:windows", Does.EXPIRING: "sweep:validity",
    Does.REMIND_VALIDITY: "sweep:validity", Does.EXPIRE: "sweep:validity",
}  # fmt: skip
EVENTS: Mapping[Does, str] = {
    Does.REMIND_WINDOW: "correction_reminder", Does.REMIND_VALIDITY: "validity_reminder",
}  # fmt: skip


def act_on_terms(engine: Engine, now: dt.datetime, *, limit: int) -> tuple[int, Counter[str]]:
    """One portion in one transaction: how many rows were looked at, and how often each thing was done.

    Fewer than `limit` rows: nothing is left. Raises `DatabaseUnavailable`.
    """
    done: Counter[str] = Counter()
    with writing(engine) as connection:
        rows = _awake(connection, now, limit)
        entries = []
        for row in rows:
            step = due(row, now)
            if step is None:
                mine = DOCUMENTS.c.id == row["id"]
                connection.execute(update(DOCUMENTS).where(mine).values(wakes_at=next_look(row, now)))
                continue
            entries.append(_do(connection, row, step, now))
            done[step.does.value] += 1
        audit.append(connection, entries, now)
    return len(rows), done


def _awake(connection: Connection, now: dt.datetime, limit: int) -> list[Row]:
    query = (
        select(DOCUMENTS)
        .where(DOCUMENTS.c.wakes_at <= now)
        .order_by(DOCUMENTS.c.wakes_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _do(connection: Connection, row: Row, step: Step, now: dt.datetime) -> audit.Entry:
    match step.does:
        case Does.REMIND_WINDOW | Does.REMIND_VALIDITY:
            return _remind(connection, row, step, now)
        case Does.RESTRICT:
            return _restrict(connection, row, now)
        case Does.EXPIRING:
            return _expiring(connection, row, step, now)
        case Does.EXPIRE:
            what = _change(step.does, Status.EXPIRED, "expired", valid_until=row["valid_until"].isoformat())
            changes.change(connection, row, what, now)
            return changes.entry_of(row, what)


def _remind(connection: Connection, row: Row, step: Step, now: dt.datetime) -> audit.Entry:
    told: dict[str, object] = {"days_left": days_left(row, now)}
    if step.does is Does.REMIND_VALIDITY:
        told["valid_until"] = row["valid_until"].isoformat()
    values = {"reminded": step.mark, "wakes_at": next_look({**row, "reminded": step.mark}, now)}
    changes.remind(connection, row, EVENTS[step.does], told, now, values)
    return audit.Entry(
        actor=ACTORS[step.does], action="reminded", document_id=row["id"], before=row["status"], after=row["status"],
        why=f"{step.mark} d",
    )  # fmt: skip


def _restrict(connection: Connection, row: Row, now: dt.datetime) -> audit.Entry:
    """The window passed without an answer."""
    passed = row["correct_by"].isoformat()
    window, ledger = after_status(
        changes.window_of(row), Status.ACCESS_RESTRICTED, cause="passed", now=now, correct_by=None, may_open=False
    )
    values = {**NO_LEASE, "correct_by": window.correct_by, "window_paused_at": window.paused_at}
    what = _change(Does.RESTRICT, Status.ACCESS_RESTRICTED, "window_passed", values, passed_at=passed)
    changes.change(connection, row, what, now)
    changes.write_ledger(connection, row["id"], ledger)
    return changes.entry_of(row, what)


def _expiring(connection: Connection, row: Row, step: Step, now: dt.datetime) -> audit.Entry:
    """The change of status is the first reminder."""
    valid_until = row["valid_until"].isoformat()
    what = _change(
        Does.EXPIRING, Status.EXPIRING, "expiring", {"reminded": step.mark}, valid_until=valid_until,
        days_left=days_left(row, now),
    )  # fmt: skip
    changes.change(connection, row, what, now)
    return changes.entry_of(row, what)


def _change(does: Does, to: Status, action: str, values: Mapping[str, object] | None = None, **told: object) -> Change:
    return Change(to=to, actor=ACTORS[does], action=action, values=values or {}, told=told)
