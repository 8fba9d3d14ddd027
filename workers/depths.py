"""How full are the queues, how long does the oldest job wait, and who serves them? (what Redis knows)

A few round trips, whatever lies in the queues: nothing is listed but the workers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from redis import Redis
from redis.exceptions import RedisError
from rq import Worker
from rq.job import Job
from rq.registry import FailedJobRegistry
from rq.utils import utcparse

from pipeline.cabinet.statuses import STAGES
from workers.queues import connect, queue, served
from workers.sweeps import SWEEPS

QUEUES = served(STAGES)


@dataclass(frozen=True, kw_only=True)
class Depth:
    """Of one queue. `oldest`: when its first job was put in; None where there is none. `workers`: who serve it."""

    jobs: int
    failed: int
    oldest: dt.datetime | None
    workers: int


def depths(url: str) -> Mapping[str, Depth] | None:
    """By name, of every queue that there is; None when Redis does not answer."""
    try:
        return _depths(_connection(url))
    except (RedisError, OSError):
        return None


def sweep_seconds() -> Mapping[str, int]:
    """How often each sweep should run."""
    return {sweep.name: sweep.every for sweep in SWEEPS}


@lru_cache(maxsize=1)
def _connection(url: str) -> Redis:
    return connect(url)


def _depths(connection: Redis) -> Mapping[str, Depth]:
    queues = [queue(connection, name) for name in QUEUES]
    with connection.pipeline(transaction=False) as asked:
        for each in queues:
            asked.llen(each.key)
            asked.lindex(each.key, 0)
            asked.zcard(FailedJobRegistry(queue=each).key)
        told = asked.execute()
    with connection.pipeline(transaction=False) as asked:
        for first in told[1::3]:
            asked.hget(Job.key_for(first.decode() if first else "none"), "enqueued_at")
        since = asked.execute()
    serving = _serving(connection)
    return {
        each.name: Depth(jobs=jobs, failed=failed, oldest=_moment(at), workers=serving.get(each.name, 0))
        for each, jobs, failed, at in zip(queues, told[0::3], told[2::3], since, strict=True)
    }


def _serving(connection: Redis) -> Mapping[str, int]:
    """Live workers by queue: of a dead one only its name is left."""
    keys = sorted(connection.smembers(Worker.redis_workers_keys))
    with connection.pipeline(transaction=False) as asked:
        for key in keys:
            asked.hget(key, "queues")
        found = asked.execute()
    names = [name for queues in found if queues for name in queues.decode().split(",")]
    return {name: names.count(name) for name in QUEUES}


def _moment(text: bytes | None) -> dt.datetime | None:
    return utcparse(text.decode()) if text else None
