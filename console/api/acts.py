"""How does a cabinet's backend fetch the act of confirmation?"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from console.access import CODES, allowed
from console.api.ids import DocumentId
from console.desk import Desk, desk_of
from console.problems import Problem, told_in_openapi
from pipeline.cabinet.acts import IN_FORCE, Act, all_acts
from pipeline.cabinet.answers import row_of
from pipeline.cabinet.files import FileLost
from pipeline.cabinet.keys import READ, Caller

router = APIRouter(prefix="/v1/documents", tags=["documents"])
PDF: dict[str, Any] = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
HEADERS = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
SOON = {"Retry-After": "15"}


@router.get(
    "/{document_id}/act",
    response_class=Response,
    responses={
        200: {"description": "The act, as PDF/A; `ETag` is its SHA-256", "content": PDF},
        304: {"description": "The act in If-None-Match is still the newest"},
        **told_in_openapi(*CODES, "DOCUMENT_NOT_FOUND", "DOCUMENT_PURGED", "ACT_NOT_FOUND", "ACT_NOT_READY", "INVALID",
                          "STORE_UNAVAILABLE"),
    },
)  # fmt: skip
def act(
    request: Request,
    document_id: DocumentId,
    caller: Annotated[Caller, Depends(allowed(READ))],
    version: Annotated[
        int | None, Query(ge=1, le=1_000_000, description="An earlier one; default: the newest.")
    ] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The act of confirmation on a recorded paper about work: its newest version, or the one that is asked for."""
    desk = desk_of(request)
    row = row_of(desk.engine, document_id, sees=caller.sees)
    if row is None:
        raise Problem("DOCUMENT_NOT_FOUND")
    drawn = {each.version: each for each in all_acts(desk.engine, document_id)}
    found = drawn.get(version if version is not None else max(drawn, default=0))
    if found is None:
        waits = not drawn and row["act_due_at"] is not None and row["status"] in IN_FORCE
        raise Problem("ACT_NOT_READY", headers=SOON) if waits else Problem("ACT_NOT_FOUND")
    headers = {**HEADERS, "ETag": f'"{found.sha256}"'}
    if f'"{found.sha256}"' in (if_none_match or ""):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="act-{found.number:06d}-{found.version}.pdf"'
    return Response(_content(desk, found), media_type="application/pdf", headers=headers)


def _content(desk: Desk, found: Act) -> bytes:
    try:
        return desk.intake.files.read(found.sha256)
    except (FileLost, OSError):
        raise Problem("STORE_UNAVAILABLE", headers={"Retry-After": "30"}) from None
