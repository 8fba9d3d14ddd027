"""What came with an applicant's form, and is it theirs? (a file, or one that was looked at a moment ago)"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass

import anyio
from fastapi import Request

from console.api.body import chunks_of, in_turn, kept
from console.api.form import OVERHEAD_BYTES, boundary_of, parts_of
from console.desk import Desk
from console.problems import Problem
from pipeline.cabinet.changes import Row
from pipeline.cabinet.links import Link, signature_of
from pipeline.case import Upload

HELD_FOR = dt.timedelta(hours=1)
"""So long a file that was looked at may be sent on as it is. The store keeps what nobody owns for days."""
HELD = re.compile(
    r"([0-9a-f]{64})\.([0-9]{1,12})\.([0-9a-f]{8})\.([A-Za-z0-9_-]{0,2000})\.([A-Za-z0-9_-]{43})", re.ASCII
)
SMALL_PARTS = frozenset({"form", "held"})
SMALL_BYTES = 4096


class Stale(Exception):
    """The form belongs to another document, or to no page of ours."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """`file` is stored. `was_looked_at`: its sender knows what is wrong with it."""

    replaces: Row
    """For which of the link's documents the form was."""
    file: Upload | None
    was_looked_at: bool
    arrived_at: dt.datetime


def form_token(secret: bytes, link: Link, document_id: str) -> str:
    """Of the form on the link's page that replaces this document: it follows from the link, and tells nothing of it."""
    return signature_of(secret, "form", link.id, document_id)


def is_of(secret: bytes, link: Link, rows: Sequence[Row], given: str) -> Row | None:
    """Which of the link's documents the form was made for, if any."""
    for row in rows:
        if hmac.compare_digest(form_token(secret, link, row["id"]).encode(), given.encode()):
            return row
    return None


def held_token(secret: bytes, link: Link, file: Upload, now: dt.datetime) -> str:
    """By which a stored file is named in a form, for an hour, on this link's page alone."""
    name = base64.urlsafe_b64encode(file.name.encode()).rstrip(b"=").decode()
    signed = f"{file.sha256}.{file.size}.{int((now + HELD_FOR).timestamp()):08x}.{name}"
    return f"{signed}.{signature_of(secret, 'held', link.id, signed)}"


def held_of(secret: bytes, link: Link, token: str, now: dt.datetime) -> Upload | None:
    """The file; None where it is none of this link's, or its time is over."""
    parts = HELD.fullmatch(token)
    if parts is None:
        return None
    signed = token.rpartition(".")[0]
    same = hmac.compare_digest(signature_of(secret, "held", link.id, signed), parts[5])
    if not same or int(parts[3], 16) <= now.timestamp():
        return None
    try:
        name = base64.urlsafe_b64decode(parts[4] + "=" * (-len(parts[4]) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return Upload(name=name, size=int(parts[2]), sha256=parts[1])


async def received(request: Request, desk: Desk, secret: bytes, link: Link, rows: Sequence[Row]) -> Sent:
    """Read the form to its end, or to where it is refused. Raises `Stale`, `Problem`, `ClientGone`."""
    arrived_at = desk.clock()
    boundary = boundary_of(request.headers.get("content-type"))
    limit = desk.settings.api_upload_bytes + OVERHEAD_BYTES + len(SMALL_PARTS) * SMALL_BYTES

    def read() -> Sent:
        given: dict[str, str] = {}
        file: Upload | None = None
        for part in parts_of(chunks_of(request, desk), boundary, limit=limit):
            if part.name in SMALL_PARTS:
                given[part.name] = part.text(SMALL_BYTES)
            elif part.name == "file" and file is None and is_of(secret, link, rows, given.get("form", "")):
                file = kept(part, desk)  # nothing is stored for a form that is none of ours
            else:
                raise Stale if part.name == "file" else Problem("INVALID")
        replaces = is_of(secret, link, rows, given.get("form", ""))
        if replaces is None:
            raise Stale
        was_looked_at = "held" in given
        if was_looked_at:
            file = held_of(secret, link, given["held"], arrived_at)
        file = file if file and file.size else None
        return Sent(replaces=replaces, file=file, was_looked_at=was_looked_at, arrived_at=arrived_at)

    turns: anyio.CapacityLimiter = request.app.state.turns
    return await in_turn(request, desk, turns, limit, read)
