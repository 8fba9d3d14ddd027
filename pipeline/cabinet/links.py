"""Which link lets an applicant see their own document, and whose page does it open now?

A link is the id of a row, when it expires, and what signs both: HMAC-SHA256 under a key that is not in the database. So
guessing is hopeless and costs no query, a link that was given out can be revoked, and it goes with its document.
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import re
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from pipeline.cabinet import audit, changes
from pipeline.cabinet.changes import DOCUMENTS, Row
from pipeline.cabinet.database import reading, writing
from pipeline.cabinet.ids import new_id
from pipeline.cabinet.keys import Bucket, refilled
from pipeline.cabinet.statuses import Status
from pipeline.cabinet.tables.links import LinkRow

LINKS = LinkRow.metadata.tables[LinkRow.__tablename__]
FORM = re.compile(r"([0-9A-HJKMNP-TV-Z]{26})([0-9a-f]{8})([A-Za-z0-9_-]{43})", re.ASCII)
PER_MINUTE = 60
"""What a link may cost: a page or a picture 1, an upload `UPLOAD`."""
UPLOAD = 6
MOST_LINKS = 20
"""Of a document that are open at once; the oldest is closed by the next one."""
MOST_REPLACEMENTS = 100
APPLICANT = "applicant"


class WrongLink(Exception):
    """No link of ours; or it has expired, was revoked, or its document is gone."""


class TooOften(Exception):
    """The link was used too often."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.1f} s")
        self.seconds = seconds


@dataclass(frozen=True, kw_only=True)
class Link:
    id: str
    document_id: str
    expires_at: dt.datetime


def issue(
    engine: Engine, secret: bytes, document_id: str, *, hours: int, client: str, now: dt.datetime
) -> tuple[Link, str]:
    """A new link to a document that is there, and its token. Raises `DatabaseUnavailable`."""
    expires_at = (now + dt.timedelta(hours=hours)).replace(microsecond=0)
    link = Link(id=new_id(now), document_id=document_id, expires_at=expires_at)
    row = {
        **link.__dict__, "created_at": now, "revoked_at": None, "tokens": float(PER_MINUTE), "refilled_at": now,
    }  # fmt: skip
    entry = audit.Entry(actor=f"client:{client}", action="link_issued", document_id=document_id, why=link.id)
    with writing(engine) as connection:
        _make_room(connection, document_id, now)
        connection.execute(insert(LINKS).values(row))
        audit.append(connection, [entry], now)
    return link, token_of(secret, link)


def revoke(engine: Engine, document_id: str, *, client: str, now: dt.datetime) -> int:
    """From the commit on no link to the document that was given out opens anything; how many did."""
    opening = (LINKS.c.document_id == document_id) & LINKS.c.revoked_at.is_(None) & (LINKS.c.expires_at > now)
    entry = audit.Entry(actor=f"client:{client}", action="links_revoked", document_id=document_id)
    with writing(engine) as connection:
        revoked = connection.execute(update(LINKS).where(opening).values(revoked_at=now)).rowcount
        if revoked:
            audit.append(connection, [entry], now)
    return int(revoked)


def token_of(secret: bytes, link: Link) -> str:
    signed = f"{link.id}{int(link.expires_at.timestamp()):08x}"
    return signed + signature_of(secret, "link", signed)


def signature_of(secret: bytes, purpose: str, *signed: str) -> str:
    """43 symbols that may stand in an address; what is signed for one purpose counts for no other."""
    digest = hmac.digest(secret, "\0".join((f"podlinnik {purpose}", *signed)).encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def opened(engine: Engine, secret: bytes, token: str, now: dt.datetime, *, cost: int = 1) -> Link:
    """The link, which has paid for what is to be done. Raises `WrongLink`, `TooOften`, `DatabaseUnavailable`."""
    parts = FORM.fullmatch(token)
    if parts is None or not hmac.compare_digest(signature_of(secret, "link", parts[1] + parts[2]), parts[3]):
        raise WrongLink
    if int(parts[2], 16) <= now.timestamp():
        raise WrongLink
    with writing(engine) as connection:
        found = connection.execute(select(LINKS).where(LINKS.c.id == parts[1]).with_for_update()).mappings().first()
        if found is None or found["revoked_at"] is not None:
            raise WrongLink
        bucket = refilled(Bucket(tokens=found["tokens"], refilled_at=found["refilled_at"]), PER_MINUTE, now)
        left = bucket.tokens - cost
        if left < 0:
            raise TooOften(-left * 60 / PER_MINUTE)
        values = {"tokens": left, "refilled_at": bucket.refilled_at}
        connection.execute(update(LINKS).where(LINKS.c.id == parts[1]).values(values))
    return Link(id=found["id"], document_id=found["document_id"], expires_at=found["expires_at"])


def followed(engine: Engine, link: Link) -> list[Row]:
    """The link's document and what came in its place, in order: the last one is what the applicant sees.

    Raises `WrongLink` where it is gone.
    """
    rows: list[Row] = []
    following: str | None = link.document_id
    with reading(engine) as connection:
        while following is not None and len(rows) < MOST_REPLACEMENTS:
            row = changes.document(connection, following)
            if row is None or row["status"] == Status.PURGED:
                break
            rows.append(row)
            following = row["replaced_by"]
    if not rows:
        raise WrongLink
    return rows


def note(engine: Engine, action: str, document_id: str, why: str, now: dt.datetime) -> None:
    """What an applicant did with a link. Call before it is shown: what could not be noted is not shown."""
    with writing(engine) as connection:
        audit.append(connection, [audit.Entry(actor=APPLICANT, action=action, document_id=document_id, why=why)], now)


def _make_room(connection: Connection, document_id: str, now: dt.datetime) -> None:
    """One link at a time is given out for a document; those that open nothing any more go."""
    connection.execute(select(DOCUMENTS.c.id).where(DOCUMENTS.c.id == document_id).with_for_update())
    mine = LINKS.c.document_id == document_id
    connection.execute(delete(LINKS).where(mine & ((LINKS.c.expires_at <= now) | LINKS.c.revoked_at.is_not(None))))
    count = connection.execute(select(func.count()).select_from(LINKS).where(mine)).scalar_one()
    if count >= MOST_LINKS:
        oldest = select(LINKS.c.id).where(mine).order_by(LINKS.c.id).limit(count - MOST_LINKS + 1)
        connection.execute(delete(LINKS).where(LINKS.c.id.in_(oldest)))
