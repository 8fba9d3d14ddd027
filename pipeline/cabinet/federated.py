"""Whom does an OpenID Connect provider vouch for? (accounts that are made, and given their role, as people sign in)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from pipeline.cabinet import audit, tries
from pipeline.cabinet.accounts import ACCOUNTS, LOGIN
from pipeline.cabinet.database import writing
from pipeline.cabinet.ids import new_id
from pipeline.cabinet.sessions import Terms, begin

ACTOR = "console"


class NotLetIn(Exception):
    """Why, as a code: `no_role`, `login_unfit`, `login_taken`, `disabled`, `no_second_factor`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who somebody is to the provider: `issuer` and `subject` for ever, `login` and `role` as of now."""

    issuer: str
    subject: str = field(repr=False)
    login: str = field(repr=False)
    role: str | None
    """Of ours; None where the provider names none that the settings know."""


def let_in(
    engine: Engine, identity: Identity, address: str, terms: Terms, now: dt.datetime, *, second_shown: bool
) -> str:
    """A token: of a whole session where the second factor was shown to the provider, else of the way to ours.

    Raises `NotLetIn`, `DatabaseUnavailable`.
    """
    try:
        with writing(engine) as connection:
            account, entries = _account(connection, identity, now)
            if second_shown:
                actor = f"{account['role']}:{account['login']}"
                entries.append(audit.Entry(actor=actor, action="signed_in", why="provider"))
            tries.give_back(connection, tries.for_address(address))
            token = begin(connection, account["id"], terms, now, second_at=now if second_shown else None)
            audit.append(connection, entries, now)
    except IntegrityError:  # two browsers of theirs were the first at once
        raise NotLetIn("login_taken") from None
    return token


def note_refused(engine: Engine, why: str, now: dt.datetime) -> None:
    """Who it was is not noted: what a provider calls people may be a name."""
    with writing(engine) as connection:
        audit.append(connection, [audit.Entry(actor=ACTOR, action="sign_in_refused", why=f"provider {why}")], now)


def _account(
    connection: Connection, identity: Identity, now: dt.datetime
) -> tuple[Mapping[str, Any], list[audit.Entry]]:
    if identity.role is None:
        raise NotLetIn("no_role")
    theirs = (ACCOUNTS.c.issuer == identity.issuer) & (ACCOUNTS.c.subject == identity.subject)
    known = connection.execute(select(ACCOUNTS).where(theirs).with_for_update()).mappings().first()
    if known is None:
        return _made(connection, identity, identity.role, now)
    if known["disabled_at"] is not None:
        raise NotLetIn("disabled")
    if known["role"] == identity.role:
        return dict(known), []
    connection.execute(update(ACCOUNTS).where(theirs).values(role=identity.role))
    changed = audit.Entry(
        actor=ACTOR, action="account_role_changed", before=known["role"], after=identity.role,
        why=f"account:{known['login']} provider",
    )  # fmt: skip
    return {**known, "role": identity.role}, [changed]


def _made(
    connection: Connection, identity: Identity, role: str, now: dt.datetime
) -> tuple[Mapping[str, Any], list[audit.Entry]]:
    """A login that somebody has already stays theirs: the provider does not vouch for whoever has it."""
    if not LOGIN.fullmatch(identity.login):
        raise NotLetIn("login_unfit")
    if connection.execute(select(ACCOUNTS.c.id).where(ACCOUNTS.c.login == identity.login)).first():
        raise NotLetIn("login_taken")
    row = {
        "id": new_id(now), "login": identity.login, "role": role, "password": "", "password_is_given": False,
        "created_at": now, "disabled_at": None, "issuer": identity.issuer, "subject": identity.subject,
    }  # fmt: skip
    connection.execute(insert(ACCOUNTS).values(row))
    made = audit.Entry(actor=ACTOR, action="account_added", after=role, why=f"account:{identity.login} provider")
    return row, [made]
