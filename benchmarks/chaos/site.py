"""An installation that can be shaken: real servers, three workers, a register, somebody who listens to webhooks."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.standin.stages import KIND
from pipeline.cabinet import migrate
from pipeline.cabinet.database import open_database
from pipeline.case import Holder, RegistryDocument, RegistryPerson, RetryLater
from pipeline.settings import Settings
from pipeline.wiring_cabinet import build_doorbell, build_intake, now
from samples.registry_server import RegistryServer
from samples.servers.http_receiver import HttpReceiver
from samples.servers.postgresql import PostgresServer
from samples.servers.redis_server import RedisServer
from workers.channels.chosen import build_channels
from workers.deliver import deliver
from workers.sweeps import BY_NAME, Sweeper, run_sweep

FATES = ("approved", "approved", "rejected", "needs_review", "approved")
UNKNOWN_EVERY = 7
"""So often the register does not know the paper."""
LEASE_SECONDS, PACE, SWEEP_SECONDS = 3.0, 0.02, 0.5
SECRET = "a secret of the rehearsal, known to both sides"


class Site:
    """Starts everything; `with Site(folder) as site`."""

    def __init__(self, folder: Path, *, count: int, workers: int = 3, seconds: float = 0.05) -> None:
        self.folder, self.count, self.seconds = folder, count, seconds
        self.places = [Place(self) for _ in range(workers)]
        self.closing = threading.Event()
        self.sweeping = threading.Thread(target=self._sweep, name="sweeps", daemon=True)

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self.postgres = stack.enter_context(PostgresServer())
            self.redis = stack.enter_context(RedisServer())
            self.registry = stack.enter_context(RegistryServer(people(self.count)))
            self.receiver = stack.enter_context(HttpReceiver())
            url = self.postgres.create_database()
            self.engine = open_database(url, kept=3)
            stack.callback(self.engine.dispose)
            migrate.upgrade(self.engine)
            self.settings = Settings(**self._settings(url))  # type: ignore[arg-type]
            self.environment = {
                **os.environ,
                **{f"PODLINNIK_{name.upper()}": as_text(value) for name, value in self._settings(url).items()},
            }
            self._servers = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        for place in self.places:
            place.end()
        if self.sweeping.is_alive():
            self.sweeping.join(30)
        self._servers.close()

    def _settings(self, url: str) -> dict[str, object]:
        return {
            "database_url": url, "redis_url": self.redis.url, "files": self.folder / "files",
            "lease_seconds": LEASE_SECONDS, "retry_pace": PACE, "registry": "http", "registry_url": self.registry.url,
            "registry_connect_seconds": 0.5, "registry_read_seconds": 1.0, "registry_call_seconds": 2.0,
            "registry_tries": 1, "registry_cache_seconds": 0.0, "registry_cache_absent_seconds": 0.0,
            "registry_breaker_seconds": 1.0, "webhook_url": self.receiver.url, "webhook_secret": SECRET,
            "webhook_allow_private": True, "webhook_ports": (self.receiver.port,), "document_base_seconds": 20.0,
        }  # fmt: skip

    # --- what happens meanwhile -----------------------------------------------------------------------------------

    def start(self) -> None:
        self.sweeping.start()
        for place in self.places:
            place.start()

    def hand_in(self) -> None:
        """As a cabinet would: what fails is tried again with the same bytes."""
        desk = build_intake(self.settings, self.engine)
        for number in range(self.count):
            body = json.dumps({"number": f"{number:07}", "fate": FATES[number % len(FATES)]}).encode()
            while True:
                with contextlib.suppress(RetryLater):
                    stored = desk.keep(io.BytesIO(body))
                    desk.submit(
                        stored, name=f"{number}.pdf", kind=KIND, holder=Holder(snils=f"{number:011}"), declared={},
                        client="chaos",
                    )  # fmt: skip
                    break
                time.sleep(0.2)

    def _sweep(self) -> None:
        sweeper = Sweeper(engine=self.engine, doorbell=build_doorbell(self.settings), settings=self.settings)
        channels = build_channels(self.settings)
        while not self.closing.wait(SWEEP_SECONDS):
            with contextlib.suppress(RetryLater):
                run_sweep(BY_NAME["work"], sweeper)
                deliver(self.engine, channels, now, seconds=3.0)


class Place:
    """Where one worker after another stands."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Also again, when the one before has ended."""
        if self._process is not None and self._process.poll() is None:
            return
        command = [
            sys.executable, "-m", "benchmarks.standin.worker", "--asks", "--seconds", str(self._site.seconds),
            "--parent", str(os.getpid()),
        ]  # fmt: skip
        self._process = subprocess.Popen(command, env=self._site.environment, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def people(count: int) -> tuple[RegistryPerson, ...]:
    """The register knows most of the papers."""
    return tuple(person(number) for number in range(count) if number % UNKNOWN_EVERY)


def person(number: int) -> RegistryPerson:
    paper = RegistryDocument(kind=KIND, fields={"number": f"{number:07}"})
    return RegistryPerson(last_name="Проверкин", first_name="Иван", snils=f"{number:011}", documents=(paper,))


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, tuple) else str(value)


