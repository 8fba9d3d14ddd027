"""Whose request is it, may they, and did they mean it? (the session's cookie, roles, the form's own token)"""

from __future__ import annotations

import datetime as dt
import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request, Response

from console.desk import Desk, desk_of
from console.pages.faults import Elsewhere, Refused
from console.pages.page import is_secure, said
from pipeline.cabinet.sessions import Owes, Terms, Visitor, visitor_of

SESSION, FORM, OPENID = "podlinnik", "podlinnik-form", "podlinnik-openid"
OPENID_SECONDS = 600
LARGEST_FORM, MOST_MEMBERS = 16 * 1024, 20
LONGEST_FORM, MANY_MEMBERS = 64 * 1024, 120
SIGN_IN = "/console/sign-in"
PLACES: Mapping[Owes | None, str] = {
    Owes.SECOND_FACTOR: "/console/second-factor",
    Owes.SET_UP: "/console/second-factor/set-up",
    Owes.PASSWORD: "/console/password",
    None: "/console",
}
"""Where a visitor goes who owes this."""
Form = Mapping[str, str]


async def _form_of(request: Request) -> Form:
    return await _read(request, LARGEST_FORM, MOST_MEMBERS)


async def _long_form_of(request: Request) -> Form:
    return await _read(request, LONGEST_FORM, MANY_MEMBERS)


async def _read(request: Request, largest: int, most: int) -> Form:
    """Members of a form; the last counts. Raises `Refused` for what is none, or too large."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise Refused(422)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise Refused(413)
    try:
        members = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=most)
    except ValueError:
        raise Refused(422) from None
    return dict(members)


Sent = Annotated[Form, Depends(_form_of)]
SentLong = Annotated[Form, Depends(_long_form_of)]
"""Of a decision: reasons with what is told of each."""


def terms_of(desk: Desk) -> Terms:
    settings = desk.settings
    return Terms(
        idle=dt.timedelta(minutes=settings.console_idle_minutes),
        longest=dt.timedelta(hours=settings.console_session_hours),
    )


def visitor_or_none(request: Request) -> Visitor | None:
    desk = desk_of(request)
    token = request.cookies.get(_name(request, SESSION), "")
    return visitor_of(desk.engine, token, terms_of(desk), desk.clock()) if token else None


def visiting(request: Request, *may: Owes | None, roles: tuple[str, ...] = ()) -> Visitor:
    """The visitor, who owes one of `may` (nothing, where it is empty) and has one of `roles` (any, where it is empty).

    Raises `Elsewhere`, to where they have to go first; `Refused`.
    """
    visitor = visitor_or_none(request)
    if visitor is None:
        raise Elsewhere(SIGN_IN)
    if visitor.owes not in (may or (None,)):
        raise Elsewhere(PLACES[visitor.owes])
    if roles and visitor.role not in roles:
        raise Refused(403)
    return visitor


def let_in(request: Request, response: Response, token: str) -> Response:
    """The browser keeps the session's token; it ends with the browser, or when the database says so."""
    _keep(request, response, SESSION, token)
    return response


def let_out(request: Request, response: Response) -> Response:
    response.delete_cookie(
        _name(request, SESSION), path="/", secure=is_secure(request), httponly=True, samesite="strict"
    )  # fmt: skip
    return response


def openid_secret_of(request: Request) -> str:
    return request.cookies.get(_name(request, OPENID), "")


def keep_openid_secret(request: Request, response: Response, secret: str) -> Response:
    """For as long as one may take at the provider; `lax`, for the way back begins on the provider's site."""
    response.set_cookie(
        _name(request, OPENID), secret, path="/", secure=is_secure(request), httponly=True, samesite="lax",
        max_age=OPENID_SECONDS,
    )  # fmt: skip
    return response


def forget_openid_secret(request: Request, response: Response) -> Response:
    response.delete_cookie(
        _name(request, OPENID), path="/", secure=is_secure(request), httponly=True, samesite="lax"
    )  # fmt: skip
    return response


def csrf_of(request: Request) -> str:
    """The token of a signed-in visitor's forms: it follows from the session's, and tells nothing of it."""
    return _follows(request.cookies.get(_name(request, SESSION), ""))


def csrf_after(token: str) -> str:
    """The same for a session whose token the browser is only just given."""
    return _follows(token)


def with_form_cookie(request: Request) -> tuple[str, str | None]:
    """The token of a form before there is a session, and the cookie that the browser has to be given for it."""
    kept = request.cookies.get(_name(request, FORM), "")
    fresh = None if kept else secrets.token_urlsafe(32)
    return _follows(kept or str(fresh)), fresh


def keep_form_cookie(request: Request, response: Response, fresh: str | None) -> Response:
    if fresh is not None:
        _keep(request, response, FORM, fresh)
    return response


def meant(request: Request, form: Form, *, signed_in: bool = True) -> None:
    """Raises `Refused` for a form that another site sent, or that is not of this session."""
    cookie = request.cookies.get(_name(request, SESSION if signed_in else FORM), "")
    own = desk_of(request).settings.console_url
    foreign = request.headers.get("origin", own) != own or request.headers.get("sec-fetch-site") in {
        "cross-site", "same-site",
    }  # fmt: skip
    same = hmac.compare_digest(form.get("csrf", "").encode(), _follows(cookie).encode())
    if foreign or not cookie or not same:
        raise Refused(403, said(request, "stale"))


def address_of(request: Request) -> str:
    """Where it came from: the last address that no proxy of ours has."""
    trusted = desk_of(request).settings.console_proxies
    behind = [each.strip() for each in ",".join(request.headers.getlist("x-forwarded-for")).split(",")]
    address = request.client.host if request.client else ""
    for named in reversed(behind):
        if not any(_in(address, network) for network in trusted):
            break
        try:
            address = str(ipaddress.ip_address(named))
        except ValueError:
            break
    return _network(address)


def _network(address: str) -> str:
    """Of IPv6 the part that one subscriber has to himself."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{known}/64", strict=False)) if known.version == 6 else address


def _in(address: str, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    try:
        return ipaddress.ip_address(address) in network
    except ValueError:
        return False


def _keep(request: Request, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        _name(request, name), value, path="/", secure=is_secure(request), httponly=True, samesite="strict"
    )  # fmt: skip


def _name(request: Request, name: str) -> str:
    """With the prefix no other host, and nobody without TLS, can plant it."""
    return f"__Host-{name}" if is_secure(request) else name


def _follows(token: str) -> str:
    return hmac.digest(token.encode(), b"podlinnik form", "sha256").hex() if token else ""
