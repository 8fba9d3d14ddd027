"""A body is read as it comes, and no further than it may."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.api.form import PARTS, boundary_of, parts_of
from console.problems import Problem
from pipeline.settings import Settings
from tests.console.server import KIND, Api, hand_in, multipart, serving

MEBIBYTE = 1024 * 1024
LIMIT = MEBIBYTE
BEGIN = multipart([("kind", KIND.encode(), None), ("file", b"", "a.pdf")]).removesuffix(b"\r\n--b0undary--\r\n")


@pytest.fixture
def small(settings: Settings) -> Iterator[Api]:
    with serving(settings.model_copy(update={"api_upload_bytes": LIMIT})) as api:
        yield api


def connected(api: Api, *headers: str) -> socket.socket:
    with api.client() as client:
        key = client.headers["Authorization"]
    head = (
        "POST /v1/documents HTTP/1.1", "Host: localhost", f"Authorization: {key}", "Idempotency-Key: raw",
        "Content-Type: multipart/form-data; boundary=b0undary", *headers,
    )  # fmt: skip
    connection = socket.create_connection(("127.0.0.1", api.port), timeout=60)
    connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n")
    return connection


def chunk(content: bytes) -> bytes:
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"


def flooded(connection: socket.socket, size: int) -> int:
    """Send up to `size` bytes; how many were taken until the other side ended the connection."""
    sent = 0
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):
        while sent < size:
            connection.sendall(chunk(b"x" * 65536))
            sent += 65536
    return sent


def answer_of(connection: socket.socket) -> bytes:
    """Whatever comes until the other side ends."""
    answer = b""
    with contextlib.suppress(ConnectionResetError):
        while more := connection.recv(65536):
            answer += more
    return answer


def kept(settings: Settings) -> list[Path]:
    return [path for path in settings.files.rglob("*") if path.is_file()]


def test_a_file_without_an_end_is_not_read_to_it(small: Api) -> None:
    with connected(small, "Transfer-Encoding: chunked") as connection:
        connection.sendall(chunk(BEGIN))
        sent = flooded(connection, 256 * MEBIBYTE)
        answer = answer_of(connection)
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert b"connection: close" in answer.lower()
    assert sent < 32 * MEBIBYTE, "beyond the limit only what the sockets hold"
    assert not kept(small.desk.settings)


def test_a_body_that_says_it_is_too_large_is_not_asked_for(small: Api) -> None:
    with connected(small, f"Content-Length: {100 * MEBIBYTE}", "Expect: 100-continue") as connection:
        answer = answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in answer


def test_a_file_just_as_large_as_it_may_be_is_taken(small: Api) -> None:
    with small.client() as client:
        assert hand_in(client, b"x" * LIMIT).status_code == 202
        refused = hand_in(client, b"x" * (LIMIT + 1), key="k-2")
        assert (refused.status_code, refused.json()["code"]) == (413, "FILE_TOO_LARGE")
        assert client.get("/healthz").status_code == 200


def test_wrong_members_are_told_before_the_file_is_sent(small: Api) -> None:
    wrong = multipart([("kind", b"library_card", None), ("file", b"", "a.pdf")]).removesuffix(b"\r\n--b0undary--\r\n")
    with connected(small, "Transfer-Encoding: chunked") as connection:
        connection.sendall(chunk(wrong))
        answer = answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 422 ")
    assert not kept(small.desk.settings)


def test_nothing_is_read_for_a_stranger(small: Api) -> None:
    with socket.create_connection(("127.0.0.1", small.port), timeout=60) as connection:
        connection.sendall(b"POST /v1/documents HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
        answer = answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b"connection: close" in answer.lower()


def test_a_sender_that_falls_silent_is_not_waited_for(settings: Settings) -> None:
    with serving(settings.model_copy(update={"api_silence_seconds": 0.2})) as api:
        with connected(api, "Transfer-Encoding: chunked") as connection:
            connection.sendall(chunk(BEGIN))
            assert answer_of(connection).startswith(b"HTTP/1.1 408 ")
        assert not kept(settings)


def test_a_sender_that_goes_away_leaves_nothing(settings: Settings) -> None:
    with serving(settings) as api:
        with connected(api, "Transfer-Encoding: chunked") as connection:
            connection.sendall(chunk(BEGIN + b"x" * 100_000))
        with api.client() as client:
            assert hand_in(client).status_code == 202
    assert len(kept(settings)) == 1, "the server has stopped: what was begun is gone"


def test_slow_senders_do_not_keep_others_from_asking(settings: Settings) -> None:
    with serving(settings.model_copy(update={"api_uploads_at_once": 60})) as api, ThreadPoolExecutor(1):
        slow = [connected(api, "Transfer-Encoding: chunked") for _ in range(50)]
        for connection in slow:
            connection.sendall(chunk(BEGIN))
        with api.client() as client:
            assert hand_in(client).status_code == 202
            assert client.get("/v1/documents").status_code == 200
        for connection in slow:
            connection.close()


def test_uploads_beyond_the_turns_are_told_to_come_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.api.body.PATIENCE_SECONDS", 0.1)
    with serving(settings.model_copy(update={"api_uploads_at_once": 1})) as api:
        with connected(api, "Transfer-Encoding: chunked", "Expect: 100-continue") as connection, api.client() as client:
            assert connection.recv(100).startswith(b"HTTP/1.1 100"), "it has its turn"
            refused = hand_in(client)
        assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (503, "BUSY", "5")


# --- the form itself ---------------------------------------------------------------------------------------------


@given(content=st.binary(max_size=2000), cuts=st.lists(st.integers(1, 400), min_size=1, max_size=20))
def test_parts_come_out_as_they_went_in_however_the_body_is_cut(content: bytes, cuts: list[int]) -> None:
    body = multipart([("kind", b"passport", None), ("file", content, "паспорт; 1.pdf")])
    if b"\r\n--b0undary" in content:
        return
    read = [
        (part.name, part.filename, b"".join(part.chunks))
        for part in parts_of(pieces(body, cuts), b"b0undary", limit=10**6)
    ]
    assert read == [("kind", None, b"passport"), ("file", "паспорт; 1.pdf", content)]


def pieces(body: bytes, cuts: list[int]) -> Iterator[bytes]:
    place = 0
    while place < len(body):
        size = cuts[place % len(cuts)]
        yield body[place : place + size]
        place += size


def test_a_part_that_nobody_takes_is_passed_over() -> None:
    body = multipart([("a", b"1" * 100, None), ("b", b"2", None)])
    assert [part.name for part in parts_of(pieces(body, [7]), b"b0undary", limit=10**6)] == ["a", "b"]


@pytest.mark.parametrize("body", [
    multipart([("a", b"", None)] * (PARTS + 1)),
    b"--b0undary\r\nContent-Disposition: form-data; name=" + b"a" * 10_000 + b"\r\n\r\n",
    b"--b0undary\r\nContent-Type: text/plain\r\n\r\nx\r\n--b0undary--\r\n",
])  # fmt: skip
def test_a_form_without_measure_is_refused(body: bytes) -> None:
    with pytest.raises(Problem):
        {part.name: part.text(100) for part in parts_of(iter([body]), b"b0undary", limit=10**6)}


def test_a_boundary_is_needed() -> None:
    assert boundary_of('multipart/form-data; charset=utf-8; boundary="a b"') == b"a b"
    with pytest.raises(Problem):
        boundary_of(None)
