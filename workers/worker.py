"""How does a worker process live?

It takes jobs one at a time in the process itself, where the engine is warm. Redis may come later, go and come back;
a stop lets the stage at hand finish.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker

from pipeline.log import log
from workers.queues import SERIALIZER, connect, queue, served

LONGEST_WAIT = 10.0
WORKER_TTL = 60
"""Seconds after which Redis forgets a worker that says nothing; also how long it waits for a job at a time."""


class StopFlag:
    """Set by SIGTERM and SIGINT."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def __call__(self) -> bool:
        return self._event.is_set()

    def set(self) -> None:
        self._event.set()

    def wait(self, seconds: float) -> bool:
        return self._event.wait(seconds)


def work(url: str, stages: Sequence[str], stop: StopFlag, *, burst: bool = False) -> None:
    """Serve the queues of `stages` until `stop`; with `burst` until they are empty."""
    quieten()
    wait = 0.5
    listen(stop)
    while not stop():
        try:
            connection = connect(url)
            worker = build_worker(connection, stages, stop)
            worker.work(burst=burst, logging_level="CRITICAL")
            wait = 0.5
        except (RedisError, OSError) as error:
            log().warning("redis_unreachable", error_type=type(error).__name__, seconds=wait)
        if burst:
            return
        if stop.wait(wait):
            return
        wait = min(wait * 2, LONGEST_WAIT)


def build_worker(connection: Redis, stages: Sequence[str], stop: StopFlag) -> SimpleWorker:
    """RQ's worker that does not fork, told of our flag when it is asked to stop."""
    queues = [queue(connection, name) for name in served(stages)]
    return Quiet(
        queues, connection=connection, serializer=SERIALIZER, log_job_description=False, worker_ttl=WORKER_TTL,
        stop=stop,
    )  # fmt: skip


class Quiet(SimpleWorker):
    """Never writes what a job was about."""

    log_result_lifespan = False

    def __init__(self, *args: Any, stop: StopFlag, **more: Any) -> None:
        super().__init__(*args, **more)
        self._flag = stop

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self._flag.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


def quieten() -> None:
    """RQ's own log tells tracebacks with their texts: ours tells what may be told."""
    for name in ("rq.worker", "rq.job", "rq.queue", "rq.cron"):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.handlers = [logging.NullHandler()]
        logger.setLevel(logging.CRITICAL + 1)


def listen(stop: StopFlag) -> None:
    """From now on SIGTERM and SIGINT set it; RQ has handlers of its own only while Redis is there."""
    handler: Callable[[int, FrameType | None], None] = lambda _signal, _frame: stop.set()  # noqa: E731
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, handler)
