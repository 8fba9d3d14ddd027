"""Which tables hold the acts of confirmation?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from pipeline.cabinet.tables.columns import Utc
from pipeline.cabinet.tables.sealed import SealedText


class ActRow(SQLModel, table=True):
    """A version of a document's act. Of a purged document only that it was there stays: number, version, days."""

    __tablename__ = "acts"
    __table_args__ = (
        Index("ux_acts_document", "document_id", "version", unique=True),
        Index("ux_acts_code", "code", unique=True),
        Index("ix_acts_sha256", "sha256"),
    )

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    """From 1, without gaps; all versions of a document's act have one."""
    version: int = Field(primary_key=True)
    document_id: str = Field(foreign_key="documents.id", ondelete="CASCADE")
    code: str = Field(max_length=32)
    """By which the version is verified: random, on the act itself."""
    says: str = Field(sa_column=Column(SealedText("acts.says"), nullable=False))
    """SHA-256 of what it confirms. Sealed: who could try all СНИЛС on such a hash would learn one."""
    sha256: str = Field(default="", max_length=64)
    """Of the PDF in the file store; empty until it is drawn, and once it was purged."""
    size: int = 0
    reserved_at: dt.datetime = Field(sa_type=Utc)
    made_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    """None while its number is taken and it is not drawn yet."""
    replaced_by: int | None = None
    """The version that came after it."""


class ActLedgerRow(SQLModel, table=True):
    """One row: the last number that was given. Locked by whoever takes the next."""

    __tablename__ = "act_ledger"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last: int = Field(sa_type=BigInteger)
