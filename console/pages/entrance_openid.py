"""How does one sign in at the provider? (there with a secret in the browser, back with a code)"""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from console.desk import desk_of
from console.openid.flow import is_state_of, login_of, new_secret, role_of, second_factor_shown
from console.openid.provider import Provider, ProviderAway, TokenRefused
from console.pages.entrance import sign_in_again
from console.pages.faults import Refused
from console.pages.page import page, said
from console.pages.visits import (
    PLACES,
    address_of,
    forget_openid_secret,
    keep_openid_secret,
    let_in,
    openid_secret_of,
    terms_of,
)
from pipeline.cabinet import federated, tries
from pipeline.cabinet.federated import Identity, NotLetIn
from pipeline.cabinet.sessions import Owes
from pipeline.cabinet.tries import Closed
from pipeline.log import log

router = APIRouter(include_in_schema=False)
START = "/console/sign-in/openid"
BACK = "/console/sign-in/openid/back"
REFUSED, TOO_MANY, AWAY, FORBIDDEN = 422, 429, 503, 403
LONGEST = 4096


@router.get(START)
def go_there(request: Request) -> Response:
    provider = _provider(request)
    secret = new_secret()
    try:
        place = provider.entrance(secret)
    except ProviderAway as error:
        return _away(request, error)
    return keep_openid_secret(request, RedirectResponse(place, 303, headers={"Cache-Control": "no-store"}), secret)


@router.get(BACK)
def come_back(
    request: Request,
    state: Annotated[str, Query(max_length=LONGEST)] = "",
    code: Annotated[str, Query(max_length=LONGEST)] = "",
    error: Annotated[str, Query(max_length=LONGEST)] = "",
    iss: Annotated[str | None, Query(max_length=LONGEST)] = None,
) -> Response:
    """Whoever comes without the secret that `state` follows from did not begin here, or came twice."""
    provider, desk = _provider(request), desk_of(request)
    secret, address = openid_secret_of(request), address_of(request)
    if not is_state_of(secret, state) or (iss is not None and iss != provider.client.issuer):
        return sign_in_again(request, said(request, "openid_stale"), REFUSED)
    if error or not code:
        return _answer(request, sign_in_again(request, said(request, "openid_declined"), REFUSED))
    try:
        tries.take(desk.engine, (tries.for_address(address),), desk.clock())
        claims = provider.claims(code, secret)
        shown = desk.settings.openid_second_factor == "provider"
        if shown and not second_factor_shown(claims, desk.settings.openid_amr, desk.settings.openid_acr):
            raise NotLetIn("no_second_factor")
        identity = Identity(
            issuer=provider.client.issuer, subject=claims["sub"],
            login=login_of(claims, desk.settings.openid_login_claim),
            role=role_of(claims, desk.settings.openid_roles_claim, desk.settings.openid_roles),
        )  # fmt: skip
        token = federated.let_in(
            desk.engine, identity, address, terms_of(desk), desk.clock(), second_shown=shown
        )  # fmt: skip
    except Closed as closed:
        fault = said(request, "closed", seconds=math.ceil(closed.seconds))
        return sign_in_again(request, fault, TOO_MANY)
    except ProviderAway as away:
        return _answer(request, _away(request, away))
    except TokenRefused as refused:
        log().warning("openid_token_refused", error_type=str(refused))
        return _answer(request, sign_in_again(request, said(request, "openid_token"), FORBIDDEN))
    except NotLetIn as not_in:
        federated.note_refused(desk.engine, not_in.why, desk.clock())
        return _answer(request, sign_in_again(request, said(request, f"openid_{not_in.why}"), FORBIDDEN))
    place = PLACES[None if shown else Owes.SECOND_FACTOR]
    # a page, no redirect: after one from another site the browser would not send the session's cookie
    return _answer(request, let_in(request, page(request, "moved.html", place=place, named="sign_in"), token))


def _provider(request: Request) -> Provider:
    provider = desk_of(request).openid
    if provider is None:
        raise Refused(404)
    return provider


def _away(request: Request, error: ProviderAway) -> Response:
    log().warning("openid_provider_away", error_type=str(error))
    return sign_in_again(request, said(request, "openid_away"), AWAY)


def _answer(request: Request, response: Response) -> Response:
    """The secret served once."""
    return forget_openid_secret(request, response)
