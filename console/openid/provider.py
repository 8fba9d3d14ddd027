"""What does the provider say? (discovery, its keys, a code against an ID token, and is that token good?)"""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from console.openid.flow import nonce_of, state_of, verifier_of
from pipeline.addresses import is_guarded
from pipeline.settings import Settings

DISCOVERY = "/.well-known/openid-configuration"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures of a key that only the provider has: neither `none`, nor what our own secret could make."""
LEEWAY_SECONDS = 60
KNOWN_FOR = dt.timedelta(hours=1)
KEYS_AGAIN_AFTER = dt.timedelta(minutes=1)
"""A key that is not known may be a new one; who sends many such tokens does not make us ask each time."""
LARGEST_ANSWER = 256 * 1024
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderAway(Exception):
    """It cannot be reached, or says nothing that can be used. The message is a kind of failure."""


class TokenRefused(Exception):
    """A code or a token is not good. The message is a kind of failure, nothing that was sent."""


@dataclass(frozen=True, kw_only=True)
class Client:
    """What we are to the provider."""

    issuer: str
    id: str
    secret: str | None
    auth: str
    scope: str
    acr: tuple[str, ...]
    redirect: str


class Provider:
    """Nothing is asked before somebody wants to sign in."""

    def __init__(self, client: Client, verify: ssl.SSLContext | bool, seconds: float, clock: Callable[[], dt.datetime]):
        self.client = client
        self._http = httpx.Client(verify=verify, timeout=seconds, follow_redirects=False, trust_env=False)
        self._clock = clock
        self._lock = threading.Lock()
        self._told: tuple[dt.datetime, Mapping[str, Any]] | None = None
        self._keys: tuple[dt.datetime, KeySet] | None = None

    def close(self) -> None:
        self._http.close()

    def entrance(self, secret: str) -> str:
        """Where the browser goes to sign in. Raises `ProviderAway`."""
        more = {"acr_values": " ".join(self.client.acr)} if self.client.acr else {}
        return str(
            prepare_grant_uri(
                self._metadata()["authorization_endpoint"], self.client.id, "code", redirect_uri=self.client.redirect,
                scope=self.client.scope, state=state_of(secret), nonce=nonce_of(secret),
                code_challenge=create_s256_code_challenge(verifier_of(secret)), code_challenge_method="S256", **more,
            )
        )  # fmt: skip

    def claims(self, code: str, secret: str) -> Mapping[str, Any]:
        """Of the ID token that the code is good for. Raises `ProviderAway`, `TokenRefused`."""
        tokens = self._exchange(code, secret)
        token = tokens.get("id_token")
        if not isinstance(token, str):
            raise TokenRefused("no ID token")
        try:
            decoded = self._verified(token)
            claims = CodeIDToken(
                decoded.claims, decoded.header,
                options={
                    "iss": {"essential": True, "value": self.client.issuer},
                    "aud": {"essential": True, "value": self.client.id}, "sub": {"essential": True},
                    "exp": {"essential": True}, "iat": {"essential": True}, "nonce": {"essential": True},
                },
                params={
                    "nonce": nonce_of(secret), "client_id": self.client.id, "access_token": tokens.get("access_token"),
                },
            )  # fmt: skip
            claims.validate(now=int(self._clock().timestamp()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise TokenRefused(type(error).__name__) from None
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
            raise TokenRefused("no subject")
        return dict(claims)

    def exit(self, back: str) -> str | None:
        """Where the browser is signed out there as well; None where the provider has no such place, or is away."""
        try:
            place = self._metadata().get("end_session_endpoint")
        except ProviderAway:
            return None
        if not isinstance(place, str) or not is_guarded(place):
            return None
        mark = "&" if "?" in place else "?"
        return (
            f"{place}{mark}client_id={quote(self.client.id, safe='')}&post_logout_redirect_uri={quote(back, safe='')}"
        )

    def _exchange(self, code: str, secret: str) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.client.redirect,
            "code_verifier": verifier_of(secret),
        }  # fmt: skip
        basic: tuple[str, str] | None = None
        if self.client.secret is not None and self.client.auth == "client_secret_basic":
            basic = (quote(self.client.id, safe=""), quote(self.client.secret, safe=""))
        else:
            form["client_id"] = self.client.id
            if self.client.secret is not None:
                form["client_secret"] = self.client.secret
        return self._json("POST", self._metadata()["token_endpoint"], data=form, auth=basic)

    def _verified(self, token: str) -> jwt.Token:
        """By a key of the provider's; keys that are not known are asked for once more."""
        try:
            return jwt.decode(token, self._key_set(KNOWN_FOR), algorithms=ALGORITHMS)
        except (InvalidKeyIdError, ValueError):
            return jwt.decode(token, self._key_set(KEYS_AGAIN_AFTER), algorithms=ALGORITHMS)

    def _key_set(self, good_for: dt.timedelta) -> KeySet:
        with self._lock:
            if self._keys is None or self._clock() - self._keys[0] >= good_for:
                told = self._json("GET", self._metadata()["jwks_uri"])
                try:
                    self._keys = (self._clock(), KeySet.import_key_set({"keys": told["keys"]}))
                except (JoseError, ValueError, TypeError, KeyError) as error:
                    raise ProviderAway(f"keys: {type(error).__name__}") from None
            return self._keys[1]

    def _metadata(self) -> Mapping[str, Any]:
        if self._told is None or self._clock() - self._told[0] >= KNOWN_FOR:
            told = self._json("GET", self.client.issuer.rstrip("/") + DISCOVERY)
            if told.get("issuer") != self.client.issuer:
                raise ProviderAway("it is another issuer")
            if not all(isinstance(told.get(name), str) and is_guarded(told[name]) for name in ENDPOINTS):
                raise ProviderAway("endpoints are missing or not guarded")
            self._told = (self._clock(), told)
        return self._told[1]

    def _json(self, method: str, url: str, **more: Any) -> Mapping[str, Any]:
        try:
            with self._http.stream(method, url, headers={"Accept": "application/json"}, **more) as answer:
                body = b""
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > LARGEST_ANSWER:
                        raise ProviderAway("its answer is too large")
            if method == "POST" and answer.status_code in (400, 401, 403):
                raise TokenRefused(f"HTTP {answer.status_code}")
            if answer.status_code != httpx.codes.OK:
                raise ProviderAway(f"HTTP {answer.status_code}")
            told = httpx.Response(200, content=body).json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderAway(type(error).__name__) from None
        if not isinstance(told, dict):
            raise ProviderAway("its answer is no object")
        return told


def build_provider(settings: Settings, redirect: str, clock: Callable[[], dt.datetime]) -> Provider | None:
    """None where the settings name none. Raises `SettingsError`."""
    if settings.openid_issuer is None:
        return None
    client = Client(
        issuer=settings.openid_issuer, id=settings.openid_client_id, secret=settings.openid_secret(),
        auth=settings.openid_client_auth, scope=settings.openid_scope, redirect=redirect,
        acr=settings.openid_acr if settings.openid_second_factor == "provider" else (),
    )  # fmt: skip
    verify: ssl.SSLContext | bool = True
    if settings.openid_ca_file is not None:
        verify = ssl.create_default_context(cafile=str(settings.openid_ca_file))
    return Provider(client, verify, settings.openid_seconds, clock)
