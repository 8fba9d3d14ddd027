"""Which real servers may a test ask for? Each starts when the first test of a process asks for it, never before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cabinet.database import sqlite_url
from samples.servers.clamd import ClamdServer
from samples.servers.http_receiver import HttpReceiver
from samples.servers.mail import SmtpServer
from samples.servers.postgresql import PostgresServer
from samples.servers.redis_server import RedisServer
from samples.servers.s3_server import S3Server

SERVERS = {"postgres_server", "redis_server", "clamd_server", "gost"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`-m "not services"` leaves out whatever needs one of them, on a desk that has none."""
    for item in items:
        if SERVERS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.services)


@pytest.fixture(scope="session")
def _postgres() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def _redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def postgres_server(_postgres: PostgresServer) -> PostgresServer:
    """Running, whatever the test before did to it; one for all tests of a process."""
    _postgres.start()
    return _postgres


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A database of the test's own, empty."""
    url = postgres_server.create_database()
    yield url
    postgres_server.start()
    postgres_server.drop_database(url)


@pytest.fixture
def redis_server(_redis: RedisServer) -> RedisServer:
    """Running and empty, whatever the test before did to it; one for all tests of a process."""
    _redis.start()
    _redis.flush()
    return _redis


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    return redis_server.url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the test's own, of each kind in turn."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "database.db")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def _clamd() -> Iterator[ClamdServer]:
    with ClamdServer(more="StreamMaxLength 1M\n") as server:
        yield server


@pytest.fixture
def clamd_server(_clamd: ClamdServer) -> ClamdServer:
    """Running, whatever the test before did to it; it takes files of up to 1 MiB."""
    _clamd.start()
    return _clamd


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def http_receiver() -> Iterator[HttpReceiver]:
    with HttpReceiver() as receiver:
        yield receiver


@pytest.fixture(scope="session")
def _s3() -> Iterator[S3Server]:
    with S3Server() as server:
        yield server


@pytest.fixture
def s3_server(_s3: S3Server) -> S3Server:
    """Running, whatever the test before did to it; one for all tests of a process."""
    _s3.start()
    return _s3
