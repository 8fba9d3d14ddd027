"""Which tables hold a batch's work: what the stages made of its cases, and its lines?

A `table=True` class does not validate: records of `pipeline.case` do, before anything gets here.
No `from __future__ import annotations`: SQLModel reads the annotations.
"""

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel

from pipeline.cabinet.tables.sealed import SealedBytes, SealedText


class StageRow(SQLModel, table=True):
    """The latest result of one stage of one case; a page's words with all their alternatives are large, so packed."""

    __tablename__ = "batch_stages"

    case_id: str = Field(primary_key=True)
    stage: str = Field(primary_key=True)
    inputs: str = Field(sa_column=Column(SealedText("batch_stages.inputs"), nullable=False))
    digest: str = Field(sa_column=Column(SealedText("batch_stages.digest"), nullable=False))
    versions: str = Field(sa_column=Column(Text, nullable=False))
    """JSON."""
    seconds: float
    delta: bytes = Field(sa_column=Column(SealedBytes("batch_stages.delta"), nullable=False))
    """JSON, UTF-8, zlib."""
    lines: bytes | None = Field(default=None, sa_column=Column(SealedBytes("batch_stages.lines")))
    """The same, of the pages' lines."""


class BatchLineRow(SQLModel, table=True):
    """The finished result of one line of a batch's manifest."""

    __tablename__ = "batch_lines"

    line: int = Field(primary_key=True)
    inputs: str = Field(sa_column=Column(SealedText("batch_lines.inputs"), nullable=False))
    """SHA-256 of what the result was made from; another one means: examine again."""
    result: str = Field(sa_column=Column(SealedText("batch_lines.result"), nullable=False))
    """The result line, JSON."""
    run: str
    """The run that last named this line."""


class BatchPrintKeyRow(SQLModel, table=True):
    """A key by which a line's file, page or stamp is known where another line hands it in again."""

    __tablename__ = "batch_print_keys"

    key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    line: int = Field(primary_key=True, index=True)
    case_id: str
    holder_key: str
    """A hash of who the holder is; keyed where the work store is sealed."""
