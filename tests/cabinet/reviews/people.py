"""Who looks at papers in the tests, and how they decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine, select

from pipeline.cabinet import changes
from pipeline.cabinet.database import reading
from pipeline.cabinet.reviews.deciding import STEPS, Answer, hold
from pipeline.cabinet.reviews.filters import Filters
from pipeline.cabinet.reviews.queue import Held, take_next
from pipeline.cabinet.reviews.settling import settle_due
from pipeline.cabinet.sessions import Visitor
from pipeline.case import Decision, Outcome, Reason
from tests.cabinet.desk import Desk

LEASE, UNDO = 180.0, 30.0


def person(login: str, role: str = "reviewer") -> Visitor:
    return Visitor(account_id=login.ljust(26, "0"), login=login, role=role, session="", owes=None)


ANNA, BORIS, VERA = person("anna"), person("boris"), person("vera", "supervisor")


@dataclass
class Table:
    """A desk with people around it."""

    desk: Desk

    @property
    def engine(self) -> Engine:
        return self.desk.engine

    def doubtful(self, name: str = "a", *codes: str, **more: object) -> str:
        document_id = self.desk.upload(name, **more)
        self.desk.decide(document_id, Outcome.NEEDS_REVIEW, *(codes or ("FIELD_INVALID",)))
        return document_id

    def next(self, who: Visitor, **wanted: object) -> Held | None:
        return take_next(self.engine, who, Filters.model_validate(wanted), self.desk.clock(), LEASE)

    def row(self, document_id: str) -> changes.Row:
        with reading(self.engine) as connection:
            row = changes.document(connection, document_id)
        assert row is not None
        return row

    def decide(self, who: Visitor, held: Held, outcome: Outcome, *codes: str, second: bool = False) -> str:
        """Hold a decision; the step's id."""
        answer = Answer(decision=decision(outcome, *codes, at=self.desk.clock()), second=second)
        return hold(
            self.engine, who, held.document_id, answer, token=held.token, now=self.desk.clock(), undo_seconds=UNDO,
            revision=self.row(held.document_id)["revision"],
        )  # fmt: skip

    def later(self) -> int:
        """The time to undo is over."""
        self.desk.clock.forward(seconds=UNDO + 1)
        return settle_due(self.engine, self.desk.clock)

    def steps(self, document_id: str) -> list[tuple[str, str, str]]:
        query = select(STEPS.c.login, STEPS.c.action, STEPS.c.state).where(STEPS.c.document_id == document_id)
        with reading(self.engine) as connection:
            return [tuple(row) for row in connection.execute(query.order_by(STEPS.c.id))]


def decision(outcome: Outcome, *codes: str, at: dt.datetime) -> Decision:
    reasons = tuple(Reason(code=code, message="…", advice="…", correctable=True) for code in codes)
    due = at + dt.timedelta(days=7) if codes and outcome is Outcome.REJECTED else None
    return Decision(outcome=outcome, reasons=reasons, decided_at=at, correct_by=due)
