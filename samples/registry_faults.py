"""In which ways can a register's gateway fail to answer?

Each way takes the good answer and the connection that waits for it, and does something else instead.
"""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

JSON = "application/json"
HTML = b"<!DOCTYPE html><html><head><title>Service unavailable</title></head><body><h1>502</h1></body></html>"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One question that waits for its answer."""

    handler: BaseHTTPRequestHandler
    good: bytes
    """What would have been answered."""
    over: threading.Event
    """Set when the gateway behaves again or is stopped: nothing waits longer."""
    retry_after: str

    def send(
        self, body: bytes, *, status: int = 200, kind: str = JSON, length: int | None = None, **headers: str
    ) -> None:
        self.handler.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body) if length is None else length),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }.items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        self.handler.wfile.write(body)

    def changed(self, **members: Any) -> bytes:
        """The good answer with members replaced; one that becomes None is taken out."""
        said = {**json.loads(self.good), **members}
        return json.dumps({name: value for name, value in said.items() if value is not None}).encode()

    def hang_up(self, *, rudely: bool = False) -> None:
        if rudely:  # the other side sees a reset, not an end
            self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.handler.connection.close()
        self.handler.close_connection = True


def slow(scene: Scene) -> None:
    scene.over.wait()
    scene.hang_up()


def drip(scene: Scene) -> None:
    """One byte in a while, so that no silence is ever long."""
    scene.send(b"", length=10**9)
    while not scene.over.wait(0.01):
        scene.handler.wfile.write(b" ")
    scene.hang_up()


def endless(scene: Scene) -> None:
    scene.send(b"[", length=10**12)
    while not scene.over.is_set():
        scene.handler.wfile.write(b" " * 65_536)
    scene.hang_up()


def half(scene: Scene) -> None:
    scene.send(scene.good[: len(scene.good) // 2], length=len(scene.good))
    scene.hang_up()


def too_long_a_length(scene: Scene) -> None:
    scene.send(scene.good, length=len(scene.good) + 10)
    scene.over.wait()
    scene.hang_up()


def too_short_a_length(scene: Scene) -> None:
    scene.send(scene.good, length=len(scene.good) - 10)
    scene.hang_up()


def no_http(scene: Scene) -> None:
    scene.handler.wfile.write(b"220 mail.example ESMTP\r\n")
    scene.hang_up()


def misspelt(scene: Scene) -> None:
    """A collection under another name."""
    said = json.loads(scene.good)
    for person in said["people"]:
        person["educationProfessional"] = person.pop("educationProf")
    scene.send(json.dumps(said).encode())


def stateless(scene: Scene) -> None:
    """Nothing is said of whether a paper was revoked."""
    said = json.loads(scene.good)
    for person in said["people"]:
        for entries in person.values():
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, dict):
                    entry.pop("state", None)
    scene.send(json.dumps(said).encode())


def another_person(scene: Scene) -> None:
    person: dict[str, Any] = {
        "lastName": "Другая", "firstName": "Особа", "patronymic": None, "birthDate": "1970-01-01",
        "snils": "99988877700", "inn": None, "formerLastNames": [], "educationProf": [],
        "educationPostgraduate": [], "educationExt": [], "educationCert": [], "accreditation": [], "documents": [],
        "otherDocuments": [], "personCards": [],
    }  # fmt: skip
    scene.send(scene.changed(total=1, people=[person]))


FAULTS: Mapping[str, Callable[[Scene], None]] = {
    "slow": slow,
    "drip": drip,
    "endless": endless,
    "half": half,
    "cut": lambda scene: scene.hang_up(),
    "reset": lambda scene: scene.hang_up(rudely=True),
    "too_long_a_length": too_long_a_length,
    "too_short_a_length": too_short_a_length,
    "no_http": no_http,
    "rubbish": lambda scene: scene.send(b'{"people": [oops'),
    "not_utf8": lambda scene: scene.send(scene.good.replace(b"podlinnik", b"\xff\xfe")),
    "nothing": lambda scene: scene.send(b""),
    "null": lambda scene: scene.send(b"null"),
    "empty_list": lambda scene: scene.send(b"[]"),
    "wrong_schema": lambda scene: scene.send(b'{"results": [], "count": 0}'),
    "misspelt": misspelt,
    "stateless": stateless,
    "other_contract": lambda scene: scene.send(scene.changed(contract="podlinnik-register/2")),
    "canned": lambda scene: scene.send(scene.changed(requestId="0", total=0, people=[])),
    "wrong_total": lambda scene: scene.send(scene.changed(total=9)),
    "no_people": lambda scene: scene.send(scene.changed(people=None)),
    "emptied": lambda scene: scene.send(scene.changed(total=1, people=[])),
    "another_person": another_person,
    "good_as_html": lambda scene: scene.send(scene.good, kind="text/html"),
    "good_as_error": lambda scene: scene.send(scene.good, status=500),
    "good_but_partial": lambda scene: scene.send(scene.good, status=206),
    "padded": lambda scene: scene.send(scene.good + b" " * 5 * 1024 * 1024),
    "html": lambda scene: scene.send(HTML, kind="text/html; charset=utf-8"),
    "html_404": lambda scene: scene.send(HTML, status=404, kind="text/html"),
    "json_404": lambda scene: scene.send(b'{"detail": "Not Found"}', status=404),
    "no_content": lambda scene: scene.send(b"", status=204),
    "compressed": lambda scene: scene.send(gzip.compress(scene.good), Content_Encoding="gzip"),
    "redirect": lambda scene: scene.send(b"", status=302, Location="/v1/people/search"),
    "busy": lambda scene: scene.send(b"{}", status=429, Retry_After=scene.retry_after),
    "refused": lambda scene: scene.send(b"{}", status=403),
    "error": lambda scene: scene.send(b"{}", status=500),
    "bad_gateway": lambda scene: scene.send(HTML, status=502, kind="text/html"),
    "unavailable": lambda scene: scene.send(b"{}", status=503),
    "gateway_timeout": lambda scene: scene.send(b"{}", status=504),
}  # fmt: skip
"""By name. Two more are the server's own: `down` (nobody listens) and none."""
