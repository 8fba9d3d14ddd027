"""How does a cabinet ask what became of its papers?"""

from __future__ import annotations

import time
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from console.access import CODES, allowed
from console.api import examples, models
from console.api.ids import DocumentId
from console.desk import Desk, desk_of
from console.problems import Problem, told_in_openapi
from pipeline.cabinet.answers import answer_of, events, row_of, tag_now, tag_of, told
from pipeline.cabinet.keys import READ, Caller
from pipeline.rules.loader import load_reasons

LOOKS_SECONDS = (0.1, 0.2, 0.4, 0.7, 1.0)
"""Between looks at a document that is waited for; the last repeats."""
PRIVATE = {"Cache-Control": "private, no-cache"}

router = APIRouter(prefix="/v1/documents", tags=["documents"])
Reads = Annotated[Caller, Depends(allowed(READ))]


@router.get(
    "/{document_id}",
    responses={
        200: examples.shown("DOCUMENT", models.DocumentShown, "The document; `ETag` names its revision"),
        304: {"description": "Nothing changed since the revision in If-None-Match"},
        **told_in_openapi(*CODES, "DOCUMENT_NOT_FOUND", "DOCUMENT_PURGED", "INVALID"),
    },
)
async def document(
    request: Request,
    document_id: DocumentId,
    caller: Reads,
    wait: Annotated[
        float, Query(ge=0, le=60, description="Seconds to wait for a change: of the revision in If-None-Match, if any.")
    ] = 0.0,
    if_none_match: Annotated[str | None, Header(description="`ETag` of the answer that is known.")] = None,
) -> Response:
    """What became of a document: its status, reasons, window, and what was read.

    With `wait` the answer is held until something changes, at most 20 s as the installation is set.
    """
    desk = desk_of(request)
    row = await run_in_threadpool(row_of, desk.engine, document_id, sees=caller.sees)
    if row is None:
        raise Problem("DOCUMENT_NOT_FOUND")
    known = _tags(if_none_match)
    tag = tag_of(row)
    if wait and (not known or tag in known):
        tag = await _changed(request, desk, document_id, tag, min(wait, desk.settings.api_wait_seconds))
    if tag in known:
        return Response(status_code=304, headers={"ETag": f'"{tag}"', **PRIVATE})
    return await run_in_threadpool(_document, desk, document_id, caller)


@router.get(
    "/{document_id}/events",
    responses={
        200: examples.shown("EVENTS", models.EventsShown, "Entries of the audit log, oldest first"),
        **told_in_openapi(*CODES, "DOCUMENT_NOT_FOUND", "DOCUMENT_PURGED", "INVALID"),
    },
)
def document_events(
    request: Request,
    document_id: DocumentId,
    caller: Reads,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$", description="`next` of the page before.")] = None,
) -> JSONResponse:
    """What was done with the document, when, by what and why."""
    engine = desk_of(request).engine
    if row_of(engine, document_id, sees=caller.sees) is None:
        raise Problem("DOCUMENT_NOT_FOUND")
    shown, following = events(engine, document_id, after=int(cursor or 0), limit=limit)
    return JSONResponse({"events": shown, "next": str(following) if following else None}, headers=PRIVATE)


async def _changed(request: Request, desk: Desk, document_id: str, tag: str, seconds: float) -> str:
    """The document's tag once it is another one than `tag`, or the time is up. No connection is held meanwhile."""
    state = request.app.state
    if state.waits >= desk.settings.api_waits_at_once:
        return tag
    state.waits += 1
    try:
        end = time.monotonic() + seconds
        for look in range(10_000):
            left = end - time.monotonic()
            if left <= 0 or await request.is_disconnected():
                return tag
            await anyio.sleep(min(left, LOOKS_SECONDS[min(look, len(LOOKS_SECONDS) - 1)]))
            now = await run_in_threadpool(tag_now, desk.engine, document_id)
            if now is not None and now != tag:
                return now
        return tag
    finally:
        state.waits -= 1


def _document(desk: Desk, document_id: str, caller: Caller) -> JSONResponse:
    found = told(desk.engine, document_id, sees=caller.sees)
    if found is None:
        raise Problem("DOCUMENT_NOT_FOUND")
    answer = answer_of(found)
    answer |= {name: [_reason(reason) for reason in answer[name]] for name in ("reasons", "notes")}
    return JSONResponse(answer, headers={"ETag": f'"{tag_of(found.row)}"', **PRIVATE})


def _reason(reason: dict[str, Any]) -> dict[str, Any]:
    """With what callers switch on; a code of a later version than this one is told by whether it can be mended."""
    rule = load_reasons().get(reason["code"])
    if rule is None:
        disposition = "retry" if reason["correctable"] else "final"
        switch: dict[str, Any] = {"disposition": disposition, "fault": "applicant"}
        switch["fix"] = {"action": "none", "target": ""}
    else:
        switch = {"disposition": rule.disposition, "fault": rule.fault, "fix": rule.fix.model_dump()}
    return {"code": reason["code"], **switch, **{name: reason[name] for name in reason if name != "code"}}


def _tags(header: str | None) -> frozenset[str]:
    """What If-None-Match names, without quotes and marks of weakness."""
    tags = (each.strip().removeprefix("W/").strip('"') for each in (header or "").split(","))
    return frozenset(filter(None, tags))
