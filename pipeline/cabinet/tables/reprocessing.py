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
    """`selecting`, `running`, `paused`, `done`, `applied`."""
    per_second: float | None = None
    """At most so many documents a second."""
    actor: str
    created_at: dt.datetime = Field(sa_type=Utc)
    finished_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    applies: str | None = None
    """The shadow run whose changes this one applies."""


class ChunkRow(SQLModel, table=True):
    """Some documents of a run: what one job of the bulk queue carries."""

    __tablename__ = "reprocessing_chunks"
    __table_args__ = (Index("ix_reprocessing_chunks_open", "run_id", "state"),)

    run_id: str = Field(primary_key=True, foreign_key="reprocessing_runs.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    state: str = "open"
    """`open`, `done`."""
    lease_owner: str | None = None
    lease_until: dt.datetime | None = Field(default=None, sa_type=Utc)
    finished_at: dt.datetime | None = Field(default=None, sa_type=Utc)


class ItemRow(SQLModel, table=True):
    """One document of a run, and what came of it."""

    __tablename__ = "reprocessing_items"
    __table_args__ = (
        Index("ix_reprocessing_items_chunk", "run_id", "chunk"),
        Index("ix_reprocessing_items_result", "run_id", "result"),
    )

    run_id: str = Field(primary_key=True, foreign_key="reprocessing_runs.id", ondelete="CASCADE")
    document_id: str = Field(primary_key=True, foreign_key="documents.id", ondelete="CASCADE")
    chunk: int
    result: str = "open"
    """`open`, `fresh` (nothing was stale), `same`, `changed`, `kept` (a reviewer's decision stands), `skipped`,
    `waiting` (the register could not be asked), `failed`."""
    before: str | None = None
    after: str | None = None
    reasons_before: list[Any] | None = Field(default=None, sa_column=Column(Json))
    reasons_after: list[Any] | None = Field(default=None, sa_column=Column(Json))
    stages: list[Any] | None = Field(default=None, sa_column=Column(Json))
    """Stages that ran again."""
