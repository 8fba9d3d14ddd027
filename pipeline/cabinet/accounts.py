"""Who may use the console, and as what? (accounts; who they are, and every change of them, is in the audit log)"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from pipeline.cabinet import audit, passwords
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.ids import new_id
from pipeline.cabinet.tables.accounts import AccountRow, RecoveryCodeRow, SecondFactorRow, SessionRow

ACCOUNTS = AccountRow.metadata.tables[AccountRow.__tablename__]
SECOND_FACTORS = SecondFactorRow.metadata.tables[SecondFactorRow.__tablename__]
RECOVERY_CODES = RecoveryCodeRow.metadata.tables[RecoveryCodeRow.__tablename__]
SESSIONS = SessionRow.metadata.tables[SessionRow.__tablename__]
REVIEWER, SUPERVISOR, AUDITOR, ADMINISTRATOR = "reviewer", "supervisor", "auditor", "administrator"
ROLES = (REVIEWER, SUPERVISOR, AUDITOR, ADMINISTRATOR)
LOGIN = re.compile(r"[a-z][a-z0-9.-]{2,31}", re.ASCII)


class NoSuchAccount(LookupError):
    """Nobody has this login."""


def add_account(engine: Engine, login: str, role: str, password: str, now: dt.datetime, *, actor: str) -> None:
    """The password is one that they change when they first sign in.

    Raises `ValueError` for a login or role that will not do or is taken, `PasswordWeak`.
    """
    if not LOGIN.fullmatch(login):
        raise ValueError("a login has 3 to 32 small letters a-z, digits, dots, hyphens, and begins with a letter")
    _check(role)
    passwords.look_over(password, login)
    row = {
        "id": new_id(now), "login": login, "role": role, "password": passwords.hashed(password),
        "password_is_given": True, "created_at": now, "disabled_at": None,
    }  # fmt: skip
    try:
        with writing(engine) as connection:
            connection.execute(insert(ACCOUNTS).values(row))
            _note(connection, now, actor, "account_added", login, after=role)
    except IntegrityError:
        raise ValueError("there is an account with this login already") from None


def listed_accounts(engine: Engine) -> list[dict[str, Any]]:
    """Without hashes and secrets, by login; `second_factor`: whether one is set up; `seen_at`: the latest, if any."""
    seen = select(func.max(SESSIONS.c.seen_at)).where(SESSIONS.c.account_id == ACCOUNTS.c.id).scalar_subquery()
    shown = [ACCOUNTS.c[name] for name in ("login", "role", "created_at", "disabled_at")]
    query = select(*shown, SECOND_FACTORS.c.confirmed_at.is_not(None).label("second_factor"), seen.label("seen_at"))
    with reading(engine) as connection:
        rows = connection.execute(query.outerjoin(SECOND_FACTORS).order_by(ACCOUNTS.c.login)).mappings()
        return [dict(row) for row in rows]


def disable(engine: Engine, login: str, now: dt.datetime, *, actor: str) -> bool:
    """From the commit on they are signed out and stay so. False where they were disabled. Raises `NoSuchAccount`."""
    with writing(engine) as connection:
        account = _found(connection, login)
        if account["disabled_at"] is not None:
            return False
        _change(connection, account, disabled_at=now)
        end_sessions(connection, account["id"])
        _note(connection, now, actor, "account_disabled", login)
    return True


def enable(engine: Engine, login: str, now: dt.datetime, *, actor: str) -> bool:
    """They may sign in again. False where they might. Raises `NoSuchAccount`."""
    with writing(engine) as connection:
        account = _found(connection, login)
        if account["disabled_at"] is None:
            return False
        _change(connection, account, disabled_at=None)
        _note(connection, now, actor, "account_enabled", login)
    return True


def give_role(engine: Engine, login: str, role: str, now: dt.datetime, *, actor: str) -> bool:
    """It counts with their next request. False where they had it. Raises `NoSuchAccount`, `ValueError`."""
    _check(role)
    with writing(engine) as connection:
        account = _found(connection, login)
        if account["role"] == role:
            return False
        _change(connection, account, role=role)
        _note(connection, now, actor, "account_role_changed", login, before=account["role"], after=role)
    return True


def give_password(engine: Engine, login: str, password: str, now: dt.datetime, *, actor: str) -> None:
    """For whoever forgot theirs: they are signed out, and choose another.

    Raises `NoSuchAccount`, `PasswordWeak`, `ValueError` for an account of a provider.
    """
    passwords.look_over(password, login)
    fresh = passwords.hashed(password)
    with writing(engine) as connection:
        account = _found(connection, login)
        if account["subject"] is not None:
            raise ValueError("a provider vouches for this account: it has no password here")
        _change(connection, account, password=fresh, password_is_given=True)
        end_sessions(connection, account["id"])
        _note(connection, now, actor, "account_password_given", login)


def reset_second_factor(engine: Engine, login: str, now: dt.datetime, *, actor: str) -> None:
    """They are signed out, and set up another with their password. Raises `NoSuchAccount`."""
    with writing(engine) as connection:
        account = _found(connection, login)
        for table in (SECOND_FACTORS, RECOVERY_CODES):
            connection.execute(delete(table).where(table.c.account_id == account["id"]))
        end_sessions(connection, account["id"])
        _note(connection, now, actor, "second_factor_reset", login)


def end_sessions(connection: Connection, account_id: str) -> None:
    connection.execute(delete(SESSIONS).where(SESSIONS.c.account_id == account_id))


def _check(role: str) -> None:
    if role not in ROLES:
        raise ValueError(f"roles are {', '.join(ROLES)}")


def _found(connection: Connection, login: str) -> Mapping[Any, Any]:
    query = select(ACCOUNTS).where(ACCOUNTS.c.login == login).with_for_update()
    found = connection.execute(query).mappings().first()
    if found is None:
        raise NoSuchAccount("there is no account with this login; see `podlinnik user list`")
    return found


def _change(connection: Connection, account: Mapping[Any, Any], **values: Any) -> None:
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account["id"]).values(values))


def _note(connection: Connection, now: dt.datetime, actor: str, action: str, login: str, **what: str) -> None:
    audit.append(connection, [audit.Entry(actor=actor, action=action, why=f"account:{login}", **what)], now)
