"""Which tables hold a document, and what was found out about it?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, text
from sqlmodel import Field, SQLModel

from pipeline.cabinet.statuses import IN_WORK, Status
from pipeline.cabinet.tables.columns import Json, Utc
from pipeline.cabinet.tables.sealed import SealedBytes, SealedJson, SealedText

STATUSES = ", ".join(f"'{status}'" for status in Status)
IN_PLACE = "status <> 'replaced' AND status <> 'archived' AND status <> 'purged'"
BYTES_TO_GO = "status = 'purged' AND sha256 <> ''"
"""Of a purged document whose bytes are not removed yet."""
WORKING = ", ".join(f"'{status}'" for status in sorted(IN_WORK))


class DocumentRow(SQLModel, table=True):
    """One paper of one holder: the bytes, what is claimed of them, and how far the examination is."""

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint(f"status IN ({STATUSES})", name="ck_documents_status"),
        CheckConstraint("lane IN ('interactive', 'bulk')", name="ck_documents_lane"),
        Index("ux_documents_same_upload", "holder_key", "kind", "sha256", unique=True,
              sqlite_where=text(IN_PLACE),
              postgresql_where=text(IN_PLACE)),
        Index("ix_documents_status", "status", "id"),
        Index("ix_documents_kind", "kind", "id"),
        Index("ix_documents_client", "client", "id"),
        Index("ix_documents_holder", "holder_key", "id"),
        Index("ix_documents_updated", "updated_at", "id"),
        Index("ix_documents_sha256", "sha256"),
        Index("ix_documents_signature", "signature_sha256", sqlite_where=text("signature_sha256 IS NOT NULL"),
              postgresql_where=text("signature_sha256 IS NOT NULL")),
        Index("ix_documents_due", "due_at", "id", sqlite_where=text("status IN (" + WORKING + ")"),
              postgresql_where=text("status IN (" + WORKING + ")")),
        Index("ix_documents_bytes_to_go", "id", sqlite_where=text(BYTES_TO_GO), postgresql_where=text(BYTES_TO_GO)),
        Index("ix_documents_wakes", "wakes_at", sqlite_where=text("wakes_at IS NOT NULL"),
              postgresql_where=text("wakes_at IS NOT NULL")),
        Index("ix_documents_act_due", "act_due_at", "id", sqlite_where=text("act_due_at IS NOT NULL"),
              postgresql_where=text("act_due_at IS NOT NULL")),
    )  # fmt: skip

    id: str = Field(primary_key=True, max_length=26)
    """A ULID: sorted by id is sorted by the time of upload."""
    client: str
    """Name of the API key that handed it in; `python` for `pipeline.intake.submit`."""
    holder_key: str | None = None
    """A keyed hash of who the holder is; None where nothing identifies them."""
    kind: str
    claim: dict[str, Any] = Field(sa_column=Column(SealedJson("documents.claim"), nullable=False))
    """A `pipeline.case.Claim` without former surnames, which are asked for anew each time."""
    contacts: dict[str, Any] = Field(sa_column=Column(SealedJson("documents.contacts"), nullable=False))
    """Where the applicant is told: `email`, `phone`."""
    sha256: str = Field(max_length=64)
    signature_sha256: str | None = Field(default=None, max_length=64)
    """Of the file with an electronic signature that came beside it."""
    lane: str = "interactive"
    status: str = Status.UPLOADED
    stage: str | None = None
    """The stage that comes next or runs, while the status is `checking` or `waiting`."""
    revision: int = 1
    """Grows with every change of the row; a writer that saw an older one is refused."""
    attempt: int = 0
    """How many examinations were begun."""
    created_at: dt.datetime = Field(sa_type=Utc)
    updated_at: dt.datetime = Field(sa_type=Utc)
    decision: str | None = None
    """The decision in force."""
    decided_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    decided_by: str | None = None
    """`machine`, or `reviewer:<name>`: such a decision no reprocessing overturns."""
    rules: str | None = None
    """Version of the rules that the decision in force was made with."""
    correct_by: dt.datetime | None = Field(default=None, sa_type=Utc)
    """End of the open correction window."""
    window_paused_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    valid_until: dt.date | None = None
    """The last day on which an approved paper counts."""
    wakes_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    """When a window or a validity asks for something next: a reminder, an end (`pipeline.cabinet.terms`)."""
    reminded: int | None = None
    """Of how many days before its end the applicant was reminded last, in this window or of this validity."""
    replaces: str | None = None
    replaced_by: str | None = None
    lease_owner: str | None = None
    lease_token: int = 0
    """Grows with every lease: what an earlier holder writes is refused."""
    lease_until: dt.datetime | None = Field(default=None, sa_type=Utc)
    due_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    """From when on somebody should work on it; a sweep rings for what is due and has no one."""
    tries: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    """Failed tries of this examination by kind of failure."""
    sequence: int = 0
    """Number of the last notice."""
    former_status: str | None = None
    """What the status was before the document was put into the archive, or purged."""
    purged_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    hold: str | None = None
    """Under which reference nothing of it may be purged: a code or a number, no personal data."""
    act_due_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    """From when on its act is to be drawn, or looked at once more; while one draws it, until when it is theirs."""


class AttemptRow(SQLModel, table=True):
    """One examination from its beginning to a decision or a failure."""

    __tablename__ = "attempts"

    document_id: str = Field(primary_key=True, foreign_key="documents.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    cause: str
    """`upload`, `declared` (typed anew), `registry`, `lost`, `reprocessing`, `reviewer`."""
    worker: str
    started_at: dt.datetime = Field(sa_type=Utc)
    ended_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    outcome: str | None = None
    """A status, or `failed:<kind of failure>`."""


class StageResultRow(SQLModel, table=True):
    """The latest result of one stage of one document."""

    __tablename__ = "stage_results"

    document_id: str = Field(primary_key=True, foreign_key="documents.id", ondelete="CASCADE")
    stage: str = Field(primary_key=True)
    attempt: int
    outcome: str
    """`done`, or `stopped` where a finding ended the examination."""
    inputs: str = Field(sa_column=Column(SealedText("stage_results.inputs"), nullable=False))
    """Sealed as well: who could try all СНИЛС on such a hash would learn one."""
    digest: str = Field(sa_column=Column(SealedText("stage_results.digest"), nullable=False))
    versions: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    seconds: float
    finished_at: dt.datetime = Field(sa_type=Utc)
    delta: bytes = Field(sa_column=Column(SealedBytes("stage_results.delta"), nullable=False))
    """JSON, UTF-8, zlib: what the stage added."""
    lines: bytes | None = Field(default=None, sa_column=Column(SealedBytes("stage_results.lines")))
    """The same, of the pages' lines."""


