"""What the tests of the cabinet hand in and decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import Engine

from pipeline.cabinet.changes import Ruling
from pipeline.cabinet.holder import holder_key
from pipeline.cabinet.statuses import STAGES
from pipeline.cabinet.uploads import NewUpload, Uploads
from pipeline.cabinet.work import Work
from pipeline.case import Claim, Decision, Holder, Outcome, Reason, Upload

START = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
MARIA = Holder(last_name="Воробьёва", first_name="Мария", middle_name="Петровна", snils="11223344595")


@dataclass
class Clock:
    """Stands still until it is moved."""

    time: dt.datetime = START

    def __call__(self) -> dt.datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += dt.timedelta(**by)


@dataclass
class Desk:
    """A cabinet with one clock."""

    engine: Engine
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.uploads = Uploads(self.engine, self.clock)
        self.work = Work(self.engine, self.clock, stages=STAGES)

    def upload(self, name: str = "a", **more: object) -> str:
        return str(self.uploads.submit(new_upload(name, **more)).row["id"])

    def decide(self, document_id: str, outcome: Outcome, *codes: str, **more: object) -> dict[str, object]:
        lease = self.work.lease(document_id, "w1", 30)
        assert lease is not None
        return dict(self.work.finish(lease, ruling(outcome, *codes, clock=self.clock, **more)))


def new_upload(
    name: str = "a", *, kind: str = "higher_education_diploma", holder: Holder = MARIA, number: str = "0123456",
    lane: str = "interactive",
) -> NewUpload:  # fmt: skip
    upload = Upload(name=f"{name}.pdf", size=3, sha256=name.ljust(64, "0"))
    claim = Claim(kind=kind, holder=holder, declared={"number": number}, upload=upload)
    return NewUpload(claim=claim, holder_key=holder_key(holder), client="backend", lane=lane)


def ruling(
    outcome: Outcome, *codes: str, clock: Clock, by: str = "machine", cause: str = "upload", may_open: bool = True,
    valid_until: dt.date | None = None,
) -> Ruling:  # fmt: skip
    correctable = outcome is Outcome.REJECTED
    reasons = tuple(Reason(code=code, message="…", advice="…", correctable=correctable) for code in codes)
    due = clock().replace(hour=20, minute=59, second=59) + dt.timedelta(days=7) if correctable else None
    decision = Decision(outcome=outcome, reasons=reasons, correct_by=due, decided_at=clock())
    return Ruling(
        decision=decision, by=by, cause=cause, versions={"rules": "r1"}, may_open=may_open, valid_until=valid_until
    )
