"""Which tables hold what people have to look at, and what they did?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from pipeline.cabinet.tables.columns import Json, Utc
from pipeline.cabinet.tables.sealed import SealedJson

PENDING = "state = 'pending'"
BLIND = "purpose = 'blind'"


class ReviewTaskRow(SQLModel, table=True):
    """A document that a person has to look at. It goes as soon as nobody has to any more."""

    __tablename__ = "review_tasks"
    __table_args__ = (
        Index("ix_review_tasks_urgent", "urgent_at", "document_id"),
        Index("ix_review_tasks_kind", "kind", "urgent_at", "document_id"),
        Index("ix_review_tasks_reason", "reason", "urgent_at", "document_id"),
        Index("ix_review_tasks_lease", "lease_owner", sqlite_where=text("lease_owner IS NOT NULL"),
              postgresql_where=text("lease_owner IS NOT NULL")),
    )  # fmt: skip

    document_id: str = Field(primary_key=True, foreign_key="documents.id", ondelete="CASCADE")
    purpose: str
    """`doubt`: the machine could not decide; `second`: four eyes; `blind`: a sample of what the machine decided;
    `dispute`: two answers differ; `inspection`: somebody opened a document that waits for nobody."""
    kind: str
    region: str | None = None
    """Constitutional code of the region whose tax office gave the holder's ИНН; None where it is not known."""
    reason: str | None = None
    """The most serious code of the decision in force."""
    confidence: float | None = None
    """Of the deciding field that was read least surely."""
    queued_at: dt.datetime = Field(sa_type=Utc)
    urgent_at: dt.datetime = Field(sa_type=Utc)
    """The earliest first: the end of an open window, or of the days within which an applicant expects an answer."""
    for_login: str | None = None
    """Handed to this person."""
    for_role: str | None = None
    """`supervisor`: reviewers are not given it."""
    not_login: str | None = None
    """Who decided first: the second pair of eyes is another's."""
    proposal: str | None = None
    """The step that a second person is asked about."""
    lease_owner: str | None = None
    lease_token: int = 0
    """Grows with every lease: a screen of an earlier one is stale."""
    lease_until: dt.datetime | None = Field(default=None, sa_type=Utc)
    leased_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    held_until: dt.datetime | None = Field(default=None, sa_type=Utc)
    """Decided, and until then it can be undone; nobody else is given it."""


class ReviewStepRow(SQLModel, table=True):
    """What a person did with a document."""

    __tablename__ = "review_steps"
    __table_args__ = (
        Index("ix_review_steps_document", "document_id", "id"),
        Index("ix_review_steps_at", "at"),
        Index("ix_review_steps_login", "login", "at"),
        Index("ix_review_steps_due", "takes_effect_at", sqlite_where=text(PENDING), postgresql_where=text(PENDING)),
        Index("ix_review_steps_blind", "at", sqlite_where=text(BLIND), postgresql_where=text(BLIND)),
    )

    id: str = Field(primary_key=True, max_length=26)
    document_id: str = Field(foreign_key="documents.id", ondelete="CASCADE")
    revision: int
    """The document's, as whoever did it saw it."""
    login: str
    role: str
    action: str
    """`decided`, `agreed`, `differed`, `corrected`, `handed_over`, `noted`."""
    purpose: str
    """The task's."""
    kind: str
    outcome: str | None = None
    """Of a decision."""
    codes: list[Any] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    """Of its reasons."""
    machine: str | None = None
    """The machine's outcome."""
    machine_codes: list[Any] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    rules: str | None = None
    """Version of the rules that the machine decided with."""
    seconds: float | None = None
    """From taking the document to this."""
    at: dt.datetime = Field(sa_type=Utc)
    state: str
    """`pending` (can be undone), `in_force`, `proposed` (a second person is asked), `undone`, `overtaken` (the document
    had changed), `answered` (of a blind sample), `told` (of what decides nothing)."""
    takes_effect_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    detail: dict[str, Any] = Field(sa_column=Column(SealedJson("review_steps.detail"), nullable=False))
    """The whole decision; of a correction the field and its values; a note's text."""


class ReviewViewRow(SQLModel, table=True):
    """A filter of the queue that a person gave a name."""

    __tablename__ = "review_views"

    account_id: str = Field(primary_key=True, foreign_key="accounts.id", ondelete="CASCADE")
    name: str = Field(primary_key=True, max_length=60)
    filters: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
