"""Does the HTTP server of the tests keep what it is asked, and answer what it is told?"""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterable

import pytest

from samples.servers.http_receiver import Answer, HttpReceiver, Request


def ask(
    receiver: HttpReceiver, body: bytes | Iterable[bytes] = b"{}", *, path: str = "/hook", timeout: float = 5.0
) -> tuple[int, bytes]:
    client = http.client.HTTPConnection("127.0.0.1", receiver.port, timeout=timeout)
    try:
        client.request("POST", path, body=body, headers={"X-Signature": "abc"})
        response = client.getresponse()
        return response.status, response.read()
    finally:
        client.close()


def test_a_request_is_kept_as_it_came(http_receiver: HttpReceiver) -> None:
    body = '{"имя": "Анна"}  \n'.encode()
    assert ask(http_receiver, body, path="/hook?a=1") == (200, b"")
    (request,) = http_receiver.wait_for(1)
    assert (request.method, request.path, request.body) == ("POST", "/hook?a=1", body)
    assert request.header("x-signature") == "abc"
    assert request.header("Authorization") is None
    assert request.at.tzinfo is not None


def test_a_body_in_chunks_is_put_together(http_receiver: HttpReceiver) -> None:
    ask(http_receiver, iter([b"one, ", b"two"]))
    assert http_receiver.requests[0].body == b"one, two"


def test_answers_come_in_turn_and_then_the_lasting_one(http_receiver: HttpReceiver) -> None:
    http_receiver.answer(503, Answer(status=429, headers={"Retry-After": "2"}, body=b"slow"), then=Answer(status=201))
    assert [ask(http_receiver) for _ in range(4)] == [(503, b""), (429, b"slow"), (201, b""), (201, b"")]


def test_an_answer_may_depend_on_the_request(http_receiver: HttpReceiver) -> None:
    def choose(request: Request) -> Answer:
        return Answer(body=request.path.encode())

    http_receiver.answer(then=choose)
    assert ask(http_receiver, path="/a") == (200, b"/a")


def test_it_hangs_up_and_cuts_answers_on_demand(http_receiver: HttpReceiver) -> None:
    http_receiver.answer(Answer(hang_up=True), Answer(body=b"half of this", cut=True))
    with pytest.raises(http.client.RemoteDisconnected):
        ask(http_receiver)
    with pytest.raises(http.client.IncompleteRead):
        ask(http_receiver)
    assert ask(http_receiver) == (200, b"")
    assert len(http_receiver.requests) == 3


def test_a_late_answer_does_not_hold_up_its_own_end(http_receiver: HttpReceiver) -> None:
    http_receiver.answer(Answer(delay=3600))
    with pytest.raises(TimeoutError):
        ask(http_receiver, timeout=0.2)
    started = time.monotonic()
    http_receiver.stop()
    assert time.monotonic() - started < 2


def test_stopped_it_refuses_connections_and_comes_back(http_receiver: HttpReceiver) -> None:
    client = http.client.HTTPConnection("127.0.0.1", http_receiver.port, timeout=5)
    client.request("POST", "/")
    client.getresponse().read()
    http_receiver.stop()  # with a connection that is kept alive
    with pytest.raises(ConnectionRefusedError):
        ask(http_receiver)
    client.close()
    http_receiver.start()
    assert ask(http_receiver) == (200, b"")
    assert len(http_receiver.requests) == 2
