"""How do tests and benchmarks get a PostgreSQL of their own?"""

from __future__ import annotations

import itertools
import os
import pwd
import re
import shutil
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from samples.servers.certificates import Tls
from samples.servers.own import OwnServer
from samples.servers.ports import HOST
from samples.servers.program import Program, find_program, run_once, unprivileged_user

BINARIES = Path("/usr/lib/postgresql")
OLDEST = 15
USER = "podlinnik"
DATA = "data"
CERTIFIED = "certified"
WITH_TLS = f"""\
hostssl {CERTIFIED} all all scram-sha-256 clientcert=verify-ca
hostssl all all all scram-sha-256
"""

SETTINGS = {
    "timezone": "UTC",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "dynamic_shared_memory_type": "mmap",  # in the data folder: nothing stays in /dev/shm after a kill
}
FAST = {"fsync": "off"}
"""What a crash of the server alone does not need: a kill loses nothing committed, only a crash of the machine would."""


class PostgresServer(OwnServer):
    """A cluster that keeps its data over `stop`, `kill` and `start`."""

    stop_signal = signal.SIGINT  # "fast": does not wait for clients to go

    def __init__(
        self, *, durable: bool = False, settings: Mapping[str, str] | None = None, tls: Tls | None = None
    ) -> None:
        """Nothing is started yet. `durable`: fsync as in production, for measurements.

        With `tls` it speaks nothing else, and a client of the database `CERTIFIED` needs a certificate.
        """
        super().__init__()
        self._tls = tls
        self._settings = {**SETTINGS, **({} if durable else FAST), **(settings or {})}
        self._names = itertools.count(1)
        self._templates: set[str] = set()

    def close(self) -> None:
        if self._folder is not None:
            self.stop()
            _remove_shared_memory(self.folder / DATA / "postmaster.pid")
        super().close()

    @property
    def url(self) -> str:
        """Of the database `postgres`, which is always there."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgresql+psycopg://{USER}:{self._password}@{HOST}:{self.port}/{database}"

    def create_database(self, name: str | None = None, *, template: str = "template1") -> str:
        """A copy of `template`, at once; its URL. Without a name it gets one of its own."""
        name = name or f"fresh_{next(self._names)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._administer(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url_of(name)

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """The name of a database that `fill(url)` has filled, once a server, for `create_database` to copy.

        `fill` has to close its connections: a database that is in use cannot be copied.
        """
        if name not in self._templates:
            fill(self.create_database(name))
            self._templates.add(name)
        return name

    def drop_database(self, url: str) -> None:
        """Drops what `create_database` made, with the connections that are still open to it."""
        name = url.rpartition("/")[2]
        self._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection that commits each statement."""
        return psycopg.connect(self.url_of(database).replace("+psycopg", ""), connect_timeout=5, autocommit=True)

    def _administer(self, statement: sql.Composed) -> None:
        with self.connect() as connection:
            connection.execute(statement)

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _user(self) -> pwd.struct_passwd | None:
        return unprivileged_user("postgres", "nobody")  # the server refuses to run as root

    def _prepare(self, folder: Path, user: pwd.struct_passwd | None) -> Program:
        binaries = newest_binaries()
        secret = folder / "password"
        secret.touch(mode=0o600)
        secret.write_text(self._password, encoding="ascii")
        if user is not None:
            os.chown(secret, user.pw_uid, user.pw_gid)
        run_once(_initdb(binaries, folder / DATA, secret), folder=folder, user=user)
        settings = {
            **self._settings,
            "listen_addresses": HOST,
            "port": str(self.port),
            "unix_socket_directories": str(folder),
            **(_with_tls(folder, self._tls, user) if self._tls else {}),
        }
        options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
        # SIGQUIT ends all its processes at once and gives its memory back, which SIGKILL would not
        return Program(
            [str(binaries / "postgres"), "-D", str(folder / DATA), *options],
            folder=folder, user=user, dies_by=signal.SIGQUIT,
        )  # fmt: skip


def _with_tls(folder: Path, tls: Tls, user: pwd.struct_passwd | None) -> dict[str, str]:
    """The server takes a key only from its own user."""
    (folder / DATA / "pg_hba.conf").write_text(WITH_TLS, encoding="ascii")
    settings = {"ssl": "on"}
    for name, source in (("cert", tls.pair.cert), ("key", tls.pair.key), ("ca", tls.ca)):
        copy = folder / f"tls.{name}"
        shutil.copy(source, copy)
        if user is not None:
            os.chown(copy, user.pw_uid, user.pw_gid)
        settings[f"ssl_{name}_file"] = str(copy)
    return settings


def newest_binaries() -> Path:
    """The folder of the newest installed PostgreSQL. Raises ServerMissing."""
    versions = [int(path.name) for path in BINARIES.glob("*") if (path / "bin" / "initdb").exists()]
    if versions and max(versions) >= OLDEST:
        return BINARIES / str(max(versions)) / "bin"
    # not where Debian has it
    return Path(find_program("initdb", "postgresql")).resolve().parent


def _initdb(binaries: Path, data: Path, secret: Path) -> list[str]:
    return [
        str(binaries / "initdb"), "-D", str(data), "-U", USER, "--auth=scram-sha-256", f"--pwfile={secret}",
        "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
    ]  # fmt: skip


def _remove_shared_memory(pid_file: Path) -> None:
    """A killed server leaves the segment that guards its data folder; its seventh line names it."""
    if not pid_file.exists():
        return
    found = re.fullmatch(r"\s*\d+\s+(\d+)\s*", (pid_file.read_text(encoding="ascii").splitlines() + [""] * 7)[6])
    if found:
        run_once([find_program("ipcrm", "util-linux"), "-m", found[1]], folder=Path("/"))
