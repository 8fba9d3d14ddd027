"""What happens to every request? (an id, a line in the log, headers; an error of ours is told without its words)"""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.access import rate_headers
from console.problems import Problem, response_of
from pipeline.log import incident, log

GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds: no line each."""


class Requests:
    """ASGI middleware, outside of everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _id_of(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        began = time.perf_counter()
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), scope, request_id)
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except Exception as error:  # noqa: BLE001  ours: the client gets a problem, the log where it was, nobody its words
            log().error("request_failed", request_id=request_id, route=_route(scope), where=incident(error))
            if not status:
                await response_of(Problem("OUR_FAULT"), request_id)(scope, receive, answer)
        finally:
            if scope["path"] not in QUIET:
                seconds = round(time.perf_counter() - began, 4)
                log().info(
                    "request", request_id=request_id, route=_route(scope), status=status, seconds=seconds
                )  # fmt: skip


def _id_of(scope: Scope) -> str:
    """The one that a proxy gave, else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and GIVEN_ID.fullmatch(value):
            return str(value.decode("ascii"))
    return secrets.token_hex(8)


def _add_headers(headers: MutableHeaders, scope: Scope, request_id: str) -> None:
    state: dict[str, Any] = scope["state"]
    headers["X-Request-Id"] = request_id
    headers["X-Content-Type-Options"] = "nosniff"
    if "caller" in state:
        headers.update(rate_headers(state["caller"]))
    if scope["method"] == "POST" and not state.get("body_read"):
        headers["Connection"] = "close"  # what still comes of the body is not read


def _route(scope: Scope) -> str:
    """The template, never the address: an address may hold anything."""
    route = scope.get("route")
    return f"{scope['method']} {getattr(route, 'path', 'unknown')}"