class FindingRow(SQLModel, table=True):
    """Something that a stage noticed, for selections and reports."""

    __tablename__ = "findings"
    __table_args__ = (Index("ix_findings_code", "code", "document_id"),)

    document_id: str = Field(primary_key=True, foreign_key="documents.id", ondelete="CASCADE")
    stage: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    code: str
    weight: str
    field: str | None = None
    page: int | None = None
    detail: str = Field(default="", sa_column=Column(SealedText("findings.detail"), nullable=False))


class DecisionRow(SQLModel, table=True):
    """A decision, also one that is no longer in force."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_document", "document_id", "id"),)

    id: str = Field(primary_key=True, max_length=26)
    document_id: str = Field(foreign_key="documents.id", ondelete="CASCADE")
    attempt: int
    outcome: str
    reasons: list[Any] = Field(sa_column=Column(SealedJson("decisions.reasons"), nullable=False))
    """Reasons of the contract, as JSON."""
    notes: list[Any] = Field(sa_column=Column(SealedJson("decisions.notes"), nullable=False))
    correct_by: dt.datetime | None = Field(default=None, sa_type=Utc)
    decided_at: dt.datetime = Field(sa_type=Utc)
    decided_by: str
    cause: str
    """Why it was decided: an attempt's cause."""
    versions: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))


class ReasonRow(SQLModel, table=True):
    """A reason of the decision in force, by which documents are found."""

    __tablename__ = "document_reasons"
    __table_args__ = (Index("ix_document_reasons_code", "code", "document_id"),)

    document_id: str = Field(primary_key=True, foreign_key="documents.id", ondelete="CASCADE")
    code: str = Field(primary_key=True)


class WindowEntryRow(SQLModel, table=True):
    """An entry of the ledger of a correction window."""

    __tablename__ = "window_entries"

    document_id: str = Field(primary_key=True, foreign_key="documents.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    event: str
    """`opened`, `paused`, `resumed`, `extended`, `closed`."""
    at: dt.datetime = Field(sa_type=Utc)
    cause: str
    correct_by: dt.datetime | None = Field(default=None, sa_type=Utc)
