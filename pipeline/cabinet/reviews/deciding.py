"""What did a person decide? (held for a while, so that it can be undone; `settling` puts it in force)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import DECISIONS, Row
from pipeline.cabinet.database import writing
from pipeline.cabinet.ids import new_id
from pipeline.cabinet.reviews.queue import Stale, freed, held_for_update, task_for_update
from pipeline.cabinet.reviews.tasks import TASKS
from pipeline.cabinet.sessions import Visitor
from pipeline.cabinet.tables.reviews import ReviewStepRow
from pipeline.case import Decision

STEPS = ReviewStepRow.metadata.tables[ReviewStepRow.__tablename__]
MACHINE = "machine"
Task = Mapping[str, Any]


class TooLate(Exception):
    """It is in force, or was answered by somebody else."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a person decided, and with what. `second`: another person has to agree first."""

    decision: Decision
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    valid_until: dt.date | None = None
    second: bool = False
    note: str = ""

    @property
    def codes(self) -> list[str]:
        return sorted({reason.code for reason in self.decision.reasons})


def hold(
    engine: Engine, visitor: Visitor, document_id: str, answer: Answer, *, token: int, revision: int, now: dt.datetime,
    undo_seconds: float,
) -> str:  # fmt: skip
    """Note the decision; it comes into force in `undo_seconds`. The step's id. Raises `Stale`."""
    with writing(engine) as connection:
        row = changes.document(connection, document_id, locked=True)
        task = held_for_update(connection, visitor, document_id, token)
        if row is None or row["revision"] != revision:
            raise Stale
        takes_effect = now + dt.timedelta(seconds=undo_seconds)
        kept = {
            "decision": answer.decision.model_dump(mode="json"), "versions": dict(answer.versions), "note": answer.note,
            "valid_until": answer.valid_until.isoformat() if answer.valid_until else None, "second": answer.second,
        }  # fmt: skip
        step = step_of(connection, visitor, row, task, "decided", kept, now) | {
            "outcome": answer.decision.outcome.value, "codes": answer.codes, "state": "pending",
            "takes_effect_at": takes_effect,
        }  # fmt: skip
        connection.execute(insert(STEPS).values(step))
        freed(connection, document_id, held_until=takes_effect)
        why = " ".join((task["purpose"], step["outcome"], *answer.codes))
        note = audit.Entry(actor=visitor.actor, action="review_decided", document_id=document_id, why=why)
        audit.append(connection, [note], now)
    return str(step["id"])


def undo(engine: Engine, visitor: Visitor, step_id: str, now: dt.datetime, lease_seconds: float) -> str:
    """Take it back; the document is in the visitor's hands again. Its id. Raises `TooLate`."""
    with writing(engine) as connection:
        step = pending_step(connection, step_id)
        if step is None or step["login"] != visitor.login or step["takes_effect_at"] <= now:
            raise TooLate
        task = task_for_update(connection, step["document_id"])
        put_state(connection, step_id, "undone")
        if task is not None:
            until = now + dt.timedelta(seconds=lease_seconds)
            values = {
                "held_until": None, "lease_owner": visitor.login, "lease_token": task["lease_token"] + 1,
                "lease_until": until, "leased_at": now,
            }  # fmt: skip
            connection.execute(update(TASKS).where(TASKS.c.document_id == step["document_id"]).values(values))
        note = audit.Entry(actor=visitor.actor, action="review_undone", document_id=step["document_id"])
        audit.append(connection, [note], now)
    return str(step["document_id"])


def step_of(
    connection: Connection, visitor: Visitor, row: Row, task: Task, action: str, detail: Mapping[str, Any],
    now: dt.datetime,
) -> dict[str, Any]:  # fmt: skip
    """A row of `review_steps` that decides nothing yet."""
    machine = _machine(connection, row)
    return {
        "id": new_id(now), "document_id": row["id"], "revision": row["revision"], "login": visitor.login,
        "role": visitor.role, "action": action, "purpose": task["purpose"], "kind": row["kind"], "outcome": None,
        "codes": [], "machine": machine["outcome"] if machine else None,
        "machine_codes": sorted({reason["code"] for reason in machine["reasons"]}) if machine else [],
        "rules": machine["versions"].get("rules") if machine else None, "at": now, "state": "told",
        "seconds": round((now - task["leased_at"]).total_seconds(), 1) if task["leased_at"] else None,
        "takes_effect_at": None, "detail": dict(detail),
    }  # fmt: skip


def _machine(connection: Connection, row: Row) -> Row | None:
    """What the machine decided last, in force or not."""
    mine = (DECISIONS.c.document_id == row["id"]) & (DECISIONS.c.decided_by == MACHINE)
    found = connection.execute(select(DECISIONS).where(mine).order_by(DECISIONS.c.id.desc()).limit(1)).mappings()
    first = found.first()
    return dict(first) if first else None


def pending_step(connection: Connection, step_id: str) -> dict[str, Any] | None:
    query = select(STEPS).where(STEPS.c.id == step_id, STEPS.c.state == "pending").with_for_update(skip_locked=True)
    found = connection.execute(query).mappings().first()
    return dict(found) if found else None


def put_state(connection: Connection, step_id: str, state: str, **values: Any) -> None:
    connection.execute(update(STEPS).where(STEPS.c.id == step_id).values(state=state, **values))
