"""Which tables hold what has to be told, and the log of what was done?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, Column, Index, text
from sqlmodel import Field, SQLModel

from pipeline.cabinet.tables.columns import Json, Utc


class NoticeRow(SQLModel, table=True):
    """An event that others are told of, written in the transaction that made it. No personal data."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("ux_notices_sequence", "document_id", "sequence", unique=True),
        Index("ix_notices_unrouted", "id", sqlite_where=text("routed = 0"), postgresql_where=text("routed = false")),
    )

    id: str = Field(primary_key=True, max_length=30)
    """`evt_` and a ULID: the receiver's key against duplicates."""
    document_id: str = Field(foreign_key="documents.id", ondelete="CASCADE")
    sequence: int
    """Grows by one for each notice of a document."""
    event: str
    """`status_changed`, `correction_reminder`, `validity_reminder`, `declared_corrected`, `act_made`."""
    body: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    created_at: dt.datetime = Field(sa_type=Utc)
    routed: bool = False
    """Its deliveries are written."""


class DeliveryRow(SQLModel, table=True):
    """A notice on its way over one channel; a document's notices go over a channel one after another."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_next", "channel", "next_at", sqlite_where=text("state = 'pending'"),
              postgresql_where=text("state = 'pending'")),
        Index("ix_deliveries_order", "document_id", "channel", "sequence"),
        Index("ix_deliveries_dead", "notice_id", sqlite_where=text("state = 'dead'"),
              postgresql_where=text("state = 'dead'")),
    )  # fmt: skip

    notice_id: str = Field(primary_key=True, foreign_key="notices.id", ondelete="CASCADE")
    channel: str = Field(primary_key=True)
    """`webhook`, `email`, `sms`."""
    document_id: str
    sequence: int
    state: str = "pending"
    """`pending`, `delivered`, `superseded` (no longer true when its turn came), `dead` (every try failed, or the
    receiver refused; it can be sent again)."""
    tries: int = 0
    """How often it was taken up; also the token of the one who has it."""
    next_at: dt.datetime = Field(sa_type=Utc)
    """When to look at it again: for a try, or, while one is under way or an earlier notice is not told, in vain."""
    lease_until: dt.datetime | None = Field(default=None, sa_type=Utc)
    """Somebody is at it until then; what they did not record by then is tried again."""
    delivered_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    error: str = ""
    """What the last try came to: a status code or the kind of failure."""


class AuditRow(SQLModel, table=True):
    """An entry of the audit log; nothing here is ever changed or removed."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_document", "document_id", "seq"),)

    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    """From 1, without gaps."""
    at: dt.datetime = Field(sa_type=Utc)
    actor: str
    """`machine`, `client:<name>`, `reviewer:<name>`, `sweep:<name>`, `operator:<name>`,
    `supervisor:<name>`, `auditor:<name>`, `administrator:<name>`, `console` for itself."""
    action: str
    document_id: str | None = None
    before: str | None = None
    after: str | None = None
    why: str = ""
    """Reason codes or a cause; no personal data."""
    previous: str
    """The hash of the entry before it; 64 zeros for the first."""
    hash: str
    """SHA-256 over all the above."""


class AuditHeadRow(SQLModel, table=True):
    """One row: the last entry of the audit log. Locked by whoever adds one."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(sa_type=BigInteger)
    hash: str


class CountRow(SQLModel, table=True):
    """How many documents have a status now; folded from the audit log by a sweep."""

    __tablename__ = "status_counts"

    status: str = Field(primary_key=True)
    documents: int


class SweepRow(SQLModel, table=True):
    """One kind of sweep: who runs it, and where it is."""

    __tablename__ = "sweeps"

    name: str = Field(primary_key=True)
    lease_until: dt.datetime | None = Field(default=None, sa_type=Utc)
    lease_owner: str | None = None
    started_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    finished_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    done: int = 0
    """What the last run did."""
    cursor: str = ""
