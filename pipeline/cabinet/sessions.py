"""Who is behind this browser, and until when? (a random token, of which only the hash is kept)"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, Engine, delete, insert, select, update

from pipeline.cabinet import audit
from pipeline.cabinet.accounts import ACCOUNTS, SECOND_FACTORS, SESSIONS
from pipeline.cabinet.database import reading, writing

HALF_WAY = dt.timedelta(minutes=10)
"""How long one may take from the password to the second factor."""
SEEN_EVERY = dt.timedelta(minutes=1)


class Owes(StrEnum):
    """What a visitor has to do before anything opens."""

    SECOND_FACTOR = "second_factor"
    SET_UP = "set_up"
    """There is no second factor yet."""
    PASSWORD = "password"
    """The one in use was given by an operator."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How long a session lasts: unused, and at most."""

    idle: dt.timedelta
    longest: dt.timedelta


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who is behind a token. Role and account are as of now, not of when they signed in."""

    account_id: str
    login: str
    role: str
    session: str
    """Hash of the token."""
    owes: Owes | None
    external: bool = False
    """A provider vouches for them: they have no password here."""

    @property
    def actor(self) -> str:
        """For the audit log."""
        return f"{self.role}:{self.login}"


def begin(
    connection: Connection, account_id: str, terms: Terms, now: dt.datetime, *, second_at: dt.datetime | None = None
) -> str:
    """A new token; without `second_at` it is one for the way to the second factor alone."""
    token = secrets.token_urlsafe(32)
    row = {
        "hash": hash_of(token), "account_id": account_id, "began_at": now, "seen_at": now,
        "expires_at": now + (terms.longest if second_at else HALF_WAY), "second_at": second_at,
    }  # fmt: skip
    connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at <= now))
    connection.execute(insert(SESSIONS).values(row))
    return token


def visitor_of(engine: Engine, token: str, terms: Terms, now: dt.datetime) -> Visitor | None:
    """None for a token that opens nothing (any more). Raises `DatabaseUnavailable`."""
    query = (
        select(
            SESSIONS.c.seen_at, SESSIONS.c.expires_at, SESSIONS.c.second_at, ACCOUNTS.c.id, ACCOUNTS.c.login,
            ACCOUNTS.c.role, ACCOUNTS.c.password_is_given, ACCOUNTS.c.subject, SECOND_FACTORS.c.confirmed_at,
        )
        .select_from(SESSIONS.join(ACCOUNTS).outerjoin(SECOND_FACTORS, SECOND_FACTORS.c.account_id == ACCOUNTS.c.id))
        .where(SESSIONS.c.hash == hash_of(token), ACCOUNTS.c.disabled_at.is_(None))
    )  # fmt: skip
    with reading(engine) as connection:
        found = connection.execute(query).first()
    if found is None or found.expires_at <= now or found.seen_at + terms.idle <= now:
        return None
    session = hash_of(token)
    if now - found.seen_at >= SEEN_EVERY:
        with writing(engine) as connection:
            connection.execute(update(SESSIONS).where(SESSIONS.c.hash == session).values(seen_at=now))
    owes = None
    if found.second_at is None:
        owes = Owes.SET_UP if found.confirmed_at is None else Owes.SECOND_FACTOR
    elif found.password_is_given:
        owes = Owes.PASSWORD
    return Visitor(
        account_id=found.id, login=found.login, role=found.role, session=session, owes=owes,
        external=found.subject is not None,
    )  # fmt: skip


def is_still_there(connection: Connection, visitor: Visitor) -> bool:
    """Whether the session was not ended meanwhile; until the commit nobody changes the account."""
    enabled = (ACCOUNTS.c.id == visitor.account_id) & ACCOUNTS.c.disabled_at.is_(None)
    if connection.execute(select(ACCOUNTS.c.id).where(enabled).with_for_update()).first() is None:
        return False
    query = select(SESSIONS.c.hash).where(SESSIONS.c.hash == visitor.session)
    return connection.execute(query).first() is not None


def sign_out(engine: Engine, visitor: Visitor, now: dt.datetime) -> None:
    """This browser alone."""
    with writing(engine) as connection:
        connection.execute(delete(SESSIONS).where(SESSIONS.c.hash == visitor.session))
        if visitor.owes in {None, Owes.PASSWORD}:
            audit.append(connection, [audit.Entry(actor=visitor.actor, action="signed_out")], now)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
