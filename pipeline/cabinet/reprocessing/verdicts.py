"""What does a new decision do to what stood before? (the table that reprocessing goes by; no window is ever opened)

Better for the applicant: in force at once. Worse: a person looks first, for nobody acted on the paper and no window
may be opened for it. A person's decision stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pipeline.cabinet.changes import Row
from pipeline.cabinet.statuses import Status, recorded_if
from pipeline.case import Decision, Outcome, Reason

MACHINE = "machine"
S, O = Status, Outcome  # noqa: E741  the table below is read by its columns
DOUBTED = {O.REJECTED: S.NEEDS_REVIEW, O.NEEDS_REVIEW: S.NEEDS_REVIEW}

AFTER: Mapping[Status, Mapping[Outcome, Status]] = MappingProxyType(
    {
        S.REJECTED: {O.APPROVED: S.APPROVED, O.REJECTED: S.REJECTED, O.NEEDS_REVIEW: S.NEEDS_REVIEW},
        S.NEEDS_REVIEW: {O.APPROVED: S.APPROVED, **DOUBTED},
        S.APPROVED: {O.APPROVED: S.APPROVED, **DOUBTED},
        S.RECORDED: {O.APPROVED: S.RECORDED, **DOUBTED},
        S.EXPIRING: {O.APPROVED: S.EXPIRING, **DOUBTED},
        S.EXPIRED: {O.APPROVED: S.EXPIRED, **DOUBTED},
        S.ACCESS_RESTRICTED: {O.APPROVED: S.APPROVED},
    }
)
"""The status by the one before and by the new outcome. What is missing is not touched."""

OPEN_TO_REPROCESSING = frozenset(AFTER)
TERMINATED = frozenset({S.EXPIRING, S.EXPIRED})


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`result` is that of the run's item; `status` the document's with it, where there is one."""

    result: str
    status: Status | None = None


def passed_over(row: Row, now: dt.datetime) -> str | None:
    """`skipped` or `kept` for a document that is not even looked at, else None."""
    if Status(row["status"]) not in OPEN_TO_REPROCESSING or is_leased(row, now):
        return "skipped"
    return "kept" if row["decided_by"] not in (None, MACHINE) else None


def is_leased(row: Row, now: dt.datetime) -> bool:
    """A live worker has it."""
    return row["lease_until"] is not None and row["lease_until"] > now


def verdict(row: Row, in_force: Row | None, decision: Decision, valid_until: dt.date | None, today: dt.date) -> Verdict:
    """What comes of a new `decision` beside the one `in_force` (a row of `decisions`).

    `valid_until` is the last day on which an approved paper counts by the new decision.
    """
    before = Status(row["status"])
    if decision.outcome is Outcome.WAITING:
        return Verdict(result="waiting")
    after = AFTER[before].get(decision.outcome)
    if after is None:
        return Verdict(result="kept")
    after = recorded_if(after, row["kind"])
    if decision.outcome is Outcome.APPROVED:
        after = _of_term(after, row["valid_until"], valid_until, today)
        same_term = row["valid_until"] == valid_until
    else:
        same_term = True
    same = after is before and same_term and _says(in_force) == _says_new(decision)
    return Verdict(result="same" if same else "changed", status=after)


def _of_term(status: Status, known: dt.date | None, new: dt.date | None, today: dt.date) -> Status:
    """A paper whose term was found to be longer counts again; when it ends, a sweep tells."""
    longer = new != known and (new is None or new >= today)
    return Status.APPROVED if status in TERMINATED and longer else status


def _says(decision: Row | None) -> object:
    if decision is None:
        return None
    return decision["outcome"], _points(decision["reasons"]), _points(decision["notes"])


def _says_new(decision: Decision) -> object:
    return decision.outcome.value, _points(_plain(decision.reasons)), _points(_plain(decision.notes))


def _plain(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    return [reason.__dict__ for reason in reasons]


def _points(reasons: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """What is held against the paper; another wording of the same is the same."""
    return sorted(
        tuple(str(reason.get(name)) for name in ("code", "field", "found", "expected", "correctable"))
        for reason in reasons
    )
