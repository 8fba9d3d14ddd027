"""The process starts without its database, works once it is there, and ends in order."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from console.__main__ import listening
from console.desk import build_desk
from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.log import configure_log
from pipeline.settings import Settings
from samples.servers.ports import Port
from samples.servers.postgresql import PostgresServer
from samples.servers.waiting import wait_until
from tests.console.server import Api, hand_in, serving, settings_for


@contextmanager
def served(database_url: str, folder: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`podlinnik serve`, and its address."""
    environment = {
        **os.environ, "PODLINNIK_DATABASE_URL": database_url, "PODLINNIK_FILES": str(folder / "files"),
        "PODLINNIK_LOG_LEVEL": "info",
    }  # fmt: skip
    with Port() as port, (folder / "served.log").open("wb") as log:
        command = [sys.executable, "-m", "commands.main", "serve", "--port", str(port.number), *options]
        process = subprocess.Popen(command, env=environment, stderr=log)
        url = f"http://127.0.0.1:{port.number}"
        try:
            wait_until(lambda: answers(url), limit=60, what="the server")
            yield url, process
        finally:
            process.terminate()
            process.wait(60)


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.services
def test_a_database_that_comes_later_and_goes_and_comes_back(postgres_server: PostgresServer, tmp_path: Path) -> None:
    database = postgres_server.create_database()
    postgres_server.stop()
    with served(database, tmp_path) as (url, process):
        down = httpx.get(f"{url}/readyz")
        assert (down.status_code, down.json()["checks"]["database"]) == (503, "cannot be reached")
        headers = {"Authorization": f"Bearer pk_{'0' * 26}_{'x' * 43}"}
        refused = httpx.get(f"{url}/v1/documents", headers=headers, timeout=60)
        assert (refused.status_code, refused.json()["code"]) == (503, "DATABASE_UNAVAILABLE")
        assert refused.headers["Retry-After"]
        postgres_server.start()
        empty = httpx.get(f"{url}/readyz")
        assert (empty.status_code, empty.json()["checks"]["database"]) == (503, "has no tables yet")
        assert httpx.get(f"{url}/v1/documents", headers=headers).status_code == 503
        engine = open_database(database)
        migrate.upgrade(engine)
        assert httpx.get(f"{url}/readyz").json() == {"ready": True, "checks": {"database": "ok", "files": "ok"}}
        assert httpx.get(f"{url}/v1/documents", headers=headers).status_code == 401
        postgres_server.restart()
        assert httpx.get(f"{url}/readyz").status_code == 200
        process.terminate()
        assert process.wait(60) in (0, -signal.SIGTERM)


def test_several_processes_answer_on_one_port(tmp_path: Path) -> None:
    with served(sqlite_url(tmp_path / "cabinet.db"), tmp_path, "--processes", "2") as (url, process):
        assert httpx.get(f"{url}/healthz").json() == {"alive": True}
        process.terminate()
        assert process.wait(60) in (0, -signal.SIGTERM)


def test_connections_send_at_once() -> None:
    with listening("127.0.0.1", 0) as sock, socket.create_connection(sock.getsockname()) as client:
        accepted, _ = sock.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        client.close()


def test_a_port_that_is_taken_is_told() -> None:
    with listening("127.0.0.1", 0) as sock:
        number = str(sock.getsockname()[1])
        ran = subprocess.run(
            [sys.executable, "-m", "console", "127.0.0.1", number, "1"], capture_output=True, text=True, check=False
        )
    assert (ran.returncode, ran.stderr) == (
        1, f"podlinnik: cannot listen on 127.0.0.1:{number}: Address already in use\n",
    )  # fmt: skip


def test_files_that_cannot_be_kept_are_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    with serving(settings) as api:
        answer = httpx.get(f"{api.url}/readyz")
    assert (answer.status_code, answer.json()["checks"]) == (503, {"database": "ok", "files": "cannot be written"})


def test_an_error_of_ours_tells_nobody_its_words(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("Секретов Семён")

    configure_log("error")  # to where the test looks
    monkeypatch.setattr("console.api.choosing.listed", broken)
    with api.client() as client:
        answer = client.get("/v1/documents?holder_last_name=A&holder_first_name=B&holder_birth_date=1990-01-01")
        assert client.get("/healthz").status_code == 200
    logged = capsys.readouterr().err
    assert (answer.status_code, answer.json()["code"]) == (500, "OUR_FAULT")
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]
    assert "Секретов" not in answer.text + logged
    assert '"event": "request_failed"' in logged
    assert "ValueError" in logged


def test_a_line_of_the_log_names_a_route_and_nobody(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "cabinet.db")
    engine = open_database(url)
    migrate.upgrade(engine)
    desk = build_desk(settings_for(url, tmp_path))
    with served(url, tmp_path) as (address, _), Api(address, desk, FastAPI()).client() as client:
        document = hand_in(client).headers["Location"]
        client.get(document, headers={"X-Request-Id": "from-the-proxy"})
        client.get("/v1/documents?holder_snils=11223344595")
    logged = (tmp_path / "served.log").read_text()
    assert '"route": "GET /v1/documents/{document_id}"' in logged
    assert '"request_id": "from-the-proxy"' in logged
    assert "11223344595" not in logged
    assert "healthz" not in logged.replace("/readyz says so", "")
