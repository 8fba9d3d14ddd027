"""Does the queue answer, and do the sweeps run?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from redis.exceptions import RedisError
from sqlalchemy import Engine

from pipeline.cabinet.sweeping import Turns, is_late
from workers.queues import connect
from workers.sweeps import SWEEPS


class RedisUnreachable(Exception):
    """Redis did not answer; the message names the kind of failure."""


def redis_version(url: str) -> str:
    """Version of the server. Raises `RedisUnreachable`."""
    connection = None
    try:
        connection = connect(url)
        return str(connection.info("server")["redis_version"])
    except (RedisError, OSError, ValueError) as error:
        raise RedisUnreachable(type(error).__name__) from None
    finally:
        if connection is not None:
            connection.close()


def memory_policy(url: str) -> str:
    """What Redis does when memory is short: all but `noeviction` throws jobs away. Raises `RedisUnreachable`."""
    connection = None
    try:
        connection = connect(url)
        return str(connection.info("memory")["maxmemory_policy"])
    except (RedisError, OSError, ValueError) as error:
        raise RedisUnreachable(type(error).__name__) from None
    finally:
        if connection is not None:
            connection.close()


def late_sweeps(engine: Engine, now: dt.datetime) -> Sequence[str]:
    """Names of the sweeps that did not end a run when they should have. Raises `DatabaseUnavailable`."""
    runs = {run.name: run for run in Turns(engine, lambda: now).last_runs()}
    return [sweep.name for sweep in SWEEPS if is_late(sweep.name, runs.get(sweep.name), now)]
