"""What do the queues remember of a document, and how is it made to be forgotten?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.job import Job

from pipeline.cabinet.purging import Trace
from pipeline.cabinet.statuses import STAGES
from pipeline.cabinet.uploads import LANES
from pipeline.log import log
from workers.queues import connect, queue, queue_name

REGISTRIES = ("started", "finished", "failed", "deferred", "scheduled", "canceled")
QUEUES = tuple(queue_name(stage, lane) for lane in LANES for stage in STAGES)


class RedisTraces:
    """Jobs are called by the document and its lease (`workers.doorbell`): all that there may be is known by name.

    In Redis alone: what a queue holds is a document's id, never a person's data.
    """

    def __init__(self, url: str) -> None:
        self._connection = connect(url)

    def forget(self, traces: Sequence[Trace]) -> bool:
        """False where Redis cannot be reached."""
        jobs = [f"{trace.document_id}-{token}" for trace in traces for token in range(trace.token + 1)]
        try:
            self._forget(self._connection, jobs)
        except RedisError as error:
            log().warning("traces_left", count=len(traces), error_type=type(error).__name__)
            return False
        return True

    @staticmethod
    def _forget(connection: Redis, jobs: Sequence[str]) -> None:
        """A dozen commands a queue, however many jobs: from its lists, its registries, then the jobs themselves."""
        lists = [queue(connection, name) for name in QUEUES]
        started = {lane.key: _started(connection, lane, set(jobs)) for lane in lists}
        with connection.pipeline(transaction=False) as pipe:
            for lane in lists:
                for job_id in jobs:
                    pipe.lrem(lane.key, 0, job_id)
                    pipe.lrem(lane.intermediate_queue_key, 0, job_id)
                members = [*jobs, *started[lane.key]]
                for name in REGISTRIES:
                    pipe.zrem(getattr(lane, f"{name}_job_registry").key, *members)
            for run in (one for runs in started.values() for one in runs):
                pipe.delete(f"rq:execution:{run}")
            pipe.delete(*(key for job_id in jobs for key in _keys_of(job_id)))
            pipe.execute()


def _started(connection: Redis, lane: Queue, jobs: Collection[str]) -> list[str]:
    """What the registry of running jobs has of these: a job and its run, `JOB:RUN`."""
    found = cast("list[bytes]", connection.zrange(lane.started_job_registry.key, 0, -1))
    members = (one.decode() for one in found)
    return [one for one in members if one.partition(":")[0] in jobs]


def _keys_of(job_id: str) -> list[str]:
    return [
        Job.key_for(job_id), Job.dependents_key_for(job_id), f"rq:results:{job_id}", f"rq:executions:{job_id}",
    ]  # fmt: skip


class NoTraces:
    """Where no queue is set up, none remembers anything."""

    def forget(self, traces: Sequence[Trace]) -> bool:
        return True
