"""A whole installation under watch: what its programs print, what they are called with, what lies in Redis."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import psutil
from redis import Redis

from samples.servers.ports import Port
from samples.servers.redis_server import RedisServer
from samples.servers.waiting import wait_until

LOOKS_EVERY = 0.2
PATIENCE = 900.0
"""Seconds: a busy machine is no fault."""


class Installation:
    """Its programs are processes of their own, as debug-minded as they get; each one's output is a file."""

    def __init__(self, folder: Path, settings: Mapping[str, object]) -> None:
        self.folder = folder
        self.logs, self.temporary = folder / "logs", folder / "temporary"
        self.logs.mkdir(parents=True)
        self.temporary.mkdir()
        self.metrics_port, self.api_port = Port(), Port()
        self.called_with: set[str] = set()
        self.metrics: set[str] = set()
        self._programs = 0
        self._running: list[subprocess.Popen[bytes]] = []
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self.environment = {
            **os.environ, "TMPDIR": str(self.temporary), "PODLINNIK_LOG_LEVEL": "debug", "COLUMNS": "200",
            "PODLINNIK_METRICS_PORT": str(self.metrics_port.number),
            **{f"PODLINNIK_{name.upper()}": _text(value) for name, value in settings.items()},
        }  # fmt: skip
        self._watch.start()

    def start(
        self, *arguments: str, stdin: int = subprocess.DEVNULL, **environment: str
    ) -> subprocess.Popen[bytes]:
        self._programs += 1
        with (self.logs / f"{self._programs:02}-{arguments[0]}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "commands.main", *arguments], env={**self.environment, **environment},
                stdin=stdin, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self._running.append(process)
        return process

    def run(self, *arguments: str, stdin: str = "", **environment: str) -> int:
        process = self.start(*arguments, stdin=subprocess.PIPE, **environment)
        process.communicate(stdin.encode(), timeout=PATIENCE)
        return process.returncode

    def serve(self) -> str:
        """The address of the API."""
        self.start("serve", "--port", str(self.api_port.number))
        url = f"http://127.0.0.1:{self.api_port.number}"
        wait_until(lambda: _answers(url), limit=PATIENCE, what="the API")
        return url

    def end(self) -> None:
        self._over.set()
        self._watch.join()
        for process in self._running:
            if process.poll() is None:
                process.terminate()
                process.wait(60)
        self.metrics_port.release()
        self.api_port.release()

    def _look(self) -> None:
        """With which arguments whatever was started from here runs, and what workers tell Prometheus meanwhile."""
        me = psutil.Process()
        with httpx.Client(base_url=f"http://127.0.0.1:{self.metrics_port.number}", timeout=5) as client:
            while not self._over.wait(LOOKS_EVERY):
                for process in me.children(recursive=True):
                    with contextlib.suppress(psutil.Error):
                        self.called_with.add("\0".join(process.cmdline()))
                with contextlib.suppress(httpx.HTTPError):
                    self.metrics.add(client.get("/metrics").text)


def everything_in(server: RedisServer) -> bytes:
    """Every key and value, each as its own type gives it: a dump packs them."""
    with server.connect() as connection:
        return b"\n".join(key + b" " + _value(connection, key) for key in connection.scan_iter("*"))


def _value(connection: Redis, key: bytes) -> bytes:
    kind = connection.type(key)
    read: dict[bytes, Any] = {
        b"string": lambda: connection.get(key), b"hash": lambda: connection.hgetall(key),
        b"list": lambda: connection.lrange(key, 0, -1), b"set": lambda: connection.smembers(key),
        b"zset": lambda: connection.zrange(key, 0, -1, withscores=True), b"stream": lambda: connection.xrange(key),
        b"none": lambda: b"",
    }  # fmt: skip
    return b" ".join(_flat(read[kind]()))


def _flat(value: Any) -> list[bytes]:
    if isinstance(value, bytes):
        return [value]
    if isinstance(value, dict):
        return [one for item in value.items() for each in item for one in _flat(each)]
    if isinstance(value, (list, tuple, set)):
        return [one for each in value for one in _flat(each)]
    return [str(value).encode()]


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, (list, tuple)) else str(value)
