"""What the tests of windows and validities do to documents, and look at afterwards."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from pipeline.cabinet.changes import DOCUMENTS, NOTICES
from pipeline.cabinet.terms_due import act_on_terms
from pipeline.case import Decision, Holder, Outcome, Reason
from pipeline.rules.validity import correct_by
from tests.cabinet.desk import MARIA, Desk, ruling


def who(zone: str | None) -> Holder:
    return MARIA.model_copy(update={"time_zone": zone})


def rejected(desk: Desk, name: str = "a", zone: str | None = None) -> str:
    """A document that was rejected now, with a window as the rules give it."""
    document_id = desk.upload(name, holder=who(zone))
    reject(desk, document_id, zone)
    return document_id


def reject(desk: Desk, document_id: str, zone: str | None = None) -> None:
    lease = desk.work.lease(document_id, "w", 30)
    assert lease is not None
    reason = Reason(code="SCAN_BLURRED", message="…", advice="…", correctable=True)
    due = correct_by(desk.clock(), zone)
    decision = Decision(outcome=Outcome.REJECTED, reasons=(reason,), correct_by=due, decided_at=desk.clock())
    plain = ruling(Outcome.REJECTED, clock=desk.clock)
    desk.work.finish(lease, type(plain)(**{**plain.__dict__, "decision": decision}))


def approved(desk: Desk, valid_until: dt.date, name: str = "a", zone: str | None = None) -> str:
    document_id = desk.upload(name, holder=who(zone))
    desk.decide(document_id, Outcome.APPROVED, valid_until=valid_until)
    return document_id


def sweep(desk: Desk) -> Counter[str]:
    done: Counter[str] = Counter()
    looked = 2
    while looked == 2:  # so small that several portions are needed
        looked, some = act_on_terms(desk.engine, desk.clock(), limit=2)
        done.update(some)
    return done


def status(desk: Desk, document_id: str) -> str:
    return str(column(desk, document_id, "status"))


def column(desk: Desk, document_id: str, name: str) -> Any:
    with desk.engine.connect() as connection:
        return connection.execute(select(DOCUMENTS.c[name]).where(DOCUMENTS.c.id == document_id)).scalar()


def told(desk: Desk, document_id: str, event: str) -> list[dict[str, Any]]:
    with desk.engine.connect() as connection:
        query = select(NOTICES.c.body).where(NOTICES.c.document_id == document_id, NOTICES.c.event == event)
        return list(connection.execute(query.order_by(NOTICES.c.sequence)).scalars())


def at(desk: Desk, zone: str, when: str) -> None:
    """`when` as `2026-11-22 23:59:59`."""
    desk.clock.time = dt.datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(zone))
