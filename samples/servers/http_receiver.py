"""How do tests get an HTTP server that keeps what it is asked, and answers what it is told? (webhooks, SMS gateways)"""

from __future__ import annotations

import datetime as dt
import socket
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, Self

from samples.servers.ports import HOST, Port
from samples.servers.waiting import wait_until


@dataclass(frozen=True, kw_only=True)
class Answer:
    """delay: seconds before it; hang_up: closes without a word; cut: closes halfway through the body."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    hang_up: bool = False
    cut: bool = False


@dataclass(frozen=True, kw_only=True)
class Request:
    """path: with the query; headers: as they came, in order; body: the raw bytes; at: when, UTC."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    at: dt.datetime

    def header(self, name: str) -> str | None:
        """The first of that name, in any case of its letters."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


Choose = Callable[[Request], Answer]


class HttpReceiver:
    """A threaded HTTP/1.1 server on a free loopback port. Stopped, it starts again there; what it was asked stays."""

    def __init__(self) -> None:
        """Nothing is started yet."""
        self.requests: list[Request] = []
        self._script: deque[Answer] = deque()
        self._then: Answer | Choose = Answer()
        self._lock = threading.Lock()
        self._port: Port | None = None
        self._server: _Server | None = None

    def answer(self, *answers: Answer | int, then: Answer | Choose | None = None) -> None:
        """To the next requests, these in turn (a number is a status); to all later ones `then`, or 200."""
        with self._lock:
            self._script = deque(Answer(status=one) if isinstance(one, int) else one for one in answers)
            self._then = then or Answer()

    def wait_for(self, count: int, *, limit: float = 10.0) -> list[Request]:
        """The requests, once there are `count`. Raises TimeoutError after `limit` seconds."""
        wait_until(lambda: len(self.requests) >= count, limit=limit, what=f"{count} requests")
        return self.requests

    def forget(self) -> None:
        """As new: no requests, 200 to all."""
        self.requests.clear()
        self.answer()

    def start(self) -> None:
        if self._server is not None:
            return
        self._port = self._port or Port()
        self._server = _Server(self, self._port.number)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="http", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Nobody listens any more, and open connections are cut, also those that wait for a late answer."""
        if self._server is None:
            return
        self._server.shutdown()
        self._server.cut_connections()
        self._server.server_close()
        self._thread.join()
        self._server = None

    kill = stop

    def close(self) -> None:
        self.stop()
        if self._port is not None:
            self._port.release()
            self._port = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def port(self) -> int:
        if self._port is None:
            raise ValueError("the HTTP receiver was not started")
        return self._port.number

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def take(self, request: Request) -> Answer:
        """Keeps it, and says what to answer."""
        with self._lock:
            self.requests.append(request)
            chosen = self._script.popleft() if self._script else self._then
        return chosen if isinstance(chosen, Answer) else chosen(request)


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close waits for them: none is left to a later test

    def __init__(self, receiver: HttpReceiver, port: int) -> None:
        self.receiver = receiver
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        # the one of HTTPServer asks the resolver for this machine's name, which may take seconds
        TCPServer.server_bind(self)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def cut_connections(self) -> None:
        self.stopping.set()
        for connection in list(self._connections):
            _shut(connection)


class _Handler(BaseHTTPRequestHandler):
    """Any method; the names are those that http.server calls."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _serve(self) -> None:
        request = Request(
            method=self.command,
            path=self.path,
            headers=tuple(self.headers.items()),
            body=self._body(),
            at=dt.datetime.now(dt.UTC),
        )
        answer = self.server.receiver.take(request)
        stopped = answer.delay > 0 and self.server.stopping.wait(answer.delay)
        if stopped or answer.hang_up:
            self.close_connection = True
            _shut(self.connection)
            return
        self._send(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

    def _send(self, answer: Answer) -> None:
        try:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
        except ConnectionError:
            self.close_connection = True  # the client did not wait for it
        if answer.cut:
            self.close_connection = True

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(iter(self._chunk, b""))
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline().split(b";")[0], 16)
        chunk = self.rfile.read(size)
        self.rfile.readline()
        return chunk

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what was asked is in `requests`."""


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was first
