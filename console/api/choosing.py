"""How does a cabinet find documents? (keyset pages)"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from console.access import CODES, allowed
from console.api import examples, models
from console.api.claims import HolderSaid
from console.desk import desk_of
from console.problems import Fault, Problem, told_in_openapi
from pipeline.cabinet.answers import summary_of
from pipeline.cabinet.holder import holder_key
from pipeline.cabinet.keys import READ, Caller
from pipeline.cabinet.listing import Wanted, WrongCursor, listed
from pipeline.cabinet.statuses import Status

router = APIRouter(prefix="/v1/documents", tags=["documents"])
Reads = Annotated[Caller, Depends(allowed(READ))]


class Asked(BaseModel):
    """Conditions that all hold. A holder is found by СНИЛС, else by surname, first name and birth date together."""

    model_config = ConfigDict(extra="forbid")

    status: Status | None = None
    kind: str | None = Field(None, max_length=64)
    reason: str | None = Field(None, max_length=64, description="Code of a reason of the decision in force.")
    holder_key: str | None = Field(
        None, max_length=64, description="As documents tell it: with it no name and no СНИЛС stands in an address."
    )
    holder_snils: str | None = Field(None, max_length=20)
    holder_last_name: str | None = Field(None, max_length=200)
    holder_first_name: str | None = Field(None, max_length=200)
    holder_middle_name: str | None = Field(None, max_length=200)
    holder_birth_date: dt.date | None = None
    updated_after: AwareDatetime | None = Field(
        None, description="In the order of changes, oldest first, from behind this moment on."
    )
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=300, description="`next` of the page before, with the same conditions.")


@router.get(
    "",
    responses={
        200: examples.shown("DOCUMENTS", models.DocumentsShown, "A page of documents"),
        **told_in_openapi(*CODES, "INVALID"),
    },
)
def documents(request: Request, caller: Reads, asked: Annotated[Asked, Query()]) -> JSONResponse:
    """Documents of the caller; of every client for a key with `documents:read:all`.

    Go on as long as `next` is there: a page may hold fewer documents than `limit`, even none.
    """
    desk = desk_of(request)
    key, asks_holder = _holder_key(asked, desk.intake.pepper)
    if asks_holder and key is None:
        raise Problem("INVALID", errors=[Fault("holder_snils", "or surname, first name and birth date are wanted")])
    wanted = Wanted(
        client=caller.sees, status=asked.status.value if asked.status else None, kind=asked.kind, holder_key=key,
        reason=asked.reason, updated_after=asked.updated_after,
    )  # fmt: skip
    try:
        page = listed(desk.engine, wanted, limit=asked.limit, cursor=asked.cursor)
    except WrongCursor:
        raise Problem("INVALID", errors=[Fault("cursor", "is none, or belongs to other conditions")]) from None
    shown = [
        {
            **summary_of(row),
            "correct_by": row["correct_by"].isoformat(timespec="milliseconds") if row["correct_by"] else None,
            "reasons": page.reasons.get(row["id"], []),
        }
        for row in page.rows
    ]
    return JSONResponse({"documents": shown, "next": page.cursor}, headers={"Cache-Control": "private, no-cache"})


def _holder_key(asked: Asked, pepper: str) -> tuple[str | None, bool]:
    """The key, and whether a holder was asked for at all."""
    if asked.holder_key is not None:
        return asked.holder_key, True
    names = {
        name: getattr(asked, f"holder_{name}")
        for name in ("snils", "last_name", "first_name", "middle_name", "birth_date")
    }
    if not any(names.values()):
        return None, False
    return holder_key(HolderSaid.model_construct(**names).holder(), pepper), True
