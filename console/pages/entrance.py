"""How does one sign in and out? (login and password, the second factor, setting it up)"""

from __future__ import annotations

import math

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from console.desk import desk_of
from console.pages.faults import Refused
from console.pages.page import page, said
from console.pages.visits import (
    PLACES,
    SIGN_IN,
    Sent,
    address_of,
    csrf_after,
    csrf_of,
    keep_form_cookie,
    let_in,
    let_out,
    meant,
    terms_of,
    visiting,
    visitor_or_none,
    with_form_cookie,
)
from pipeline.acts.qr_code import qr_svg
from pipeline.cabinet.one_time import link
from pipeline.cabinet.passwords import HashingBusy
from pipeline.cabinet.second_factor import NotSetUp, confirm, secret_for
from pipeline.cabinet.sessions import Owes, Visitor, sign_out
from pipeline.cabinet.signing_in import Wrong, show_second_factor, sign_in
from pipeline.cabinet.tries import Closed

router = APIRouter(include_in_schema=False)
HOME = "/console"
REFUSED, TOO_MANY, BUSY = 422, 429, 503


@router.get("/console/sign-in")
def sign_in_page(request: Request) -> Response:
    visitor = visitor_or_none(request)
    return RedirectResponse(PLACES[visitor.owes], 303) if visitor else sign_in_again(request)


@router.post("/console/sign-in")
def sign_in_form(request: Request, form: Sent) -> Response:
    meant(request, form, signed_in=False)
    desk = desk_of(request)
    if not desk.settings.password_sign_in:
        raise Refused(403)
    login = form.get("login", "").strip().lower()
    try:
        token = sign_in(
            desk.engine, login, form.get("password", ""), address_of(request), terms_of(desk), desk.clock()
        )  # fmt: skip
    except Wrong:
        return sign_in_again(request, said(request, "wrong"), REFUSED)
    except Closed as closed:
        return sign_in_again(request, _wait(request, closed), TOO_MANY)
    except HashingBusy:
        return sign_in_again(request, said(request, "busy"), BUSY)
    return let_in(request, RedirectResponse(PLACES[Owes.SECOND_FACTOR], 303), token)


@router.get("/console/second-factor")
def second_factor_page(request: Request) -> Response:
    visiting(request, Owes.SECOND_FACTOR)
    return page(request, "second_factor.html", csrf=csrf_of(request))


@router.post("/console/second-factor")
def second_factor_form(request: Request, form: Sent) -> Response:
    visitor = visiting(request, Owes.SECOND_FACTOR)
    meant(request, form)
    desk = desk_of(request)
    try:
        token = show_second_factor(desk.engine, visitor, form.get("code", ""), terms_of(desk), desk.clock())
    except Wrong:
        fault, status = said(request, "wrong_code"), REFUSED
    except Closed as closed:
        fault, status = _wait(request, closed), TOO_MANY
    else:
        return let_in(request, RedirectResponse(HOME, 303), token)
    return page(request, "second_factor.html", status=status, csrf=csrf_of(request), fault=fault)


@router.get("/console/second-factor/set-up")
def set_up_page(request: Request) -> Response:
    return _set_up(request, visiting(request, Owes.SET_UP))


@router.post("/console/second-factor/set-up")
def set_up_form(request: Request, form: Sent) -> Response:
    visitor = visiting(request, Owes.SET_UP)
    meant(request, form)
    desk = desk_of(request)
    try:
        token, codes = confirm(desk.engine, visitor, form.get("code", ""), terms_of(desk), desk.clock())
    except NotSetUp:
        return _set_up(request, visitor, said(request, "wrong_code"), REFUSED)
    except Closed as closed:
        return _set_up(request, visitor, _wait(request, closed), TOO_MANY)
    return let_in(request, page(request, "recovery_codes.html", csrf=csrf_after(token), codes=codes), token)


@router.post("/console/sign-out")
def sign_out_form(request: Request, form: Sent) -> Response:
    visitor = visitor_or_none(request)
    if visitor is not None:
        meant(request, form)
        desk = desk_of(request)
        sign_out(desk.engine, visitor, desk.clock())
        if visitor.external and desk.openid is not None:
            there = desk.openid.exit(f"{desk.settings.console_url}{SIGN_IN}")
            if there is not None:  # a page, no redirect: a form of ours may not lead to another site
                return let_out(request, page(request, "moved.html", place=there, named="signed_out"))
    return let_out(request, RedirectResponse(SIGN_IN, 303))


def sign_in_again(request: Request, fault: str = "", status: int = 200) -> Response:
    """The page of the entrance; `fault`: why one is there once more."""
    csrf, fresh = with_form_cookie(request)
    settings = desk_of(request).settings
    shown = page(
        request, "sign_in.html", status=status, csrf=csrf, fault=fault, openid=settings.openid_issuer is not None,
        with_password=settings.password_sign_in,
    )  # fmt: skip
    return keep_form_cookie(request, shown, fresh)


def _set_up(request: Request, visitor: Visitor, fault: str = "", status: int = 200) -> Response:
    secret = secret_for(desk_of(request).engine, visitor)
    if secret is None:  # another browser was quicker
        return RedirectResponse(SIGN_IN, 303)
    shown = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return page(
        request, "set_up.html", status=status, csrf=csrf_of(request), fault=fault, secret=shown,
        qr=qr_svg(link(secret, visitor.login)),
    )  # fmt: skip


def _wait(request: Request, closed: Closed) -> str:
    return said(request, "closed", seconds=math.ceil(closed.seconds))
