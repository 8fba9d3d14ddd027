"""Is this act real, and does it still count? (for whoever holds one: without a key, and without a word of a person)"""

from __future__ import annotations

from pathlib import Path as Folder
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from console.api import examples, models
from console.desk import Desk, desk_of
from console.problems import Problem, told_in_openapi
from pipeline.cabinet.acts import Verified, verify
from pipeline.zones import MOSCOW

router = APIRouter(tags=["acts"])
TEMPLATES = Folder(__file__).parent / "templates"
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
PAGE_HEADERS = {
    **HEADERS, "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
}  # fmt: skip
Code = Annotated[str, Path(max_length=64, description="The code on the act.", examples=["k7m2-9xq4-tz3p-8nvw"])]


@router.get(
    "/v1/acts/{code}",
    responses={
        200: examples.shown("ACT_VERIFIED", models.ActVerifiedShown, "What is known of the act"),
        **told_in_openapi("ACT_NOT_FOUND", "DATABASE_UNAVAILABLE", "OUR_FAULT"),
    },
)
def verified(request: Request, code: Code) -> JSONResponse:
    """Number, date, state and SHA-256 of the act with this code. No key is needed: the code is on the act alone."""
    found = _found(desk_of(request), code)
    if found is None:
        raise Problem("ACT_NOT_FOUND")
    return JSONResponse(members_of(found), headers=HEADERS)


@router.get("/acts/{code}", response_class=HTMLResponse, include_in_schema=False)
def page(request: Request, code: Code) -> HTMLResponse:
    """The same for a person: where the QR code on the act leads."""
    desk = desk_of(request)
    found = _found(desk, code)
    shown = members_of(found) if found else None
    made = found.act.made_at.astimezone(MOSCOW) if found else None
    text = _ENVIRONMENT.get_template("act.html").render(act=shown, made=made, cabinet=desk.settings.cabinet_name)
    return HTMLResponse(text, 200 if found else 404, headers=PAGE_HEADERS)


def members_of(found: Verified) -> dict[str, Any]:
    """What is told of it."""
    act = found.act
    return {
        "number": act.number,
        "version": act.version,
        "made_at": act.made_at.astimezone(MOSCOW).isoformat(timespec="seconds"),
        "state": _state(found),
        "replaced_by": act.replaced_by,
        "sha256": act.sha256 or None,
    }


def _state(found: Verified) -> str:
    if found.purged:
        return "purged"
    if found.act.replaced_by is not None:
        return "replaced"
    return "current" if found.is_current else "not_in_force"


def _found(desk: Desk, code: str) -> Verified | None:
    """Typed by hand, a code may come in capitals, with spaces around it."""
    return verify(desk.engine, code.strip().lower())


_ENVIRONMENT = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
