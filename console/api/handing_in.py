"""How does a cabinet hand a paper in over HTTP, once however often it asks?"""

from __future__ import annotations

import contextlib
import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from console.access import CODES, allowed
from console.api import examples, models
from console.api.body import Received, received
from console.api.claims import Metadata
from console.api.ids import DocumentId
from console.desk import Desk, desk_of
from console.problems import MEDIA_TYPE, Fault, Problem, members_of, told_in_openapi
from pipeline.bundle import MOST
from pipeline.cabinet import idempotency
from pipeline.cabinet.answers import row_of, summary_of
from pipeline.cabinet.files import Stored
from pipeline.cabinet.holder import holder_key
from pipeline.cabinet.idempotency import Answer, RequestKey
from pipeline.cabinet.keys import WRITE, Caller
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.cabinet.uploads import NotReplaceable, UnknownDocument

KEY = re.compile(r"[\x20-\x7e]{1,255}")
STORED = frozenset({404, 409})
"""Refusals that hold for the request, whenever it is sent again: they are replayed, as what succeeded is."""
HAND_IN, REPLACE = "POST /v1/documents", "POST /v1/documents/{id}/replacement"

BINARY = {"type": "string", "format": "binary"}
FILES = {
    "type": "array", "items": BINARY, "minItems": 1, "maxItems": MOST,
    "description": "One part of this name for each file, in the order of the document's pages.",
}  # fmt: skip
_FORM = Metadata.model_json_schema(ref_template="#/components/schemas/{model}")
_FORM_DEFINITIONS = _FORM.pop("$defs", {})
FORM_SCHEMAS: dict[str, Any] = _FORM_DEFINITIONS
"""Schemas of the parts, for the API's description."""
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "kind"],
                    "properties": {**_FORM["properties"], "file": FILES, "signature": BINARY},
                    "additionalProperties": False,
                },
                "encoding": {part: {"contentType": "application/json"} for part in ("holder", "declared", "contacts")},
                "examples": {
                    "diploma": {
                        "value": {
                            "file": ["(bytes)"],
                            "kind": "higher_education_diploma",
                            "holder": {"last_name": "Воробьёва", "first_name": "Мария", "snils": "11223344595"},
                            "declared": {"series": "107704", "number": "0123456"},
                            "contacts": {"email": "maria@example.org"},
                        }
                    }
                },
            }
        },
    }
}
PROBLEMS = (
    *CODES, "IDEMPOTENCY_KEY_MISSING", "IDEMPOTENCY_KEY_REUSED", "REQUEST_IN_PROGRESS", "OF_ANOTHER_CLIENT",
    "BODY_MALFORMED", "BODY_TOO_SLOW", "NOT_MULTIPART", "FILE_TOO_LARGE", "PART_TOO_LARGE", "INVALID", "BUSY",
    "STORE_UNAVAILABLE",
)  # fmt: skip
ANSWERS: dict[int | str, dict[str, Any]] = {
    202: examples.shown("HANDED_IN", models.HandedIn, "A new document; `Location` leads to it"),
    200: examples.shown("KNOWN", models.HandedIn, "A document that is known: the same bytes of the same holder"),
}

router = APIRouter(prefix="/v1/documents", tags=["documents"])
Writes = Annotated[Caller, Depends(allowed(WRITE))]
GivenKey = Annotated[str | None, Header(description="1 to 255 printable ASCII symbols, new for each upload.")]


@router.post("", status_code=202, responses={**ANSWERS, **told_in_openapi(*PROBLEMS)}, openapi_extra=BODY)
async def hand_in(request: Request, caller: Writes, idempotency_key: GivenKey = None) -> JSONResponse:
    """Hand a paper in: it is examined by itself from here on.

    The body is read as it comes, and no further than it may: give the small parts before the file, and what is wrong
    with them is told before the file is sent. Several parts `file` are one document, in the order of its pages.
    """
    return await _taken_in(request, caller, idempotency_key, HAND_IN, None)


