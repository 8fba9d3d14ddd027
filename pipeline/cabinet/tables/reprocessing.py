"""Which tables hold a run over what was decided before?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from pipeline.cabinet.tables.columns import Json, Utc


class RunRow(SQLModel, table=True):
    """A reprocessing run: what was selected, how it goes."""

    __tablename__ = "reprocessing_runs"

    id: str = Field(primary_key=True, max_length=26)
    selection: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    shadow: bool
    """Writes nothing: only tells what would change."""
    state: str
    """`selecting`, `running`, `paused`, `done`, `cancelled`, and of a shadow run `applied`."""
    per_second: float | None = None
    """At most so many documents a second."""
    actor: str
    created_at: dt.datetime = Field(sa_type=Utc)
    finished_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    applies: str | None = None
    """The shadow run whose changes this one applies."""
    documents: int = 0
    """How many were selected."""
    next_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    """With a rate: no chunk is taken before."""


class ChunkRow(SQLModel, table=True):
    """Some documents of a run: what one job of the bulk queue carries."""

    __tablename__ = "reprocessing_chunks"
    __table_args__ = (Index("ix_reprocessing_chunks_open", "run_id", "state"),)

    run_id: str = Field(primary_key=True, foreign_key="reprocessing_runs.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    state: str = "open"
    """`open`, `done`."""
    size: int
    counts: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))
    """Its documents by result, as of the last look."""
    lease_owner: str | None = None
    lease_until: dt.datetime | None = Field(default=None, sa_type=Utc)
    """Without an owner: not to be taken before."""
    finished_at: dt.datetime | None = Field(default=None, sa_type=Utc)


class ItemRow(SQLModel, table=True):
    """One document of a run, and what came of it."""

    __tablename__ = "reprocessing_items"
    __table_args__ = (
        Index("ix_reprocessing_items_chunk", "run_id", "chunk"),
        Index("ix_reprocessing_items_result", "run_id", "result", "document_id"),
    )

    run_id: str = Field(primary_key=True, foreign_key="reprocessing_runs.id", ondelete="CASCADE")
    document_id: str = Field(primary_key=True, foreign_key="documents.id", ondelete="CASCADE")
    chunk: int
    result: str = "open"
    """`open`, `fresh` (nothing was stale), `same`, `changed`, `kept` (what stands is not to be touched:
    a reviewer's decision, a restricted access), `skipped` (somebody works on it, or it is out of use), `waiting` (the
    register or the engine did not answer), `failed`."""
    tries: int = 0
    """How often its reading or the register's answer was begun."""
    before: str | None = None
    after: str | None = None
    reasons_before: list[Any] | None = Field(default=None, sa_column=Column(Json))
    reasons_after: list[Any] | None = Field(default=None, sa_column=Column(Json))
    stages: list[Any] | None = Field(default=None, sa_column=Column(Json))
    """Stages that ran again."""
