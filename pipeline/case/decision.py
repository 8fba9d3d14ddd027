"""What was found, and what follows from it?"""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from pipeline.case.record import Box, Record


class Weight(StrEnum):
    """What a finding is strong enough for."""

    REJECT = "reject"
    REVIEW = "review"
    NOTE = "note"


class Finding(Record):
    """Something that a stage noticed. `code` is a reason code of the contract."""

    code: str
    weight: Weight
    field: str | None = None
    found: str | None = None
    expected: str | None = None
    page: int | None = None
    box: Box | None = None
    detail: str = ""
    """For the operator: what was measured. No personal data."""
    stops: bool = False
    """The examination cannot go further: only the decision follows."""


class Reason(Record):
    """A finding in the words of the contract, for the applicant."""

    code: str
    field: str | None = None
    found: str | None = None
    expected: str | None = None
    message: str
    advice: str
    correctable: bool


class Outcome(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"
    NEEDS_REVIEW = "needs_review"
    WAITING = "waiting"


class Decision(Record):
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    correct_by: AwareDatetime | None = None
    decided_at: AwareDatetime
