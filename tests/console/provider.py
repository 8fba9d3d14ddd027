"""A small real OpenID Connect provider on a free loopback port: discovery, keys, RS256, codes with PKCE, a way out.

It lets in whoever comes, as `person` says; what it does wrong, a test tells it to.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "podlinnik-console", "birch & ford: 7%"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
Signer = Callable[[dict[str, Any]], str]


def signed_by(key: RSAKey, kid: str = "one") -> Signer:
    return lambda claims: jwt.encode({"alg": "RS256", "kid": kid}, claims, key)


def unsigned(claims: dict[str, Any]) -> str:
    """`alg: none`."""
    parts = [json.dumps({"alg": "none", "kid": "one"}), json.dumps(claims)]
    return ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts) + "."


@dataclass
class Provider:
    """`claims` replace those of the ID token; None leaves one out."""

    url: str
    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "s-1", "preferred_username": "Kedrov@clinic.example"}
    )
    claims: dict[str, Any] = field(default_factory=dict)
    sign: Signer = field(default_factory=lambda: signed_by(KEY))
    keys: list[RSAKey] = field(default_factory=lambda: [KEY])
    issuer: str = ""
    broken: bool = False
    """Answers everything with 500."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer or self.url, "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/out",
        }  # fmt: skip

    def allow(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to, with a code that serves once."""
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        basic = base64.b64encode(f"{CLIENT}:birch%20%26%20ford%3A%207%25".encode()).decode()
        if authorization != f"Basic {basic}":
            return 401, {"error": "invalid_client"}
        query = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if query is None or query["code_challenge"] != challenge or query["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        told = {
            "iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": query["nonce"], **self.person,
            **self.claims,
        }  # fmt: skip
        token = self.sign({name: value for name, value in told.items() if value is not None})
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": token}


@contextmanager
def provider_running() -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            provider.asked.append(address.path)
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            if provider.broken:
                self._tell(500, {})
            elif address.path == "/.well-known/openid-configuration":
                self._tell(200, provider.discovery())
            elif address.path == "/keys":
                self._tell(200, {"keys": [key.as_dict(private=False) for key in provider.keys]})
            elif address.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.allow(query))
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self._tell(200, {"out": query})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._tell(*(500, {}) if provider.broken else provider.exchange(form, self.headers["Authorization"] or ""))

        def _tell(self, status: int, told: dict[str, Any]) -> None:
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider = Provider(url=f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
