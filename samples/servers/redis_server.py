"""How do tests and benchmarks get a Redis of their own?"""

from __future__ import annotations

import pwd
import signal
from pathlib import Path
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as NoAnswer
from redis.retry import Retry

from samples.servers.certificates import Tls
from samples.servers.own import OwnServer
from samples.servers.ports import HOST
from samples.servers.program import Program, find_program

CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir {folder}
save ""
appendonly no
maxmemory-policy noeviction
daemonize no
"""
WITH_TLS = """\
port 0
tls-port {port}
tls-cert-file {tls.pair.cert}
tls-key-file {tls.pair.key}
tls-ca-cert-file {tls.ca}
tls-auth-clients yes
"""


class RedisServer(OwnServer):
    """A Redis that keeps nothing on disk: after `stop` or `kill` it starts empty."""

    stop_signal = signal.SIGTERM

    def __init__(self, tls: Tls | None = None) -> None:
        """With `tls` it speaks nothing else, and asks clients for a certificate."""
        super().__init__()
        self._tls = tls

    def flush(self) -> None:
        """Everything in it is gone."""
        with self.connect() as connection:
            connection.flushall()

    @property
    def url(self) -> str:
        return f"redis{'s' if self._tls else ''}://:{self._password}@{HOST}:{self.port}/0"

    def connect(self) -> Redis:
        """A client that does not try again by itself; to be closed."""
        files: dict[str, Any] = {} if self._tls is None else {
            "ssl": True, "ssl_ca_certs": str(self._tls.ca), "ssl_certfile": str(self._tls.pair.cert),
            "ssl_keyfile": str(self._tls.pair.key),
        }  # fmt: skip
        return Redis(
            host=HOST, port=self.port, password=self._password, retry=Retry(NoBackoff(), 0), socket_timeout=5, **files
        )  # fmt: skip

    def _answers(self) -> bool:
        try:
            with self.connect() as connection:
                connection.ping()
        except (NoConnection, NoAnswer):
            return False
        return True

    def _prepare(self, folder: Path, user: pwd.struct_passwd | None) -> Program:
        binary = find_program("redis-server", "redis-server")
        configuration = folder / "redis.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            CONFIGURATION.format(host=HOST, port=self.port, password=self._password, folder=folder)
            + (WITH_TLS.format(port=self.port, tls=self._tls) if self._tls else ""),
            encoding="utf-8",
        )
        return Program([binary, str(configuration)], folder=folder, user=user)
