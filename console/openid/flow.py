"""What follows from the browser's secret, and what from the claims of an ID token?

One random secret, kept in the browser's cookie for ten minutes, gives state, nonce and the verifier of PKCE: whoever
comes back without it, or with another's, is turned away, and nothing has to be remembered here.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

Claims = Mapping[str, Any]


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def state_of(secret: str) -> str:
    return _follows(secret, b"state")


def nonce_of(secret: str) -> str:
    return _follows(secret, b"nonce")


def verifier_of(secret: str) -> str:
    """43 symbols (RFC 7636, 4.1)."""
    return _follows(secret, b"code verifier")


def is_state_of(secret: str, state: str) -> bool:
    return bool(secret) and hmac.compare_digest(state_of(secret).encode(), state.encode())


def role_of(claims: Claims, path: str, roles: Mapping[str, str]) -> str | None:
    """The first of `roles` that the claim at `path` names; None where it names none."""
    named = claims.get(path, _at(claims, path))
    several = named if isinstance(named, list) else [named]
    groups = {each for each in several if isinstance(each, str)}
    return next((role for group, role in roles.items() if group in groups), None)


def login_of(claims: Claims, name: str) -> str:
    """In small letters, without what stands behind an @; empty where there is none."""
    found = claims.get(name)
    return found.partition("@")[0].strip().lower() if isinstance(found, str) else ""


def second_factor_shown(claims: Claims, amr: Sequence[str], acr: Sequence[str]) -> bool:
    """Whether the provider says that it asked for more than a password."""
    methods = claims.get("amr")
    by_method = isinstance(methods, list) and bool({each for each in methods if isinstance(each, str)} & set(amr))
    return by_method or claims.get("acr") in acr


def _at(claims: Claims, path: str) -> Any:
    found: Any = claims
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _follows(secret: str, what: bytes) -> str:
    digest = hmac.digest(secret.encode(), b"podlinnik openid " + what, "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
