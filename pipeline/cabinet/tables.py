"""Which tables hold cases, what the stages made of them, and the lines of a batch?

A `table=True` class does not validate: records of `pipeline.case` do, before anything gets here.
No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt

from sqlalchemy import Column, LargeBinary, Text
from sqlmodel import Field, SQLModel


class CaseRow(SQLModel, table=True):
    """A case whose stages were run, by its id."""

    __tablename__ = "cases"

    id: str = Field(primary_key=True)
    created_at: dt.datetime
    """Aware, UTC."""


class StageRow(SQLModel, table=True):
    """The latest result of one stage of one case; a page's words with all their alternatives are large, so packed."""

    __tablename__ = "stage_results"

    case_id: str = Field(primary_key=True, foreign_key="cases.id", ondelete="CASCADE")
    stage: str = Field(primary_key=True)
    inputs: str
    digest: str
    versions: str = Field(sa_column=Column(Text, nullable=False))
    """JSON."""
    seconds: float
    delta: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """JSON, UTF-8, zlib."""


class BatchLineRow(SQLModel, table=True):
    """The finished result of one line of a batch's manifest."""

    __tablename__ = "batch_lines"

    line: int = Field(primary_key=True)
    inputs: str
    """SHA-256 of what the result was made from; another one means: examine again."""
    result: str = Field(sa_column=Column(Text, nullable=False))
    """The result line, JSON."""
    run: str
    """The run that last named this line."""
