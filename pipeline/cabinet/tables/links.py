"""Which table holds the links by which applicants see their documents?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from pipeline.cabinet.tables.columns import Utc


class LinkRow(SQLModel, table=True):
    """A link that was given out. What signs it is nowhere in the database."""

    __tablename__ = "applicant_links"
    __table_args__ = (Index("ix_applicant_links_document", "document_id"),)

    id: str = Field(primary_key=True, max_length=26)
    """Stands in the link, before what signs it."""
    document_id: str = Field(foreign_key="documents.id", ondelete="CASCADE")
    """Whose replacements it shows, too."""
    created_at: dt.datetime = Field(sa_type=Utc)
    expires_at: dt.datetime = Field(sa_type=Utc)
    revoked_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    tokens: float
    """Of the rate limit's bucket, as of `refilled_at`."""
    refilled_at: dt.datetime = Field(sa_type=Utc)
