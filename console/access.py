"""May this caller do this? (an API key as a bearer token: its scopes, its rate)"""

from __future__ import annotations

import math
from collections.abc import Callable

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from console.desk import desk_of
from console.problems import Problem
from pipeline.cabinet.keys import Caller, TooManyRequests, WrongKey, admit

BEARER = HTTPBearer(auto_error=False, scheme_name="API key", description="`pk_…`, from `podlinnik key add`")
CODES = ("KEY_MISSING", "KEY_WRONG", "SCOPE_MISSING", "TOO_MANY_REQUESTS", "DATABASE_UNAVAILABLE", "OUR_FAULT")
"""Problems of any route that asks for a key."""


def allowed(scope: str) -> Callable[..., Caller]:
    """A dependency: the caller, whose key has `scope`."""

    def caller_of(
        request: Request,
        given: HTTPAuthorizationCredentials | None = Security(BEARER, scopes=[scope]),  # noqa: B008
    ) -> Caller:
        if given is None:
            raise Problem("KEY_MISSING", headers={"WWW-Authenticate": "Bearer"})
        desk = desk_of(request)
        try:
            caller = admit(desk.engine, given.credentials, desk.clock())
        except WrongKey:
            raise Problem("KEY_WRONG", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}) from None
        except TooManyRequests as refused:
            request.state.caller = refused.caller
            raise Problem("TOO_MANY_REQUESTS", headers={"Retry-After": str(math.ceil(refused.seconds))}) from None
        request.state.caller = caller
        if scope not in caller.scopes:
            raise Problem("SCOPE_MISSING", f"The scope {scope} is needed.")
        return caller

    return caller_of


def rate_headers(caller: Caller) -> dict[str, str]:
    """How much of the rate is left: requests, and seconds until it is whole again."""
    return {
        "RateLimit-Limit": str(caller.per_minute),
        "RateLimit-Remaining": str(caller.remaining),
        "RateLimit-Reset": str(math.ceil(caller.full_in)),
    }
