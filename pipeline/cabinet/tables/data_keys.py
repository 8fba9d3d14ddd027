"""Which table holds the keys of sealed columns?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from pipeline.cabinet.tables.columns import Utc


class DataKeyRow(SQLModel, table=True):
    """A key of sealed columns, wrapped: without the master key it opens nothing."""

    __tablename__ = "data_keys"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Stands in every value that was sealed with it; the highest one seals."""
    master: str
    """Name of the master key that wrapped it."""
    wrapped: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: dt.datetime = Field(sa_type=Utc)
