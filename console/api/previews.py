"""How does a reviewer, or the cabinet, see a page of an upload? (drawn upright, never the upload itself)"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from console.access import CODES, allowed
from console.api.ids import DocumentId
from console.desk import Desk, desk_of
from console.drawing import Busy, DrawingFailed, Job, NotDrawn
from console.problems import Problem, told_in_openapi
from pipeline.cabinet.answers import case_of, told
from pipeline.cabinet.files import FileLost
from pipeline.cabinet.keys import PREVIEWS, Caller
from pipeline.case import Case, RetryLater, ScanResult, Unreadable
from pipeline.confined.warm import Files
from pipeline.incidents import FaultElsewhere

router = APIRouter(prefix="/v1/documents", tags=["documents"])
HEADERS = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}
PICTURE = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/{document_id}/pages/{number}",
    response_class=Response,
    responses={
        200: {"description": "The page, upright", "content": {"image/jpeg": PICTURE, "image/png": PICTURE}},
        304: {"description": "The picture in If-None-Match is still the page's"},
        **told_in_openapi(*CODES, "DOCUMENT_NOT_FOUND", "DOCUMENT_PURGED", "PAGE_NOT_FOUND", "INVALID", "BUSY",
                          "PREVIEW_FAILED", "STORE_UNAVAILABLE"),
    },
)  # fmt: skip
def page_picture(
    request: Request,
    document_id: DocumentId,
    number: Annotated[int, Path(ge=1, le=1000)],
    caller: Annotated[Caller, Depends(allowed(PREVIEWS))],
    media: Annotated[Literal["jpeg", "png"], Query(alias="format")] = "jpeg",
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """A page as it was read: as large as `pages` of the document says, so that boxes of fields fit."""
    desk = desk_of(request)
    found = told(desk.engine, document_id, sees=caller.sees)
    if found is None:
        raise Problem("DOCUMENT_NOT_FOUND")
    case = case_of(found)
    key, job = asked_of(case, number, media)
    headers = {**HEADERS, "ETag": f'"{key[:32]}"'}
    if f'"{key[:32]}"' in (if_none_match or ""):
        return Response(status_code=304, headers=headers)
    name = f"{document_id}-{number}.{'jpg' if media == 'jpeg' else media}"
    headers["Content-Disposition"] = f'inline; filename="{name}"'
    return Response(drawn(desk, key, job, case), media_type=f"image/{media}", headers=headers)


def asked_of(case: Case, number: int, media: str) -> tuple[str, Job]:
    """What is to be drawn, and by which name it is remembered. Raises `Problem`."""
    page = next((each for each in case.pages or () if each.number == number), None)
    infected = case.virus_scan is not None and case.virus_scan.result is ScanResult.INFECTED
    if page is None or case.file is None or infected:  # it may have been read before it was scanned
        raise Problem("PAGE_NOT_FOUND")
    upload = case.claim.upload.sha256
    job = Job(sha256=upload, format=case.file.format, page=page.model_dump_json(exclude={"lines"}), media=media)
    return hashlib.sha256(job.model_dump_json().encode()).hexdigest(), job


def drawn(desk: Desk, key: str, job: Job, case: Case) -> bytes:
    """The picture. Raises `Problem`."""
    try:
        return desk.drawing.picture(key, job, lambda: _pages(desk, case))
    except Busy:
        raise Problem("BUSY", "Too many pages are being drawn.", headers={"Retry-After": "2"}) from None
    except (NotDrawn, Unreadable):
        raise Problem("PAGE_NOT_FOUND", "The page cannot be decoded.") from None
    except (DrawingFailed, RetryLater, FaultElsewhere):
        raise Problem("PREVIEW_FAILED", headers={"Retry-After": "30"}) from None
    except (FileLost, OSError):
        raise Problem("STORE_UNAVAILABLE", headers={"Retry-After": "30"}) from None


def _pages(desk: Desk, case: Case) -> bytes:
    """The upload's bytes, or what was drawn of it to be read."""
    files = Files(original=lambda _: desk.intake.files.read(case.claim.upload.sha256))
    return desk.converting.pages_of(case, files) if desk.converting else files.original(case)
