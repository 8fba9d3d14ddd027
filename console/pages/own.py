"""Who is signed in, and what may they do? (the home page; a password of one's own)"""

from __future__ import annotations

import math

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from console.desk import desk_of
from console.pages.faults import Refused
from console.pages.page import page, said
from console.pages.visits import Sent, address_of, csrf_of, let_in, meant, terms_of, visiting
from pipeline.cabinet.passwords import HashingBusy, PasswordWeak
from pipeline.cabinet.second_factor import codes_left
from pipeline.cabinet.sessions import Owes, Visitor
from pipeline.cabinet.signing_in import Wrong, change_password
from pipeline.cabinet.tries import Closed

router = APIRouter(include_in_schema=False)
REFUSED, TOO_MANY, BUSY = 422, 429, 503


@router.get("/console")
def home(request: Request) -> Response:
    visitor = visiting(request)
    left = codes_left(desk_of(request).engine, visitor.account_id)
    return page(request, "home.html", csrf=csrf_of(request), visitor=visitor, left=left)


@router.get("/console/password")
def password_page(request: Request) -> Response:
    return _password(request, _with_password(visiting(request, None, Owes.PASSWORD)))


@router.post("/console/password")
def password_form(request: Request, form: Sent) -> Response:
    visitor = _with_password(visiting(request, None, Owes.PASSWORD))
    meant(request, form)
    if form.get("new", "") != form.get("again", ""):
        return _password(request, visitor, said(request, "differ"), REFUSED)
    desk = desk_of(request)
    try:
        token = change_password(
            desk.engine, visitor, form.get("now", ""), form.get("new", ""), address_of(request), terms_of(desk),
            desk.clock(),
        )  # fmt: skip
    except Wrong:
        return _password(request, visitor, said(request, "wrong_password"), REFUSED)
    except PasswordWeak:
        return _password(request, visitor, said(request, "weak"), REFUSED)
    except Closed as closed:
        return _password(request, visitor, said(request, "closed", seconds=math.ceil(closed.seconds)), TOO_MANY)
    except HashingBusy:
        return _password(request, visitor, said(request, "busy"), BUSY)
    return let_in(request, RedirectResponse("/console", 303), token)


def _with_password(visitor: Visitor) -> Visitor:
    """Raises `Refused` for whom a provider vouches."""
    if visitor.external:
        raise Refused(403)
    return visitor


def _password(request: Request, visitor: Visitor, fault: str = "", status: int = 200) -> Response:
    return page(request, "password.html", status=status, csrf=csrf_of(request), visitor=visitor, fault=fault)
