"""Which documents have to be looked at by a person? (kept in step with every change of a status, in its transaction)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from pipeline.cabinet.statuses import IN_WORK, OUT_OF_USE, Status
from pipeline.cabinet.tables.reviews import ReviewTaskRow

TASKS = ReviewTaskRow.metadata.tables[ReviewTaskRow.__tablename__]
EXPECTED_DAYS = {"interactive": 7, "bulk": 30}
"""Within how many days whoever handed a paper in may expect an answer, where no window is open."""
Row = Mapping[str, Any]


class Purpose(StrEnum):
    """Why a person looks."""

    DOUBT = "doubt"
    SECOND = "second"
    BLIND = "blind"
    DISPUTE = "dispute"
    INSPECTION = "inspection"


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What a decision says of the look that a person has to take. `blind`: a sample of what needs none."""

    reason: str | None = None
    confidence: float | None = None
    blind: bool = False


def follow(connection: Connection, changed: Sequence[tuple[Row, Row, Doubt | None]], now: dt.datetime) -> None:
    """Open and close tasks after changes: each document's row before and after, and what was decided, if it was."""
    before_had = [(before, after, doubt) for before, after, doubt in changed if before["status"] not in IN_WORK]
    closed = [after["id"] for before, after, _ in before_had if _is_over(before, after)]
    if closed:
        connection.execute(delete(TASKS).where(TASKS.c.document_id.in_(closed)))
    wanted = {
        after["id"]: task_of(after, Purpose.DOUBT if _waits(after) else Purpose.BLIND, doubt or Doubt(), now)
        for before, after, doubt in changed
        if (_waits(after) and _is_news(before, after)) or (doubt is not None and doubt.blind)
    }
    if wanted:
        _put(connection, wanted)


def task_of(row: Row, purpose: Purpose, doubt: Doubt, now: dt.datetime) -> dict[str, Any]:
    """A task that nobody has yet."""
    return {
        "document_id": row["id"], "purpose": purpose.value, "kind": row["kind"], "region": region_of(row),
        "reason": doubt.reason, "confidence": doubt.confidence, "queued_at": now, "urgent_at": urgent_at(row),
        "lease_token": 0,
    }  # fmt: skip


def urgent_at(row: Row) -> dt.datetime:
    expected: dt.datetime = row["created_at"] + dt.timedelta(days=EXPECTED_DAYS[row["lane"]])
    return row["correct_by"] or expected


def region_of(row: Row) -> str | None:
    """The first two digits of the holder's ИНН (form-facts §9.4: constitutional codes of regions)."""
    inn = str((row["claim"].get("holder") or {}).get("inn") or "")
    return inn[:2] if len(inn) in (10, 12) and inn.isdigit() else None


def _waits(row: Row) -> bool:
    return bool(row["status"] == Status.NEEDS_REVIEW.value)


def _is_news(before: Row, after: Row) -> bool:
    return bool(before["status"] != after["status"] or before["decision"] != after["decision"])


def _is_over(before: Row, after: Row) -> bool:
    """A paper that only expires is still to be looked at; one that was decided anew is not."""
    if _waits(after):
        return False
    away = IN_WORK | OUT_OF_USE
    return _waits(before) or after["status"] in away or bool(before["decision"] != after["decision"])


def _put(connection: Connection, wanted: Mapping[str, Mapping[str, Any]]) -> None:
    """Whoever has one of them keeps it: their screen is told to be stale by the document's revision."""
    known = set(connection.execute(select(TASKS.c.document_id).where(TASKS.c.document_id.in_(wanted))).scalars())
    again = [
        {"of": one, **{f"new_{name}": task[name] for name in ("purpose", "reason", "confidence", "urgent_at")}}
        for one, task in wanted.items()
        if one in known
    ]
    if again:
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("purpose", "reason", "confidence")}
        values["urgent_at"] = bindparam("new_urgent_at", type_=TASKS.c.urgent_at.type)
        fresh = {"held_until": None, "not_login": None, "proposal": None, "for_role": None}
        connection.execute(update(TASKS).where(TASKS.c.document_id == bindparam("of")).values(**values, **fresh), again)
    new = [dict(task) for one, task in wanted.items() if one not in known]
    if new:
        connection.execute(insert(TASKS), new)
