"""How does a person's decision come into force?

Once it can no longer be undone: at once, or after a second pair of eyes. What changed meanwhile is never overwritten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Engine, delete, select

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import Row, Ruling
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.follow_ups import follow
from pipeline.cabinet.protocol import StaleWriter
from pipeline.cabinet.reviews.deciding import STEPS, Task, pending_step, put_state
from pipeline.cabinet.reviews.queue import freed, task_for_update
from pipeline.cabinet.reviews.tasks import TASKS, Purpose
from pipeline.cabinet.statuses import ForbiddenTransition
from pipeline.case import Decision

SUPERVISOR = "supervisor"
CAUSE = "reviewer"
Step = Mapping[str, Any]


def settle_due(engine: Engine, clock: Callable[[], dt.datetime], *, limit: int = 20) -> int:
    """Put in force what can no longer be undone, each in a transaction of its own. How many there were."""
    query = select(STEPS.c.id).where(STEPS.c.state == "pending", STEPS.c.takes_effect_at <= clock())
    with reading(engine) as connection:
        due = list(connection.execute(query.order_by(STEPS.c.takes_effect_at).limit(limit)).scalars())
    return sum(_settle(engine, step_id, clock()) for step_id in due)


def _settle(engine: Engine, step_id: str, now: dt.datetime) -> bool:
    try:
        with writing(engine) as connection:
            step = pending_step(connection, step_id)
            if step is None:
                return False
            row = changes.document(connection, step["document_id"], locked=True)
            task = task_for_update(connection, step["document_id"])
            if row is None or task is None or row["revision"] != step["revision"]:
                entries = _overtaken(connection, step, task)
            else:
                entries = _come_to_its_end(connection, row, task, step, now)
            audit.append(connection, entries, now)
    except (StaleWriter, ForbiddenTransition):
        with writing(engine) as connection:
            audit.append(connection, _overtaken(connection, {"id": step_id, **_named(connection, step_id)}, None), now)
    return True


def _named(connection: Connection, step_id: str) -> dict[str, Any]:
    return dict(connection.execute(select(STEPS).where(STEPS.c.id == step_id)).mappings().one())


def _overtaken(connection: Connection, step: Step, task: Task | None) -> list[audit.Entry]:
    """The document is not what was decided on: whoever comes next sees what it is now."""
    put_state(connection, step["id"], "overtaken")
    freed(connection, step["document_id"], held_until=None)
    return [_entry(step, "review_overtaken")]


def _come_to_its_end(connection: Connection, row: Row, task: Task, step: Step, now: dt.datetime) -> list[audit.Entry]:
    purpose = Purpose(task["purpose"])
    if purpose is Purpose.BLIND:
        return _blind(connection, task, step)
    if purpose is Purpose.SECOND:
        return _second(connection, row, task, step, now)
    if step["detail"].get("second"):
        put_state(connection, step["id"], "proposed")
        freed(
            connection, row["id"], held_until=None, purpose=Purpose.SECOND.value, not_login=step["login"],
            proposal=step["id"], for_login=None, for_role=None,
        )  # fmt: skip
        return [_entry(step, "review_second_asked")]
    return _in_force(connection, row, step, now)


def _blind(connection: Connection, task: Task, step: Step) -> list[audit.Entry]:
    """The sample is answered; where the two differ, a supervisor decides."""
    same = step["outcome"] == step["machine"]
    put_state(connection, step["id"], "answered")
    if same:
        connection.execute(delete(TASKS).where(TASKS.c.document_id == task["document_id"]))
    else:
        freed(
            connection, task["document_id"], held_until=None, purpose=Purpose.DISPUTE.value, for_role=SUPERVISOR,
            not_login=step["login"], proposal=step["id"],
        )  # fmt: skip
    return [_entry(step, "review_blind_same" if same else "review_blind_differs")]


def _second(connection: Connection, row: Row, task: Task, step: Step, now: dt.datetime) -> list[audit.Entry]:
    """Both say the same: it is so. Else a supervisor decides, who may be this second person."""
    first = _named(connection, task["proposal"])
    if step["outcome"] == first["outcome"] and step["codes"] == first["codes"]:
        put_state(connection, step["id"], "in_force", action="agreed")
        return [_entry(step, "review_agreed"), *_in_force(connection, row, first, now)]
    if step["role"] == SUPERVISOR:
        put_state(connection, first["id"], "overruled")
        put_state(connection, step["id"], "in_force", action="differed")
        return [_entry(step, "review_differed"), *_in_force(connection, row, step, now)]
    put_state(connection, step["id"], "proposed", action="differed")
    freed(
        connection, row["id"], held_until=None, purpose=Purpose.DISPUTE.value, for_role=SUPERVISOR, not_login=None
    )  # fmt: skip
    return [_entry(step, "review_differed")]


def _in_force(connection: Connection, row: Row, step: Step, now: dt.datetime) -> list[audit.Entry]:
    kept = step["detail"]
    until = kept.get("valid_until")
    ruling = Ruling(
        decision=Decision.model_validate(kept["decision"]), by=_actor(step), cause=CAUSE, versions=kept["versions"],
        valid_until=dt.date.fromisoformat(until) if until else None,
    )  # fmt: skip
    after, entry = changes.decide(connection, row, ruling, now)
    put_state(connection, step["id"], "in_force")
    connection.execute(delete(TASKS).where(TASKS.c.document_id == row["id"]))
    return [entry, *follow(connection, after, now)]


def _actor(step: Step) -> str:
    return f"{step['role']}:{step['login']}"


def _entry(step: Step, action: str) -> audit.Entry:
    why = " ".join((step["outcome"] or "", *step["codes"])).strip()
    return audit.Entry(actor=_actor(step), action=action, document_id=step["document_id"], why=why)
