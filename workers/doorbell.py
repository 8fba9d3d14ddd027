"""How are workers told that there is something to do? (Redis is a doorbell: losing a ring loses nothing)"""

from __future__ import annotations

import contextlib

from redis.exceptions import RedisError
from rq.exceptions import DuplicateJobError, InvalidJobOperation, NoSuchJobError
from rq.job import Job, JobStatus

from pipeline.log import log
from workers.queues import SERIALIZER, connect, queue, queue_name

CARRY = "workers.job.carry"
JOB_SECONDS = 1800
"""Longer than any document may take: the worker itself keeps the time."""
FAILURE_SECONDS = 3600


class RedisDoorbell:
    """Puts a document's id into the queue of its stage.

    A job is called by the document and its lease: ringing again for what still lies in a queue does nothing, and
    ringing for what was lost does, whatever Redis remembers.
    """

    def __init__(self, url: str) -> None:
        self._connection = connect(url)

    def ring(self, document_id: str, *, lane: str, stage: str, token: int) -> None:
        """Silent when Redis is down: a sweep rings again."""
        try:
            self._enqueue(queue_name(stage, lane), f"{document_id}-{token}", document_id)
        except RedisError as error:
            log().warning("ring_failed", document_id=document_id, error_type=type(error).__name__)

    def _enqueue(self, name: str, job_id: str, document_id: str) -> None:
        try:
            self._add(name, job_id, document_id)
        except DuplicateJobError:
            if self._lies_in(name, job_id):
                return
            self._forget(job_id)
            with contextlib.suppress(DuplicateJobError):
                self._add(name, job_id, document_id)

    def _add(self, name: str, job_id: str, document_id: str) -> None:
        queue(self._connection, name).enqueue_call(
            func=CARRY, args=(document_id,), job_id=job_id, unique=True, timeout=JOB_SECONDS, result_ttl=0,
            failure_ttl=FAILURE_SECONDS,
        )  # fmt: skip

    def _forget(self, job_id: str) -> None:
        """Of a job that Redis forgot while a worker had it, the worker's heartbeat leaves a piece: that goes too."""
        with contextlib.suppress(NoSuchJobError, InvalidJobOperation):
            Job.fetch(job_id, connection=self._connection, serializer=SERIALIZER).delete()
        self._connection.delete(Job.key_for(job_id))

    def _lies_in(self, name: str, job_id: str) -> bool:
        """True for a job that some worker will still take; one that a dead worker took, or that failed, is not."""
        try:
            job = Job.fetch(job_id, connection=self._connection, serializer=SERIALIZER)
        except NoSuchJobError:
            return False
        if job.get_status(refresh=False) != JobStatus.QUEUED:
            return False
        return queue(self._connection, job.origin).get_job_position(job_id) is not None
