"""How does the body of an upload get from the network to the file store, and no further than it may?"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import anyio
from anyio import from_thread, to_thread
from fastapi import Request

from console.api.claims import FILE_PARTS, PARTS, Metadata, metadata_of, part_read
from console.api.form import OVERHEAD_BYTES, Part, boundary_of, parts_of
from console.desk import Desk
from console.problems import Fault, Problem
from pipeline.bundle import MOST
from pipeline.cabinet.files import FileLost, FileTooLarge
from pipeline.case import Upload
from pipeline.intake import SIGNATURE_LIMIT, named

T = TypeVar("T")
PATIENCE_SECONDS = 5.0
"""How long an upload waits for its turn."""
MOST_OF = {"file": MOST}
"""Parts that may be given several times."""


class ClientGone(Exception):
    """The connection ended before the body did: nobody is there to be answered."""


@dataclass(frozen=True, kw_only=True)
class Received:
    """An upload whose bytes are stored, several files together, and those of the signature beside it."""

    metadata: Metadata
    file: Upload
    signature: Upload | None
    arrived_at: dt.datetime


async def received(request: Request, desk: Desk, turns: anyio.CapacityLimiter) -> Received:
    """Read the body to its end, or to where it is refused. Raises `Problem`, `ClientGone`."""
    arrived_at = desk.clock()
    settings = desk.settings
    boundary = boundary_of(request.headers.get("content-type"))
    limit = settings.api_upload_bytes + SIGNATURE_LIMIT + len(PARTS) * settings.api_part_bytes + OVERHEAD_BYTES
    return await in_turn(request, desk, turns, limit, lambda: _read(request, desk, boundary, limit, arrived_at))


async def in_turn(
    request: Request, desk: Desk, turns: anyio.CapacityLimiter, limit: int, read: Callable[[], T]
) -> T:
    """Let `read` take in a body of at most `limit` bytes, in a thread. Raises `Problem`, and what `read` raises."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise too_large(desk.settings.api_upload_bytes)
    turn = object()
    try:
        with anyio.fail_after(PATIENCE_SECONDS):
            await turns.acquire_on_behalf_of(turn)
    except TimeoutError:
        raise Problem("BUSY", "Too many uploads at once.", headers={"Retry-After": "5"}) from None
    try:
        own = anyio.CapacityLimiter(1)  # not one of the threads that answer questions: a slow sender holds it
        taken = await to_thread.run_sync(read, limiter=own)
    finally:
        turns.release_on_behalf_of(turn)
    request.state.body_read = True
    return taken


def _read(request: Request, desk: Desk, boundary: bytes, limit: int, arrived_at: dt.datetime) -> Received:
    """In a thread: the body is drawn from the event loop as fast as it is stored, not faster."""
    values: dict[str, Any] = {}
    files: dict[str, list[Upload]] = {}
    for part in parts_of(chunks_of(request, desk), boundary, limit=limit):
        if part.name not in PARTS:
            raise Problem("INVALID", errors=[Fault(part.name[:100], "there is no such part")])
        if part.name in values or len(files.get(part.name, ())) == MOST_OF.get(part.name, 1):
            raise Problem("INVALID", errors=[Fault(part.name, _too_often(part.name))])
        if part.name in FILE_PARTS:
            if "kind" in values:  # what is wrong already is told before the file is taken in
                metadata_of(values, desk.intake.kinds)
            files.setdefault(part.name, []).append(kept(part, desk))
        else:
            values[part.name] = part_read(part.name, part.text(desk.settings.api_part_bytes))
    metadata = metadata_of(values, desk.intake.kinds)
    if "file" not in files:
        raise Problem("INVALID", errors=[Fault("file", "is missing")])
    beside = next((each for each in files.get("signature", ()) if each.size), None)
    if beside is not None and len(files["file"]) > 1:
        raise Problem("INVALID", errors=[Fault("signature", "is of one file: several have none beside them")])
    file = together(files["file"], desk)
    return Received(metadata=metadata, file=file, signature=beside, arrived_at=arrived_at)


def _too_often(name: str) -> str:
    return f"is given more than {MOST_OF[name]} times" if name in MOST_OF else "is given twice"


def together(files: Sequence[Upload], desk: Desk) -> Upload:
    """The one upload that the files are. Raises `Problem`."""
    limit = desk.settings.api_upload_bytes
    try:
        return desk.intake.together(files, limit=limit)
    except FileTooLarge:
        raise too_large(limit) from None
    except (FileLost, OSError):
        raise Problem("STORE_UNAVAILABLE", headers={"Retry-After": "30"}) from None


def kept(part: Part, desk: Desk) -> Upload:
    """Its bytes are stored. Raises `Problem`."""
    limit = desk.settings.api_upload_bytes if part.name == "file" else SIGNATURE_LIMIT
    try:
        return named(desk.intake.keep(part.chunks, limit=limit), part.filename or "")
    except FileTooLarge:
        if part.name != "file":
            raise Problem("PART_TOO_LARGE", f"{part.name}: at most {limit} bytes are taken.") from None
        raise too_large(limit) from None
    except OSError:
        raise Problem("STORE_UNAVAILABLE", headers={"Retry-After": "30"}) from None


def chunks_of(request: Request, desk: Desk) -> Iterator[bytes]:
    """What comes, in a thread. Raises `Problem` where it is too slow, `ClientGone` where it ends early."""
    end = time.monotonic() + desk.settings.api_upload_seconds
    more = True
    while more:
        left = min(desk.settings.api_silence_seconds, end - time.monotonic())
        message = from_thread.run(_next, request, max(left, 0.0))
        if message is None:
            raise Problem("BODY_TOO_SLOW")
        if message["type"] == "http.disconnect":
            raise ClientGone
        if body := message.get("body", b""):
            yield body
        more = message.get("more_body", False)


async def _next(request: Request, seconds: float) -> dict[str, Any] | None:
    with anyio.move_on_after(seconds):
        return dict(await request.receive())
    return None


def too_large(limit: int) -> Problem:
    return Problem("FILE_TOO_LARGE", f"At most {limit} bytes are taken.")
