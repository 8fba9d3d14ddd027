"""What was done, by whom? (for auditors alone: pages by number, as quick at the millionth entry as at the first)"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from console.desk import desk_of
from console.pages.page import page
from console.pages.visits import csrf_of, visiting
from pipeline.cabinet.accounts import AUDITOR
from pipeline.cabinet.looked_at import PAGE, audit_page
from pipeline.zones import MOSCOW

router = APIRouter(include_in_schema=False)
LARGEST = 2**63 - 1


@router.get("/console/audit")
def audit_log(
    request: Request,
    before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    document: Annotated[str, Query(max_length=26, pattern=r"^[0-9A-Za-z]*$")] = "",
) -> Response:
    visitor = visiting(request, roles=(AUDITOR,))
    desk = desk_of(request)
    document = document.upper()
    rows = audit_page(desk.engine, visitor, desk.clock(), before=before, document_id=document or None)
    shown, more = rows[:PAGE], len(rows) > PAGE
    for row in shown:
        row["at"] = row["at"].astimezone(MOSCOW)
    return page(
        request, "audit_log.html", csrf=csrf_of(request), visitor=visitor, rows=shown, document=document,
        before=before, older=shown[-1]["seq"] if more else None,
    )  # fmt: skip
