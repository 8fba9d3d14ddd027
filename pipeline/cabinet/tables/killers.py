"""Which table holds the uploads that ended the process which opened them?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt

from sqlmodel import Field, SQLModel

from pipeline.cabinet.tables.columns import Utc


class UploadKillerRow(SQLModel, table=True):
    """An upload, by its hash, that no process of this version opens again."""

    __tablename__ = "upload_killers"

    sha256: str = Field(primary_key=True, max_length=64)
    opened_with: str = Field(primary_key=True, max_length=32)
    """Version of the code, the decoders and the limits: with another one it is tried once."""
    cause: str
    """How the process ended; nothing of the document."""
    at: dt.datetime = Field(sa_type=Utc)
