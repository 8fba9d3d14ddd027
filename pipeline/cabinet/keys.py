"""Who may ask the API, for what, and how often?

A key is `pk_<id>_<secret>`: shown once, kept as the SHA-256 of a secret of 256 random bits. Its name is the client's:
a client may have several keys, so that one can take another's place. Requests are let through by a bucket of tokens:
as many as a minute allows, refilled evenly.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import math
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, insert, select, update

from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.ids import new_id
from pipeline.cabinet.tables.access import ApiKeyRow

KEYS = ApiKeyRow.metadata.tables[ApiKeyRow.__tablename__]
READ, WRITE, PREVIEWS = "documents:read", "documents:write", "previews:read"
LINKS = "documents:links"
READ_ALL, METRICS = "documents:read:all", "metrics:read"
SCOPES: Mapping[str, str] = {
    READ: "its own documents: status, reasons, fields, events",
    WRITE: "hands documents in",
    PREVIEWS: "pictures of pages",
    LINKS: "gives applicants pages of its documents",
    READ_ALL: "every client's documents",
    METRICS: "figures of the installation",
}
PER_MINUTE = 600
FORM = re.compile(r"pk_([0-9A-Z]{26})_([A-Za-z0-9_-]{20,100})", re.ASCII)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


class WrongKey(Exception):
    """No such key, or it was revoked."""


class TooManyRequests(Exception):
    """The bucket is empty."""

    def __init__(self, caller: Caller, seconds: float) -> None:
        super().__init__(f"wait {seconds:.1f} s")
        self.caller = caller
        self.seconds = seconds
        """Until the next request is let through."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asks. `remaining` requests may follow at once; in `full_in` seconds the bucket is full."""

    client: str
    scopes: frozenset[str]
    per_minute: int
    remaining: int
    full_in: float

    @property
    def sees(self) -> str | None:
        """The client whose documents it sees; None for all."""
        return None if READ_ALL in self.scopes else self.client


@dataclass(frozen=True, kw_only=True)
class Bucket:
    tokens: float
    refilled_at: dt.datetime


def add_key(
    engine: Engine, name: str, scopes: Collection[str], now: dt.datetime, *, per_minute: int = PER_MINUTE
) -> str:
    """Write a new key of the client `name`; what comes back is shown once and kept nowhere.

    Raises `ValueError` for a name, a scope or a rate that will not do.
    """
    if not NAME.fullmatch(name) or name == "python":
        raise ValueError("a name has up to 64 letters a-z, digits, dots, hyphens; `python` is taken by Python itself")
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise ValueError(f"scopes are {', '.join(SCOPES)}" + (f"; not {', '.join(unknown)}" if unknown else ""))
    if per_minute < 1:
        raise ValueError("at least one request a minute")
    key_id, secret = new_id(now), secrets.token_urlsafe(32)
    row = {
        "id": key_id, "name": name, "hash": hash_of(secret), "scopes": sorted(set(scopes)), "per_minute": per_minute,
        "created_at": now, "revoked_at": None, "tokens": float(per_minute), "refilled_at": now,
    }  # fmt: skip
    with writing(engine) as connection:
        connection.execute(insert(KEYS).values(row))
    return f"pk_{key_id}_{secret}"


def listed_keys(engine: Engine) -> list[dict[str, Any]]:
    """Rows without hashes, oldest first."""
    shown = [KEYS.c[name] for name in ("id", "name", "scopes", "per_minute", "created_at", "revoked_at")]
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(select(*shown).order_by(KEYS.c.id)).mappings()]


def revoke_key(engine: Engine, key_id: str, now: dt.datetime) -> bool:
    """From the commit on it opens nothing. False when there is no such key that was valid."""
    same = (KEYS.c.id == key_id) & KEYS.c.revoked_at.is_(None)
    with writing(engine) as connection:
        return connection.execute(update(KEYS).where(same).values(revoked_at=now)).rowcount == 1


def admit(engine: Engine, key: str, now: dt.datetime) -> Caller:
    """Take a token of the key's bucket. Raises `WrongKey`, `TooManyRequests`, `DatabaseUnavailable`.

    The row is locked while it is counted, so that no two requests take the same token. A crash of the server may
    forget the last ones: the commit is not waited for.
    """
    parts = FORM.fullmatch(key)
    if parts is None:
        raise WrongKey
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
        found = connection.execute(select(KEYS).where(KEYS.c.id == parts[1]).with_for_update()).mappings().first()
        known = found["hash"] if found else ""
        if not hmac.compare_digest(known, hash_of(parts[2])) or found is None or found["revoked_at"] is not None:
            raise WrongKey
        bucket = refilled(Bucket(tokens=found["tokens"], refilled_at=found["refilled_at"]), found["per_minute"], now)
        left = bucket.tokens - 1
        caller = _caller(found, left if left >= 0 else bucket.tokens)
        if left < 0:
            raise TooManyRequests(caller, -left * 60 / found["per_minute"])
        values = {"tokens": left, "refilled_at": bucket.refilled_at}
        connection.execute(update(KEYS).where(KEYS.c.id == parts[1]).values(values))
    return caller


def refilled(bucket: Bucket, per_minute: int, now: dt.datetime) -> Bucket:
    """What is in it by now. A clock that was set back takes nothing away and gives nothing."""
    seconds = (now - bucket.refilled_at).total_seconds()
    if seconds <= 0:
        return bucket
    return Bucket(tokens=min(float(per_minute), bucket.tokens + seconds * per_minute / 60), refilled_at=now)


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _caller(row: Mapping[Any, Any], tokens: float) -> Caller:
    return Caller(
        client=row["name"], scopes=frozenset(row["scopes"]), per_minute=row["per_minute"],
        remaining=max(0, math.floor(tokens)), full_in=(row["per_minute"] - tokens) * 60 / row["per_minute"],
    )  # fmt: skip
