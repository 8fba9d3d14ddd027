"""How are workers told of a run's chunks? (a job holds the run's id and the chunk's number, no more)"""

from __future__ import annotations

import datetime as dt

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine

from pipeline.cabinet.reprocessing import runs
from pipeline.log import log
from workers.doorbell import FAILURE_SECONDS, JOB_SECONDS, RedisDoorbell
from workers.queues import REPROCESSING, connect, queue

CARRY_CHUNK = "workers.reprocess_job.carry_chunk"
FEW = 2
"""Chunks in the queue, below which a job that is done rings for further ones."""


class RunBell(RedisDoorbell):
    """Puts chunks into the queue of reprocessing, which workers look at after all that somebody waits for."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection

    def ring_due(self, engine: Engine, now: dt.datetime, run_id: str | None = None) -> int:
        """Ring for the chunks that may be taken now; how many. Silent when Redis is down: a sweep rings again."""
        due = runs.due_chunks(engine, now, run_id)
        try:
            for run, number in due:
                self._enqueue(REPROCESSING, f"{run}-{number}", f"{run}-{number}")
        except RedisError as error:
            log().warning("ring_failed", error_type=type(error).__name__)
            return 0
        return len(due)

    def ring_when_few(self, engine: Engine, now: dt.datetime, run_id: str) -> None:
        """So that a run of many chunks never fills the queue and never waits for the next sweep."""
        try:
            waiting = queue(self._connection, REPROCESSING).count
        except RedisError:
            return
        if waiting < FEW:
            self.ring_due(engine, now, run_id)

    def _add(self, name: str, job_id: str, document_id: str) -> None:
        run_id, number = document_id.split("-")
        queue(self._connection, name).enqueue_call(
            func=CARRY_CHUNK, args=(run_id, int(number)), job_id=job_id, unique=True, timeout=JOB_SECONDS,
            result_ttl=0, failure_ttl=FAILURE_SECONDS,
        )  # fmt: skip


def bell_at(url: str) -> RunBell:
    return RunBell(connect(url))
