"""Does a test get what it asks for: a database of its own, an empty Redis, whatever the test before did?"""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect, text

from samples.servers.postgresql import PostgresServer
from samples.servers.redis_server import RedisServer


@pytest.mark.parametrize("time", [1, 2])
def test_each_test_has_an_empty_database_of_each_kind(database_url: str, time: int) -> None:
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE papers (id integer)"))
    engine.dispose()


@pytest.mark.parametrize("time", [1, 2])
def test_the_servers_run_after_a_test_that_killed_them(
    postgres_server: PostgresServer, redis_server: RedisServer, time: int
) -> None:
    assert (postgres_server.running, redis_server.running) == (True, True)
    postgres_server.kill()
    redis_server.kill()


@pytest.mark.parametrize("time", [1, 2])
def test_each_test_has_an_empty_redis(redis_server: RedisServer, time: int) -> None:
    with redis_server.connect() as client:
        assert client.keys() == []
        client.set("a", "1")
