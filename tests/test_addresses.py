"""Is nothing sent in the clear to another machine, and a server that another authority vouches for refused?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest
from redis.exceptions import ConnectionError as NoConnection
from sqlalchemy import text

from pipeline.addresses import S3Place, database_address, has_password, is_local, s3_place
from pipeline.cabinet.database import open_database, reading
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.settings import Settings, SettingsError, read_settings
from pipeline.wiring_cabinet import build_cabinet
from samples.servers.certificates import Authority, Pair, Tls
from samples.servers.postgresql import CERTIFIED, PostgresServer
from samples.servers.redis_server import RedisServer
from workers.queues import connect


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("", True), ("localhost", True), ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True),
        ("/var/run/postgresql", True), ("db", False), ("10.0.0.1", False), ("localhost.example", False),
        ("0.0.0.0", False),
    ],
)  # fmt: skip
def test_what_this_machine_is(host: str, local: bool) -> None:
    assert is_local(host) is local


REMOTE = "postgresql://u@db.example:5432/x"


@pytest.mark.parametrize(
    ("url", "tls", "mode"),
    [
        ("postgresql://u:p@127.0.0.1/x", "auto", None),
        ("postgresql:///x?host=/var/run/postgresql", "auto", None),
        (REMOTE, "auto", "verify-full"),
        (f"{REMOTE}?sslmode=verify-ca", "auto", "verify-ca"),
        (REMOTE, "verify-ca", "verify-ca"),
        ("postgresql://u@127.0.0.1/x", "verify-full", "verify-full"),
        (REMOTE, "none", None),
        (f"{REMOTE}?sslmode=require", "none", "require"),
        ("postgresql:///x?host=db.example", "auto", "verify-full"),
    ],
)
def test_a_database_on_another_machine_is_verified(url: str, tls: str, mode: str | None) -> None:
    assert query(database_address(url, tls=tls)).get("sslmode") == mode  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", "nonsense"])
@pytest.mark.parametrize("tls", ["auto", "verify-full"])
def test_a_mode_that_verifies_nothing_is_refused(mode: str, tls: str) -> None:
    with pytest.raises(ValueError, match="sslmode"):
        database_address(f"{REMOTE}?sslmode={mode}", tls=tls)  # type: ignore[arg-type]


def test_a_database_that_is_a_file_needs_none_of_it() -> None:
    assert database_address("sqlite:///var/x.db", tls="verify-full") == "sqlite:///var/x.db"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PODLINNIK_DATABASE_URL", f"{REMOTE}?sslmode=prefer", "PODLINNIK_DATABASE_URL names another machine"),
        ("PODLINNIK_REDIS_URL", "redis://queue.example/0", "PODLINNIK_REDIS_URL names another machine"),
        ("PODLINNIK_REDIS_URL", "rediss://queue.example/0?ssl_cert_reqs=none", "PODLINNIK_REDIS_CA_FILE"),
        ("PODLINNIK_S3_ENDPOINT", "http://s3.example", "PODLINNIK_S3_ENDPOINT must begin with https"),
        ("PODLINNIK_FILES", "s3:///no-bucket", "is no s3://bucket/prefix"),
    ],
)
def test_a_setting_that_would_send_in_the_clear_stops_everything(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=told):
        read_settings()


def test_whoever_says_so_explicitly_gets_it() -> None:
    said = Settings(
        database_url=f"{REMOTE}?sslmode=disable", database_tls="none", redis_url="redis://queue.example/0",
        redis_tls="none", s3_endpoint="http://s3.example", s3_tls="none",
    )  # fmt: skip
    assert query(said.database_address()) == {"sslmode": "disable"}
    assert said.redis_address() == "redis://queue.example/0"


def test_a_password_comes_from_a_file_and_stands_in_no_repr(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("p@ss/word:1 \n", encoding="ascii")
    settings = Settings(
        database_url="postgresql://u@127.0.0.1:5432/x", database_password_file=secret,
        redis_url="redis://127.0.0.1:6379/0", redis_password_file=secret,
    )  # fmt: skip
    assert settings.database_address() == "postgresql://u:p%40ss%2Fword%3A1@127.0.0.1:5432/x"
    assert settings.redis_address() == "redis://:p%40ss%2Fword%3A1@127.0.0.1:6379/0"
    with_one = Settings(database_url="postgresql://u:hidden@127.0.0.1/x", redis_url="redis://:hidden@127.0.0.1/0")
    assert "hidden" not in repr(with_one)
    twice = with_one.model_copy(update={"database_password_file": secret})
    with pytest.raises(SettingsError, match="another one is set"):
        twice.database_address()


@pytest.mark.parametrize(
    ("url", "found"), [("postgresql://u:p@h/x", True), ("postgresql://h/x?password=p", True), (REMOTE, False)]
)
def test_a_password_in_a_url_is_seen(url: str, found: bool) -> None:
    assert has_password(url) is found


def test_a_bucket_is_told_from_a_folder() -> None:
    assert s3_place("s3://papers/a/b/") == S3Place(bucket="papers", prefix="a/b")
    assert str(s3_place("s3://papers")) == "s3://papers"
    assert Settings(files="s3://papers/a").files == S3Place(bucket="papers", prefix="a")
    assert Settings(files="/var/lib/x").files == Path("/var/lib/x")


# --- against real servers ------------------------------------------------------------------------------------------


class Sides(NamedTuple):
    """Who vouches for the servers, who does not, and what a client of ours shows."""

    ours: Authority
    theirs: Authority
    tls: Tls
    client: Pair
    stranger: Pair


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    folder = tmp_path_factory.mktemp("tls")
    ours, theirs = Authority(folder / "ours"), Authority(folder / "theirs")
    tls = Tls(pair=ours.pair("server"), ca=ours.ca)
    return Sides(ours, theirs, tls, ours.pair("client"), theirs.pair("stranger"))


@pytest.fixture(scope="module")
def postgres(sides: Sides) -> Iterator[PostgresServer]:
    with PostgresServer(tls=sides.tls) as server:
        yield server


@pytest.fixture(scope="module")
def redis(sides: Sides) -> Iterator[RedisServer]:
    with RedisServer(tls=sides.tls) as server:
        yield server


def cipher_of(settings: Settings) -> str:
    with reading(build_cabinet(settings, kept=0)) as connection:
        return str(connection.execute(text("SELECT cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).scalar())


@pytest.mark.services
def test_postgresql_is_spoken_to_over_tls_and_an_impostor_is_not(postgres: PostgresServer, sides: Sides) -> None:
    good = Settings(database_url=postgres.url, database_tls="verify-full", database_ca_file=sides.ours.ca)
    assert cipher_of(good).startswith("TLS_")
    impostor = good.model_copy(update={"database_ca_file": sides.theirs.ca})
    system = good.model_copy(update={"database_ca_file": None})
    other_name = good.model_copy(update={"database_url": postgres.url.replace("127.0.0.1", "localhost")})
    for refused in (impostor, system, other_name):
        with pytest.raises(DatabaseUnavailable):
            cipher_of(refused)
    lenient = other_name.model_copy(update={"database_tls": "verify-ca"})
    assert cipher_of(lenient).startswith("TLS_")


@pytest.mark.services
def test_postgresql_may_ask_for_our_certificate(postgres: PostgresServer, sides: Sides) -> None:
    url = postgres.create_database(CERTIFIED)
    bare = Settings(database_url=url, database_tls="verify-full", database_ca_file=sides.ours.ca)
    shown = {"database_cert_file": sides.client.cert, "database_key_file": sides.client.key}
    assert cipher_of(bare.model_copy(update=shown)).startswith("TLS_")
    stranger = {"database_cert_file": sides.stranger.cert, "database_key_file": sides.stranger.key}
    for refused in (bare, bare.model_copy(update=stranger)):
        with pytest.raises(DatabaseUnavailable):
            cipher_of(refused)


@pytest.mark.services
def test_a_server_that_speaks_in_the_clear_is_refused_where_tls_was_asked_for(
    postgres_url: str, sides: Sides
) -> None:
    clear = Settings(database_url=postgres_url, database_tls="verify-full", database_ca_file=sides.ours.ca)
    with pytest.raises(DatabaseUnavailable):
        cipher_of(clear)
    open_database(postgres_url).connect().close()


@pytest.mark.services
def test_redis_is_spoken_to_over_tls_and_an_impostor_is_not(redis: RedisServer, sides: Sides) -> None:
    good = Settings(
        redis_url=redis.url, redis_ca_file=sides.ours.ca, redis_cert_file=sides.client.cert,
        redis_key_file=sides.client.key,
    )  # fmt: skip
    with connect(good.redis_address() or "") as connection:
        assert connection.ping()
    impostor = good.model_copy(update={"redis_ca_file": sides.theirs.ca})
    without = good.model_copy(update={"redis_cert_file": None, "redis_key_file": None})
    stranger = good.model_copy(
        update={"redis_cert_file": sides.stranger.cert, "redis_key_file": sides.stranger.key}
    )  # fmt: skip
    other_name = good.model_copy(update={"redis_url": redis.url.replace("127.0.0.1", "localhost")})
    for refused in (impostor, without, stranger, other_name):
        with connect(refused.redis_address() or "") as connection, pytest.raises((NoConnection, OSError)):
            connection.ping()
