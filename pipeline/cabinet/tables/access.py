"""Which tables hold who may ask, what was answered, and what the register said?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from pipeline.cabinet.tables.columns import Json, Utc
from pipeline.cabinet.tables.sealed import SealedBytes, SealedJson, SealedText


class ApiKeyRow(SQLModel, table=True):
    """A key of a client of the API, shown once and kept only as a hash."""

    __tablename__ = "api_keys"
    __table_args__ = (Index("ix_api_keys_name", "name"),)

    id: str = Field(primary_key=True, max_length=26)
    """Stands in the key itself, before the secret."""
    name: str
    """The client's; a client may have several keys, so that one can take another's place."""
    hash: str
    """SHA-256 of the secret, which has 256 random bits."""
    scopes: list[Any] = Field(sa_column=Column(Json, nullable=False))
    """`documents:read`, `documents:write`, `previews:read`, `documents:links`, `documents:read:all`, `metrics:read`."""
    per_minute: int
    """Requests a minute; a burst of as many is allowed."""
    created_at: dt.datetime = Field(sa_type=Utc)
    revoked_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    tokens: float
    """Of the rate limit's bucket, as of `refilled_at`."""
    refilled_at: dt.datetime = Field(sa_type=Utc)


class IdempotencyRow(SQLModel, table=True):
    """What a request with an `Idempotency-Key` was answered."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        Index("ix_idempotency_keys_created", "created_at"),
        Index("ix_idempotency_keys_document", "document_id"),
    )

    client: str = Field(primary_key=True)
    route: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    fingerprint: str = Field(sa_column=Column(SealedText("idempotency_keys.fingerprint"), nullable=False))
    """SHA-256 of method, path, metadata and the file's hash."""
    status: int | None = None
    """None while the first request is at work."""
    body: dict[str, Any] | None = Field(default=None, sa_column=Column(SealedJson("idempotency_keys.body")))
    headers: dict[str, Any] | None = Field(default=None, sa_column=Column(Json))
    created_at: dt.datetime = Field(sa_type=Utc)
    document_id: str | None = None
    """Whose answer it is, where it tells of a document."""


class RegistryAnswerRow(SQLModel, table=True):
    """An answer of a register over HTTP, kept for a while."""

    __tablename__ = "registry_answers"
    __table_args__ = (Index("ix_registry_answers_at", "at"),)

    key: str = Field(primary_key=True, max_length=64)
    """A hash of the question."""
    body: bytes = Field(sa_column=Column(SealedBytes("registry_answers.body"), nullable=False))
    at: dt.datetime = Field(sa_type=Utc)
