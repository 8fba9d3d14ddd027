"""How is a second factor set up, and is this its code? (a telephone's codes, and ten to be kept on paper)"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from pipeline.cabinet import audit, tries
from pipeline.cabinet.accounts import RECOVERY_CODES, SECOND_FACTORS, SESSIONS
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.ids import ALPHABET
from pipeline.cabinet.one_time import DIGITS, new_secret, step_shown
from pipeline.cabinet.sessions import Terms, Visitor, begin, is_still_there

CODES, SYMBOLS = 10, 16
CODE = re.compile(rf"\d{{{DIGITS}}}", re.ASCII)
BY_TELEPHONE, BY_PAPER = "code", "recovery code"


class NotSetUp(Exception):
    """The code is not the one, or another browser is setting it up."""


def secret_for(engine: Engine, visitor: Visitor) -> str | None:
    """Base32; a new one for each session that sets it up. None where one is confirmed.

    Raises `DatabaseUnavailable`."""
    own = SECOND_FACTORS.c.account_id == visitor.account_id
    with writing(engine) as connection:
        if not is_still_there(connection, visitor):
            return None
        found = connection.execute(select(SECOND_FACTORS).where(own)).first()
        if found is not None and found.confirmed_at is not None:
            return None
        if found is not None and found.session == visitor.session:
            return str(found.secret)
        secret = new_secret()
        connection.execute(delete(SECOND_FACTORS).where(own))
        row = {"account_id": visitor.account_id, "secret": secret, "session": visitor.session, "last_step": 0}
        connection.execute(insert(SECOND_FACTORS).values(row))
    return secret


def confirm(engine: Engine, visitor: Visitor, code: str, terms: Terms, now: dt.datetime) -> tuple[str, list[str]]:
    """A token that opens everything, and the recovery codes, which are shown this once.

    Raises `NotSetUp`, `Closed`, `DatabaseUnavailable`.
    """
    limit = tries.for_second_factor(visitor.account_id)
    tries.take(engine, (limit,), now)
    own = (SECOND_FACTORS.c.account_id == visitor.account_id) & (SECOND_FACTORS.c.session == visitor.session)
    with writing(engine) as connection:
        there = is_still_there(connection, visitor)
        found = connection.execute(select(SECOND_FACTORS).where(own)).first() if there else None
        step = step_shown(found.secret, plain(code), now) if found is not None else None
        if found is None or found.confirmed_at is not None or step is None:
            raise NotSetUp
        connection.execute(update(SECOND_FACTORS).where(own).values(confirmed_at=now, last_step=step, session=None))
        codes = _new_codes(connection, visitor.account_id)
        tries.forget(connection, limit)
        connection.execute(delete(SESSIONS).where(SESSIONS.c.account_id == visitor.account_id))
        token = begin(connection, visitor.account_id, terms, now, second_at=now)
        done = [audit.Entry(actor=visitor.actor, action=each) for each in ("second_factor_set_up", "signed_in")]
        audit.append(connection, done, now)
    return token, codes


def take_code(connection: Connection, account_id: str, code: str, now: dt.datetime) -> str | None:
    """By which of the two it is right; None where it is not. A code is taken once."""
    given = plain(code)
    if not CODE.fullmatch(given):
        same = (RECOVERY_CODES.c.account_id == account_id) & (RECOVERY_CODES.c.hash == _hash_of(given))
        return BY_PAPER if connection.execute(delete(RECOVERY_CODES).where(same)).rowcount == 1 else None
    own = (SECOND_FACTORS.c.account_id == account_id) & SECOND_FACTORS.c.confirmed_at.is_not(None)
    found = connection.execute(select(SECOND_FACTORS).where(own).with_for_update()).first()
    step = step_shown(found.secret, given, now) if found is not None else None
    if found is None or step is None or step <= found.last_step:
        return None
    connection.execute(update(SECOND_FACTORS).where(own).values(last_step=step))
    return BY_TELEPHONE


def codes_left(engine: Engine, account_id: str) -> int:
    """Recovery codes that were not used."""
    query = select(func.count()).select_from(RECOVERY_CODES).where(RECOVERY_CODES.c.account_id == account_id)
    with reading(engine) as connection:
        return int(connection.execute(query).scalar_one())


def plain(code: str) -> str:
    """As it is compared: without spaces and hyphens, letters small."""
    return re.sub(r"[\s-]", "", code).lower()


def _new_codes(connection: Connection, account_id: str) -> list[str]:
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(SYMBOLS)).lower() for _ in range(CODES)]
    connection.execute(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.account_id == account_id))
    connection.execute(
        insert(RECOVERY_CODES), [{"account_id": account_id, "hash": _hash_of(code)} for code in codes]
    )  # fmt: skip
    return ["-".join(code[start : start + 4] for start in range(0, SYMBOLS, 4)) for code in codes]


def _hash_of(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
