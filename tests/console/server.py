"""A real server of the API on a free loopback port, in a thread of the test."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine

from console.__main__ import listening
from console.app import create_app
from console.desk import Desk, build_desk
from pipeline.cabinet import keys
from pipeline.cabinet.work import Work
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_work

MARIA = {"last_name": "Воробьёва", "first_name": "Мария", "birth_date": "1990-05-14", "snils": "11223344595"}
IVAN = {"last_name": "Кедров", "first_name": "Иван", "birth_date": "1985-01-02", "snils": "08765430300"}
ALL = tuple(keys.SCOPES)
OWN = (keys.READ, keys.WRITE, keys.PREVIEWS)
KIND = "higher_education_diploma"
PATIENCE = 60.0


class Api:
    """A running server, and what a test wants of it."""

    def __init__(self, url: str, desk: Desk, app: FastAPI) -> None:
        self.url = url
        self.desk = desk
        self.app = app
        self.engine: Engine = desk.engine
        self.work: Work = build_work(desk.engine)

    def client(self, name: str = "cabinet", *scopes: str, per_minute: int = 10_000) -> httpx.Client:
        now = dt.datetime.now(dt.UTC)
        key = keys.add_key(self.engine, name, scopes or OWN, now, per_minute=per_minute)
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE)

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])


@contextmanager
def serving(settings: Settings | Callable[[str], Settings]) -> Iterator[Api]:
    """`settings` may follow from the server's own address."""
    with listening("127.0.0.1", 0) as sock:
        url = f"http://127.0.0.1:{sock.getsockname()[1]}"
        desk = build_desk(settings if isinstance(settings, Settings) else settings(url))
        app = create_app(desk)
        config = uvicorn.Config(app, log_config=None, access_log=False, http="h11", ws="none", lifespan="on")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        try:
            yield Api(url, desk, app)
        finally:
            server.should_exit = True
            thread.join(PATIENCE)


def settings_for(database_url: str, folder: Path, **more: Any) -> Settings:
    return Settings(database_url=database_url, files=folder / "files", **more)


def hand_in(
    client: httpx.Client, content: bytes = b"%PDF-1.7 a", *, key: str = "k-1", to: str = "/v1/documents", **said: Any
) -> httpx.Response:
    """`said` are the parts: JSON where they are not texts."""
    parts = {"kind": KIND, "holder": MARIA, "declared": {"number": "0123456"}, **said}
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parts.items()}
    return client.post(
        to, data=texts, files={"file": ("диплом.pdf", content)}, headers={"Idempotency-Key": key}
    )  # fmt: skip


def multipart(parts: list[tuple[str, bytes, str | None]], boundary: str = "b0undary") -> bytes:
    body = b""
    for name, content, filename in parts:
        about = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename else "")
        body += f"--{boundary}\r\nContent-Disposition: {about}\r\n\r\n".encode() + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()
