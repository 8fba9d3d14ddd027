"""What does a register's gateway look like from outside? A reference server that also misbehaves on demand.

    python -m samples.registry_server REGISTRY.jsonl --port 8090 --control-port 8091

It serves a registry file (docs/contract.md, "Registry") by the contract of docs/registry-http.md, on this machine
alone, and prints its two addresses as a line of JSON. Whoever posts {"fault": "down"} to the second has it misbehave
from then on; {"fault": null} mends it, {"fault": "busy", "times": 3} ends by itself.
"""

from __future__ import annotations

import argparse
import json
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.case import RegistryPerson
from pipeline.registry.lines import BadLine, parse_person
from pipeline.registry.lookups import asked_of, is_asked_for
from pipeline.registry.wire import CONTRACT, Answer, BadWire, Health, Question
from pipeline.registry.wire_people import wire_of
from samples.registry_faults import FAULTS, JSON, Scene

HERE = "127.0.0.1"
DOWN = "down"
LONGEST_QUESTION = 64 * 1024


def read_people(path: Path) -> tuple[RegistryPerson, ...]:
    """The people of a registry file, each once; lines that cannot be used are left out, as an import does."""
    people: dict[str, RegistryPerson] = {}
    for line in path.read_text(encoding="utf-8-sig").split("\n"):
        try:
            person = parse_person(line)
        except BadLine:
            continue
        people[person.model_dump_json(exclude_defaults=True)] = person
    return tuple(people.values())


def answer_to(question: Question, people: Iterable[RegistryPerson]) -> Answer:
    """The page that is asked for."""
    asked = asked_of(question)
    found = [person for person in people if is_asked_for(person, asked)]
    start = (question.page - 1) * question.page_size
    return Answer.made(
        contract=CONTRACT, request_id=question.request_id, page=question.page, total=len(found),
        people=tuple(wire_of(person) for person in found[start : start + question.page_size]),
    )  # fmt: skip


class RegistryServer:
    """Serves `people` from the moment it is made until `close`; also a context manager."""

    def __init__(
        self, people: Sequence[RegistryPerson], *, port: int = 0, control_port: int = 0, token: str | None = None
    ) -> None:
        self.people = tuple(people)
        self.token = token
        self.asked = 0
        """Questions that arrived since the start."""
        self.retry_after = "1"
        self._fault: str | None = None
        self._times: int | None = None
        self._over = threading.Event()
        self._lock = threading.RLock()
        self._front: _Listener | None = _Listener(port, _front(self))
        self._control = _Listener(control_port, _control(self))
        self._port = self._front.server_port

    @property
    def url(self) -> str:
        return f"http://{HERE}:{self._port}"

    @property
    def control_url(self) -> str:
        return f"http://{HERE}:{self._control.server_port}"

    @property
    def fault(self) -> str | None:
        return self._fault

    def misbehave(self, fault: str | None, *, times: int | None = None, retry_after: str = "1") -> None:
        """From now on, or for so many questions. `down` closes the door and every open connection; None mends all."""
        if fault is not None and fault != DOWN and fault not in FAULTS:
            raise LookupError(f"{fault!r} is no fault; known are {DOWN}, {', '.join(FAULTS)}")
        with self._lock:
            self._over.set()
            self._over = threading.Event()
            self._fault, self._times, self.retry_after = fault, times, retry_after
            if fault == DOWN and self._front is not None:
                self._front.stop()
                self._front = None
            elif fault != DOWN and self._front is None:
                self._front = _Listener(self._port, _front(self))

    def next_fault(self) -> tuple[str | None, threading.Event]:
        """How the question that has just come is served, and what tells that this is over."""
        with self._lock:
            self.asked += 1
            fault = self._fault
            if fault is not None and self._times is not None:
                self._times -= 1
                if self._times <= 0:
                    self._fault = None
            return fault, self._over

    def close(self) -> None:
        self.misbehave(None)
        with self._lock:
            self._over.set()
            for listener in (self._front, self._control):
                if listener is not None:
                    listener.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Listener(ThreadingHTTPServer):
    """Listens on loopback in a thread of its own; knows its connections, to cut them."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__((HERE, port), handler)
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        if isinstance(request, socket.socket):
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        if isinstance(request, socket.socket):
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked has gone: with faults on demand that is no news."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # closed already
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Silent: a test's output is for its failures."""

    def reply(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self) -> bytes:
        return self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LONGEST_QUESTION))


def _front(server: RegistryServer) -> type[_Handler]:
    class Front(_Handler):
        def do_GET(self) -> None:
            self._serve("/v1/health", lambda _: Health.made(contract=CONTRACT, status="ok").written())

        def do_POST(self) -> None:
            self._serve("/v1/people/search", lambda body: answer_to(Question.read(body), server.people).written())

        def _serve(self, path: str, answer: Callable[[bytes], bytes]) -> None:
            fault, over = server.next_fault()
            body = self.body()
            if self.path != path:
                self.reply(404, b'{"title": "no such page"}')
            elif server.token is not None and self.headers.get("Authorization") != f"Bearer {server.token}":
                self.reply(401, b'{"title": "the token is missing or wrong"}')
            else:
                try:
                    good = answer(body)
                except BadWire as error:
                    self.reply(400, json.dumps({"title": "not the contract's question", "places": str(error)}).encode())
                    return
                if fault is not None and fault in FAULTS:
                    FAULTS[fault](Scene(handler=self, good=good, over=over, retry_after=server.retry_after))
                else:
                    self.reply(200, good)

    return Front


def _control(server: RegistryServer) -> type[_Handler]:
    class Control(_Handler):
        def do_GET(self) -> None:
            self._tell()

        def do_POST(self) -> None:
            try:
                order = json.loads(self.body())
                server.misbehave(
                    order["fault"], times=order.get("times"), retry_after=str(order.get("retry_after", "1"))
                )
            except (ValueError, LookupError, TypeError, AttributeError) as error:
                self.reply(400, json.dumps({"title": str(error)}).encode())
                return
            self._tell()

        def _tell(self) -> None:
            self.reply(200, json.dumps({"fault": server.fault, "asked": server.asked}).encode())

    return Control


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m samples.registry_server", description=__doc__)
    parser.add_argument("registry", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--control-port", type=int, default=0)
    parser.add_argument("--token-file", type=Path)
    parser.add_argument("--fault", choices=[DOWN, *FAULTS])
    given = parser.parse_args(arguments)
    token = given.token_file.read_text(encoding="ascii").strip() if given.token_file else None
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    people = read_people(given.registry)
    with RegistryServer(people, port=given.port, control_port=given.control_port, token=token) as server:
        server.misbehave(given.fault)
        addresses = {"url": server.url, "control": server.control_url, "people": len(people)}
        sys.stdout.write(json.dumps(addresses) + "\n")
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    main()
