"""Do the PostgreSQL and the Redis of the tests come and go as they are told, and leave nothing behind?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from redis.exceptions import AuthenticationError
from redis.exceptions import ConnectionError as NoConnection
from sqlalchemy import create_engine, text

from samples.servers import postgresql
from samples.servers.folders import PREFIX, YOUNG, Folder, sweep
from samples.servers.ports import HOST, Port
from samples.servers.postgresql import PostgresServer
from samples.servers.program import ENVIRONMENT, Program, ServerFailed, ServerMissing, find_program
from samples.servers.redis_server import RedisServer
from samples.servers.waiting import wait_until

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[3]
SERVERS = {"postgresql": PostgresServer, "redis": RedisServer}
Server = PostgresServer | RedisServer
SEGMENTS = Path("/proc/sysvipc/shm")


@pytest.fixture(params=list(SERVERS))
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Of this test alone."""
    with SERVERS[request.param]() as one:
        yield one


def keep_a_name(url: str, name: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS people (name text)"))
        connection.execute(text("INSERT INTO people VALUES (:name)"), {"name": name})
    engine.dispose()


def names_kept(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        names = list(connection.scalars(text("SELECT name FROM people")))
    engine.dispose()
    return names


@pytest.mark.parametrize("way", ["stop", "kill"])
def test_postgresql_comes_back_with_its_data_at_the_same_place(postgres_server: PostgresServer, way: str) -> None:
    url = postgres_server.create_database()
    keep_a_name(url, "Ковалёва")
    getattr(postgres_server, way)()
    assert not postgres_server.running
    postgres_server.start()
    assert names_kept(url) == ["Ковалёва"]
    assert postgres_server.url_of(url.rpartition("/")[2]) == url
    postgres_server.drop_database(url)


def test_an_open_connection_ends_with_a_killed_postgresql(postgres_server: PostgresServer) -> None:
    connection = postgres_server.connect()
    postgres_server.kill()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()


def test_a_template_is_filled_once_and_its_copies_are_apart(postgres_server: PostgresServer) -> None:
    filled = []

    def fill(url: str) -> None:
        filled.append(url)
        keep_a_name(url, "Орлов")

    first, second = (
        postgres_server.create_database(template=postgres_server.template("people", fill)) for _ in range(2)
    )
    keep_a_name(first, "Зуева")
    assert (names_kept(first), names_kept(second)) == (["Орлов", "Зуева"], ["Орлов"])
    assert len(filled) == 1
    for url in (first, second, *filled):
        postgres_server.drop_database(url)


def test_a_database_in_use_is_dropped(postgres_server: PostgresServer) -> None:
    url = postgres_server.create_database("in_use")
    with postgres_server.connect("in_use"):
        postgres_server.drop_database(url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        postgres_server.connect("in_use")


def test_postgresql_speaks_of_text_and_time_as_in_production(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW server_encoding")) == "UTF8"
        assert connection.scalar(text("SHOW timezone")) == "UTC"
        assert connection.scalar(text("SELECT lower('ЁЖ')")) == "ёж"
    engine.dispose()


@pytest.mark.parametrize(("durable", "fsync"), [(True, "on"), (False, "off")])
def test_postgresql_writes_as_in_production_only_when_asked(durable: bool, fsync: str) -> None:
    with PostgresServer(durable=durable) as server, server.connect() as connection:
        assert connection.execute("SHOW fsync").fetchone() == (fsync,)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)


@pytest.mark.parametrize("way", ["stop", "kill"])
def test_redis_comes_back_empty_at_the_same_place(redis_server: RedisServer, way: str) -> None:
    with redis_server.connect() as client:
        client.set("a", "1")
        getattr(redis_server, way)()
        with pytest.raises(NoConnection):
            client.ping()
        redis_server.start()
        assert client.get("a") is None


def test_flushing_redis_takes_all_of_it(redis_server: RedisServer) -> None:
    with redis_server.connect() as client:
        client.set("a", "1")
        redis_server.flush()
        assert client.keys() == []


def test_nobody_comes_in_without_the_password(postgres_server: PostgresServer, redis_server: RedisServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://podlinnik@{HOST}:{postgres_server.port}/postgres")
    client = redis_server.connect()
    client.connection_pool.connection_kwargs["password"] = None
    with client, pytest.raises(AuthenticationError):
        client.ping()


@pytest.mark.parametrize("way", ["stop", "kill"])
def test_nothing_is_left_of_a_closed_server(server: Server, way: str) -> None:
    folder = server.folder
    process = psutil.Process(server.pid)
    family = [process, *process.children(recursive=True)]
    segment = shared_memory_of(server)
    getattr(server, way)()
    server.close()
    assert not folder.exists()
    assert not [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert segment not in {line.split()[1] for line in SEGMENTS.read_text(encoding="ascii").splitlines()}


def shared_memory_of(server: Server) -> str:
    """The segment that guards PostgreSQL's data folder; Redis has none."""
    if isinstance(server, RedisServer):
        return "none"
    segment = (server.folder / "data" / "postmaster.pid").read_text(encoding="ascii").splitlines()[6].split()[1]
    assert segment in SEGMENTS.read_text(encoding="ascii")
    return segment


@pytest.mark.parametrize("name", list(SERVERS))
def test_a_server_dies_with_the_process_that_started_it(name: str) -> None:
    program = (
        "import time\n"
        f"from {SERVERS[name].__module__} import {SERVERS[name].__name__} as Server\n"
        "server = Server(); server.start(); print(server.pid, server.folder, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        assert parent.stdout is not None
        pid, folder = parent.stdout.readline().split()
        child = psutil.Process(int(pid))
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, limit=10, what="its end")
    make_old(Path(folder))
    sweep(Path(folder).parent)
    assert not Path(folder).exists()


def test_a_server_outlives_the_thread_that_started_it() -> None:
    server = RedisServer()
    thread = threading.Thread(target=server.start)
    thread.start()
    thread.join()
    try:
        with server.connect() as client:
            assert all(client.ping() for _ in range(20))
    finally:
        server.close()


def test_a_server_that_does_not_start_shows_its_log(tmp_path: Path) -> None:
    with pytest.raises(ServerFailed, match=r"FATAL:.*nonsense"):
        PostgresServer(settings={"log_destination": "nonsense"}).start()  # and leaves nothing, without being closed
    asleep = Program([find_program("sleep", "coreutils"), "60"], folder=tmp_path)
    with pytest.raises(ServerFailed, match=r"sleep was not ready within 0\.1 s"):
        asleep.start(lambda: False, limit=0.1)
    assert not asleep.running


def test_what_is_missing_is_told_with_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(ServerMissing, match="apt-get install some-package"):
        find_program("no-such-server", "some-package")
    monkeypatch.setattr(postgresql, "BINARIES", tmp_path)
    monkeypatch.setitem(ENVIRONMENT, "PATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServerMissing, match="apt-get install postgresql"):
        postgresql.newest_binaries()


def test_no_port_is_given_twice() -> None:
    ports = [Port() for _ in range(50)]
    assert len({port.number for port in ports}) == 50
    for port in ports:
        port.release()


def make_old(folder: Path) -> None:
    then = folder.stat().st_mtime - 2 * YOUNG
    os.utime(folder, (then, then))


def test_the_sweep_takes_only_what_nobody_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    held = Folder()
    left, young = tmp_path / f"{PREFIX}left", tmp_path / f"{PREFIX}young"
    for folder in (left, young):
        folder.mkdir()
    for folder in (held.path, left):
        make_old(folder)
    sweep(tmp_path)
    assert (held.path.exists(), left.exists(), young.exists()) == (True, False, True)
    held.remove()
