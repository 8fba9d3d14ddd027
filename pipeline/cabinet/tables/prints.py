"""Which table says what a document is known by where it is handed in again?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel


class PrintKeyRow(SQLModel, table=True):
    """A key of a document's file, of one of its pages or of a stamp in it; the prints are in `stage_results`."""

    __tablename__ = "print_keys"
    __table_args__ = (Index("ix_print_keys_document", "document_id"),)

    key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    document_id: str = Field(primary_key=True, foreign_key="documents.id", ondelete="CASCADE")
