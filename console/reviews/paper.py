"""What is known of one paper when its page is asked for? (read once, shown by several pages)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.desk import Desk
from console.pages.faults import Refused
from pipeline.cabinet.answers import Gone, Told, case_of
from pipeline.cabinet.answers import told as told_of
from pipeline.cabinet.changes import Row
from pipeline.cabinet.reviews.queue import held_now
from pipeline.cabinet.reviews.tasks import Purpose
from pipeline.cabinet.sessions import Visitor
from pipeline.case import Case
from pipeline.rules.kind import Kind
from pipeline.rules.loader import load_kinds


@dataclass(frozen=True, kw_only=True)
class Paper:
    """`task`: its row in the queue, whoever has it; `mine`: whether the visitor has."""

    told: Told
    case: Case
    kind: Kind
    task: Mapping[str, Any] | None
    mine: bool

    @property
    def row(self) -> Row:
        return self.told.row

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def revision(self) -> int:
        return int(self.row["revision"])

    @property
    def token(self) -> int:
        return int(self.task["lease_token"]) if self.task else 0

    @property
    def purpose(self) -> Purpose | None:
        return Purpose(self.task["purpose"]) if self.task else None

    @property
    def blind(self) -> bool:
        """Whoever looks is not told what the machine decided."""
        return self.purpose is Purpose.BLIND


def paper_of(desk: Desk, visitor: Visitor, document_id: str) -> Paper:
    """Raises `Refused` for one that is not there, or not any more."""
    try:
        found = told_of(desk.engine, document_id, sees=None)
    except Gone:
        raise Refused(404) from None
    if found is None:
        raise Refused(404)
    task = held_now(desk.engine, document_id)
    held = task is not None and task["lease_owner"] == visitor.login and not task["held_until"]
    mine = held and task is not None and task["lease_until"] > desk.clock()
    return Paper(
        told=found, case=case_of(found), kind=load_kinds()[found.row["kind"]], task=task, mine=mine
    )  # fmt: skip
