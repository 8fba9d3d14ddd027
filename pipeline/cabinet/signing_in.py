"""Is it them? (login and password, then the second factor; a password of one's own)"""

from __future__ import annotations

import datetime as dt
import hmac

from sqlalchemy import Connection, Engine, select, update

from pipeline.cabinet import audit, passwords, tries
from pipeline.cabinet.accounts import ACCOUNTS, LOGIN, SESSIONS, end_sessions
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.second_factor import take_code
from pipeline.cabinet.sessions import Terms, Visitor, begin, is_still_there

CLOSED = "sign_in_closed"


class Wrong(Exception):
    """Login, password or code: it is not said which."""


def sign_in(engine: Engine, login: str, password: str, address: str, terms: Terms, now: dt.datetime) -> str:
    """A token that opens the way to the second factor. Raises `Wrong`, `Closed`, `HashingBusy`, `DatabaseUnavailable`.

    The same work, rows and pauses whether there is such an account or not.
    """
    by_login, by_address = tries.for_login(login), tries.for_address(address)
    closes = tries.take(engine, (by_login, by_address), now)
    sought = login if LOGIN.fullmatch(login) else ""  # what no login is, no database may be able to hold
    query = select(ACCOUNTS.c.id, ACCOUNTS.c.password).where(ACCOUNTS.c.login == sought, ACCOUNTS.c.subject.is_(None))
    with reading(engine) as connection:
        account = connection.execute(query.where(ACCOUNTS.c.disabled_at.is_(None))).first()
    if not passwords.is_right(account.password if account else None, password) or account is None:
        if closes:
            _note_closed(engine, f"account:{login}" if account else "unknown login", now)
        raise Wrong
    with writing(engine) as connection:
        if not _still(connection, account.id, account.password):
            raise Wrong
        tries.forget(connection, by_login)
        tries.give_back(connection, by_address)
        return begin(connection, account.id, terms, now)


def show_second_factor(engine: Engine, visitor: Visitor, code: str, terms: Terms, now: dt.datetime) -> str:
    """A token that opens everything, in place of the visitor's. Raises `Wrong`, `Closed`, `DatabaseUnavailable`."""
    limit = tries.for_second_factor(visitor.account_id)
    closes = tries.take(engine, (limit,), now)
    with writing(engine) as connection:
        there = is_still_there(connection, visitor)
        how = take_code(connection, visitor.account_id, code, now) if there else None
        if how is not None:
            tries.forget(connection, limit)
            token = _renewed(connection, visitor, terms, now)
            audit.append(connection, [audit.Entry(actor=visitor.actor, action="signed_in", why=how)], now)
            return token
    if closes:
        _note_closed(engine, f"second factor of account:{visitor.login}", now)
    raise Wrong


def change_password(
    engine: Engine, visitor: Visitor, old: str, new: str, address: str, terms: Terms, now: dt.datetime
) -> str:
    """A token in place of all that the account had: every other browser is signed out.

    Raises `Wrong` where `old` is not the password, `PasswordWeak`, `Closed`, `HashingBusy`, `DatabaseUnavailable`.
    """
    limits = (tries.for_login(visitor.login), tries.for_address(address))
    closes = tries.take(engine, limits, now)
    with reading(engine) as connection:
        known = connection.execute(select(ACCOUNTS.c.password).where(ACCOUNTS.c.id == visitor.account_id)).scalar()
    if not passwords.is_right(known, old):
        if closes:
            _note_closed(engine, f"account:{visitor.login}", now)
        raise Wrong
    fault = _fault_of(new, old, visitor.login)
    fresh = "" if fault else passwords.hashed(new)
    with writing(engine) as connection:
        if not _still(connection, visitor.account_id, str(known)) or not is_still_there(connection, visitor):
            raise Wrong
        tries.forget(connection, limits[0])
        tries.give_back(connection, limits[1])
        if fault is None:
            change = update(ACCOUNTS).where(ACCOUNTS.c.id == visitor.account_id)
            connection.execute(change.values(password=fresh, password_is_given=False))
            end_sessions(connection, visitor.account_id)
            token = begin(connection, visitor.account_id, terms, now, second_at=now)
            audit.append(connection, [audit.Entry(actor=visitor.actor, action="password_changed")], now)
            return token
    raise fault


def _fault_of(new: str, old: str, login: str) -> passwords.PasswordWeak | None:
    if hmac.compare_digest(new.encode(), old.encode()):
        return passwords.PasswordWeak("it is the one that is to be changed")
    try:
        passwords.look_over(new, login)
    except passwords.PasswordWeak as error:
        return error
    return None


def _renewed(connection: Connection, visitor: Visitor, terms: Terms, now: dt.datetime) -> str:
    """Whoever planted or saw the token from before the second factor has nothing of it."""
    connection.execute(SESSIONS.delete().where(SESSIONS.c.hash == visitor.session))
    return begin(connection, visitor.account_id, terms, now, second_at=now)


def _still(connection: Connection, account_id: str, password: str) -> bool:
    """Neither disabled nor given another password while the hash was made; locked until the commit."""
    same = (ACCOUNTS.c.id == account_id) & (ACCOUNTS.c.password == password) & ACCOUNTS.c.disabled_at.is_(None)
    return connection.execute(select(ACCOUNTS.c.id).where(same).with_for_update()).first() is not None


def _note_closed(engine: Engine, what: str, now: dt.datetime) -> None:
    with writing(engine) as connection:
        audit.append(connection, [audit.Entry(actor="console", action=CLOSED, why=what)], now)
