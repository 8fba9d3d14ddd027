"""Which queues are there, and in which order does a worker look at them?"""

from __future__ import annotations

from collections.abc import Collection

from redis import Redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry
from rq import Queue

from pipeline.cabinet.statuses import STAGES
from pipeline.cabinet.uploads import LANES

PREFIX = "podlinnik"
SERIALIZER = "json"
"""On both sides: whoever may write to Redis may not make a worker run what they like."""
SWEEPS = f"{PREFIX}-sweeps"
REPROCESSING = f"{PREFIX}-reprocessing"
ALL = "all"
CONNECT_SECONDS = 2.0
TRIES = 3


def connect(url: str) -> Redis:
    """A connection pool; nothing is sent yet."""
    return Redis.from_url(
        url, socket_connect_timeout=CONNECT_SECONDS, socket_keepalive=True, health_check_interval=30,
        retry=Retry(ExponentialWithJitterBackoff(base=0.05, cap=0.5), TRIES),
    )  # fmt: skip


def queue_name(stage: str, lane: str) -> str:
    """Raises `ValueError` for a stage or a lane that there is not."""
    if stage not in STAGES or lane not in LANES:
        raise ValueError(f"there is no queue for {stage!r}, {lane!r}")
    return f"{PREFIX}-{stage}-{lane}".replace("_", "-")


def queue(connection: Redis, name: str) -> Queue:
    return Queue(name, connection=connection, serializer=SERIALIZER)


def served(stages: Collection[str]) -> tuple[str, ...]:
    """Names of the queues of these stages: interactive before bulk, what is nearly done before what begins.

    A worker that decides also sweeps and carries reprocessing, after all that somebody waits for.
    """
    wanted = [stage for stage in reversed(STAGES) if stage in stages]
    own = [queue_name(stage, lane) for lane in LANES for stage in wanted]
    return (SWEEPS, *own, REPROCESSING) if STAGES[-1] in stages else tuple(own)
