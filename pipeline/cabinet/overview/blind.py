"""What do people say of decisions of the machine that they were shown without being told of them?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, literal_column, select

from pipeline.cabinet.reviews.deciding import STEPS
from pipeline.cabinet.reviews.tasks import Purpose

BLIND = STEPS.c.purpose == literal_column("'blind'")  # spelt out, or the partial index is not used


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """Of the machine's approvals, or of its rejections: what people said of a sample of them."""

    agreed: int = 0
    wrong: int = 0
    """A supervisor decided that the machine was."""
    right: int = 0
    """The first person differed, and a supervisor decided as the machine had."""
    open: int = 0
    """Somebody differed, and no supervisor has decided yet."""

    @property
    def seen(self) -> int:
        return self.agreed + self.differed

    @property
    def differed(self) -> int:
        return self.wrong + self.right + self.open

    @property
    def at_worst(self) -> int:
        """Those that are still open are taken for faults of the machine: the share is rather too high than too low."""
        return self.wrong + self.open


@dataclass(frozen=True, kw_only=True)
class Blind:
    """Of what was sampled."""

    approved: Sampled
    rejected: Sampled


def blind(connection: Connection, since: dt.datetime) -> Blind:
    """Answers from `since` on."""
    mine = BLIND & (STEPS.c.state == "answered") & (STEPS.c.at >= since)
    same = STEPS.c.outcome == STEPS.c.machine
    agreed = select(STEPS.c.machine, func.count()).where(mine, same).group_by(STEPS.c.machine)
    differed = select(STEPS.c.document_id, STEPS.c.machine, STEPS.c.at).where(mine, ~same)
    alike = {row[0]: row[1] for row in connection.execute(agreed)}
    others = connection.execute(differed).all()
    ended = _ended(connection, {row.document_id for row in others}) if others else {}
    counts = {outcome: {"agreed": alike.get(outcome, 0)} for outcome in ("approved", "rejected")}
    for row in others:
        if row.machine in counts:
            at, outcome = ended.get(row.document_id, (row.at, None))
            name = "open" if outcome is None or at < row.at else "right" if outcome == row.machine else "wrong"
            counts[row.machine][name] = counts[row.machine].get(name, 0) + 1
    return Blind(approved=Sampled(**counts["approved"]), rejected=Sampled(**counts["rejected"]))


def _ended(connection: Connection, documents: Collection[str]) -> Mapping[str, tuple[dt.datetime, str | None]]:
    """What a supervisor decided last of each, and when."""
    decided = select(STEPS.c.document_id, STEPS.c.at, STEPS.c.outcome).where(
        STEPS.c.document_id.in_(documents), STEPS.c.purpose == Purpose.DISPUTE.value, STEPS.c.state == "in_force"
    )
    return {row.document_id: (row.at, row.outcome) for row in connection.execute(decided.order_by(STEPS.c.at))}
