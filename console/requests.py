"""What happens to every request? (an id, a line in the log, headers; an error of ours is told without its words)"""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

import anyio
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.access import rate_headers
from console.applicant.page import fault_page as applicants_fault_page
from console.applicant.page import is_applicants
from console.pages.faults import fault_page, is_page
from console.pages.page import said
from console.problems import Problem, response_of
from pipeline.log import incident, log

GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds: no line each."""
LINGER_BYTES = 2 * 1024 * 1024
LINGER_SECONDS = 2.0
"""An answer that is given before the body was read would be lost with the connection, were it ended while the sender
still sends: so much more is taken and thrown away."""


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
        ended = scope["method"] != "POST"

        async def body() -> Message:
            nonlocal ended
            message = await receive()
            ended = ended or not message.get("more_body", False)
            return message

        async def answer(message: Message) -> None:
            nonlocal status, ended
            if message["type"] == "http.response.start":
                status = message["status"]
                ended = ended or scope["state"].get("body_read", False)
                _add_headers(MutableHeaders(scope=message), scope, request_id, ended=ended)
            elif not (ended or message.get("more_body", False)) and _may_linger(scope):
                await send({**message, "more_body": True})
                await _linger(body)
                message = {"type": "http.response.body"}
            await send(message)

        try:
            await self._app(scope, body, answer)
        except Exception as error:  # noqa: BLE001  ours: the client gets a problem, the log where it was, nobody its words
            log().error("request_failed", request_id=request_id, route=_route(scope), where=incident(error))
            if not status:
                await _our_fault(scope, request_id)(scope, body, answer)
        finally:
            if scope["path"] not in QUIET:
                seconds = round(time.perf_counter() - began, 4)
                log().info(
                    "request", request_id=request_id, route=_route(scope), status=status, seconds=seconds
                )  # fmt: skip


def _our_fault(scope: Scope, request_id: str) -> Response:
    """A page where a person waits for one."""
    request = Request(scope)
    if is_page(request) and request.app.state.desk.settings.console_url:
        return fault_page(request, 500, said(request, "fault_500_hint", request_id=request_id))
    if is_applicants(request):
        return applicants_fault_page(request, "away", 500)
    return response_of(Problem("OUR_FAULT"), request_id)


def _id_of(scope: Scope) -> str:
    """The one that a proxy gave, else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and GIVEN_ID.fullmatch(value):
            return str(value.decode("ascii"))
    return secrets.token_hex(8)


def _may_linger(scope: Scope) -> bool:
    """Not with whoever waits to be asked for the body: nothing of it is on its way."""
    names = {name for name, _ in scope["headers"]}
    return b"expect" not in names and bool(names & {b"content-length", b"transfer-encoding"})


async def _linger(body: Receive) -> None:
    """The answer is complete; wait for its reader to have it."""
    taken = 0
    with anyio.move_on_after(LINGER_SECONDS):
        while taken < LINGER_BYTES:
            message = await body()
            taken += len(message.get("body", b""))
            if not message.get("more_body", False):
                return


def _add_headers(headers: MutableHeaders, scope: Scope, request_id: str, *, ended: bool) -> None:
    state: dict[str, Any] = scope["state"]
    headers["X-Request-Id"] = request_id
    headers["X-Content-Type-Options"] = "nosniff"
    if "caller" in state:
        headers.update(rate_headers(state["caller"]))
    if not ended:
        headers["Connection"] = "close"  # what still comes of the body is not read


def _route(scope: Scope) -> str:
    """The template, never the address: an address may hold anything."""
    route = scope.get("route")
    return f"{scope['method']} {getattr(route, 'path', 'unknown')}"