@router.post(
    "/{document_id}/replacement",
    status_code=202,
    responses={**ANSWERS, **told_in_openapi(*PROBLEMS, "DOCUMENT_NOT_FOUND", "DOCUMENT_PURGED", "NOT_REPLACEABLE")},
    openapi_extra=BODY,
)
async def replace(
    request: Request, document_id: DocumentId, caller: Writes, idempotency_key: GivenKey = None
) -> JSONResponse:
    """Hand in another paper in this one's place: what was rejected is replaced at once and its window closed.

    A paper that counts still does until the new one is approved.
    """
    return await _taken_in(request, caller, idempotency_key, REPLACE, document_id)


async def _taken_in(
    request: Request, caller: Caller, given_key: str | None, route: str, replaces: str | None
) -> JSONResponse:
    if given_key is None or not KEY.fullmatch(given_key):
        raise Problem("IDEMPOTENCY_KEY_MISSING")
    desk = desk_of(request)
    upload = await received(request, desk, request.app.state.turns)
    key = RequestKey(client=caller.client, route=route, key=given_key)
    return await run_in_threadpool(_answered_once, desk, key, request.url.path, upload, replaces)


def _answered_once(desk: Desk, key: RequestKey, path: str, upload: Received, replaces: str | None) -> JSONResponse:
    fingerprint = upload.metadata.fingerprint(
        "POST", path, upload.file.sha256, *([f"{upload.file.parts} files"] if upload.file.parts > 1 else []),
        *([upload.signature.sha256] if upload.signature else [])
    )
    try:
        known = idempotency.claim(desk.engine, key, fingerprint, desk.clock())
    except idempotency.InProgress:
        raise Problem("REQUEST_IN_PROGRESS", headers={"Retry-After": "1"}) from None
    except idempotency.OtherRequest:
        raise Problem("IDEMPOTENCY_KEY_REUSED") from None
    if known is not None:
        return _response(known, {"Idempotency-Replayed": "true"})
    answer: Answer | None = None
    try:
        answer = _answer(desk, key.client, upload, replaces)
    finally:
        with contextlib.suppress(DatabaseUnavailable):  # then the claim is taken over when it is old enough
            if answer is None:
                idempotency.release(desk.engine, key)
            else:
                idempotency.keep(desk.engine, key, answer)
    return _response(answer, {})


def _answer(desk: Desk, client: str, upload: Received, replaces: str | None) -> Answer:
    """What is to be kept; raises what is not."""
    try:
        return _submitted(desk, client, upload, replaces)
    except Problem as problem:
        if problem.status not in STORED:
            raise
        return Answer(status=problem.status, body=members_of(problem), headers={})


def _submitted(desk: Desk, client: str, upload: Received, replaces: str | None) -> Answer:
    said = upload.metadata
    holder = said.holder.holder()
    if replaces is not None:
        old = row_of(desk.engine, replaces, sees=client)
        if old is None:
            raise Problem("DOCUMENT_NOT_FOUND")
        if old["holder_key"] not in (None, holder_key(holder, desk.intake.pepper)):
            raise Problem("INVALID", errors=[Fault("holder", "is not the holder of the document that is replaced")])
    try:
        done = desk.intake.submit(
            Stored(sha256=upload.file.sha256, size=upload.file.size), name=upload.file.name, parts=upload.file.parts,
            kind=said.kind, holder=holder, declared=said.declared.fields(), employments=said.declared.periods(),
            client=client, lane=said.lane, contacts=said.told_contacts(), replaces=replaces,
            arrived_at=upload.arrived_at, signature=upload.signature,
        )  # fmt: skip
    except UnknownDocument:
        raise Problem("DOCUMENT_NOT_FOUND") from None
    except NotReplaceable:
        raise Problem("NOT_REPLACEABLE") from None
    if done.row["client"] != client:
        raise Problem("OF_ANOTHER_CLIENT")
    body = {**summary_of(done.row), "created": done.created}
    return Answer(
        status=202 if done.created else 200, body=body, headers={"Location": f"/v1/documents/{done.row['id']}"}
    )


def _response(answer: Answer, headers: dict[str, str]) -> JSONResponse:
    media_type = "application/json" if answer.status < 400 else MEDIA_TYPE
    return JSONResponse(answer.body, answer.status, headers={**answer.headers, **headers}, media_type=media_type)
