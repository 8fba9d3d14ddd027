"""Which tables hold who may use the console, and who is in it now?

No `from __future__ import annotations`: SQLModel reads the annotations.
"""

import datetime as dt

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from pipeline.cabinet.tables.columns import Utc
from pipeline.cabinet.tables.sealed import SealedText


class AccountRow(SQLModel, table=True):
    """Somebody who may sign in. Never removed: the audit log names them."""

    __tablename__ = "accounts"
    __table_args__ = (
        Index("ux_accounts_login", "login", unique=True),
        Index("ux_accounts_subject", "issuer", "subject", unique=True),
    )

    id: str = Field(primary_key=True, max_length=26)
    login: str
    """Small latin letters, digits, dots, hyphens."""
    role: str
    """`reviewer`, `supervisor`, `auditor`, `administrator`."""
    password: str
    """Its Argon2id hash, with its parameters; empty where a provider vouches for them."""
    password_is_given: bool
    """An operator set it: whoever signs in with it chooses another first."""
    created_at: dt.datetime = Field(sa_type=Utc)
    disabled_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    issuer: str | None = None
    """The OpenID Connect provider who vouches for them, in place of a password."""
    subject: str | None = None
    """What they are called there, for ever."""


class SecondFactorRow(SQLModel, table=True):
    """What an account's codes are made from (RFC 6238)."""

    __tablename__ = "second_factors"

    account_id: str = Field(primary_key=True, foreign_key="accounts.id", ondelete="CASCADE")
    secret: str = Field(sa_column=Column(SealedText("second_factors.secret"), nullable=False))
    """Base32 of 160 random bits."""
    session: str | None = None
    """Hash of the session that is setting it up; nobody else is shown the secret, or may confirm it."""
    confirmed_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    last_step: int = Field(default=0, sa_type=BigInteger)
    """Time step of the last code that was taken: none is taken twice."""


class RecoveryCodeRow(SQLModel, table=True):
    """A code for whoever lost their telephone; it goes as it is used."""

    __tablename__ = "recovery_codes"

    account_id: str = Field(primary_key=True, foreign_key="accounts.id", ondelete="CASCADE")
    hash: str = Field(primary_key=True, max_length=64)
    """SHA-256 of 80 random bits."""


class SessionRow(SQLModel, table=True):
    """A browser that is signed in, or half-way there."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_account", "account_id"), Index("ix_sessions_expires", "expires_at"))

    hash: str = Field(primary_key=True, max_length=64)
    """SHA-256 of the token, which has 256 random bits."""
    account_id: str = Field(foreign_key="accounts.id", ondelete="CASCADE")
    began_at: dt.datetime = Field(sa_type=Utc)
    seen_at: dt.datetime = Field(sa_type=Utc)
    """To the minute."""
    expires_at: dt.datetime = Field(sa_type=Utc)
    """However busy it is."""
    second_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    """When the second factor was shown; until then it opens nothing."""


class SignInTriesRow(SQLModel, table=True):
    """How often it was tried lately without success, for a login, an address or a second factor."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (Index("ix_sign_in_tries_last", "last_at"),)

    key: str = Field(primary_key=True, max_length=64)
    """A hash: what is typed as a login may be anything."""
    tries: int
    last_at: dt.datetime = Field(sa_type=Utc)
    closed_until: dt.datetime | None = Field(default=None, sa_type=Utc)
