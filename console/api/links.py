"""How does a cabinet's backend give an applicant a page of their own document?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from console.access import CODES, allowed
from console.api import examples, models
from console.api.ids import DocumentId
from console.applicant.place import PLACE
from console.desk import Desk, desk_of
from console.problems import Problem, told_in_openapi
from pipeline.cabinet import links
from pipeline.cabinet.answers import row_of
from pipeline.cabinet.keys import LINKS, Caller

router = APIRouter(prefix="/v1/documents", tags=["documents"])
Gives = Annotated[Caller, Depends(allowed(LINKS))]
PRIVATE = {"Cache-Control": "no-store"}
PROBLEMS = told_in_openapi(*CODES, "DOCUMENT_NOT_FOUND", "DOCUMENT_PURGED", "INVALID", "LINKS_OFF")


@router.post(
    "/{document_id}/links",
    status_code=201,
    responses={201: examples.shown("LINK", models.LinkShown, "A link; it is shown this once"), **PROBLEMS},
)
def give_link(request: Request, document_id: DocumentId, caller: Gives) -> JSONResponse:
    """A page of the document for its applicant: what became of it, why, and where another file is handed in.

    No `Idempotency-Key` is needed: each call gives another link; of more than 20 the oldest is closed.
    """
    desk = desk_of(request)
    secret = _secret(desk)
    _there(desk, document_id, caller)
    link, token = links.issue(
        desk.engine, secret, document_id, hours=desk.settings.link_hours, client=caller.client, now=desk.clock()
    )
    url = f"{(desk.settings.public_url or '').rstrip('/')}{PLACE}/{token}"
    body = {"url": url, "expires_at": link.expires_at.isoformat(timespec="seconds")}
    return JSONResponse(body, 201, headers=PRIVATE)


@router.delete(
    "/{document_id}/links",
    responses={200: examples.shown("LINKS_REVOKED", models.LinksRevoked, "How many opened something"), **PROBLEMS},
)
def revoke_links(request: Request, document_id: DocumentId, caller: Gives) -> JSONResponse:
    """From now on no link to the document that was given out opens anything."""
    desk = desk_of(request)
    _secret(desk)
    _there(desk, document_id, caller)
    revoked = links.revoke(desk.engine, document_id, client=caller.client, now=desk.clock())
    return JSONResponse({"revoked": revoked}, headers=PRIVATE)


def _secret(desk: Desk) -> bytes:
    if desk.link_secret is None:
        raise Problem("LINKS_OFF")
    return desk.link_secret


def _there(desk: Desk, document_id: str, caller: Caller) -> None:
    if row_of(desk.engine, document_id, sees=caller.sees) is None:
        raise Problem("DOCUMENT_NOT_FOUND")
