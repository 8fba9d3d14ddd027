"""Who sees to it that the sweeps run? (RQ's own cron; a second one beside it is harmless)"""

from __future__ import annotations

import contextlib
import time
from types import FrameType
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq.cron import CronJob, CronScheduler
from rq.exceptions import DuplicateJobError, StopRequested
from rq.job import Job

from pipeline.log import log
from workers.queues import SWEEPS as SWEEPS_QUEUE
from workers.queues import connect, queue
from workers.sweeps import SWEEPS, Sweep, sweep
from workers.worker import LONGEST_WAIT, StopFlag, listen, quieten

JOB_SECONDS = 600
"""Far more than the budget of a run: of a sweep that hangs, RQ keeps the time."""
FAILURE_SECONDS = 3600
MOST_WAITING = 50
"""Jobs in the queue of the sweeps: where nobody serves it, no more are added."""


class SweepJob(CronJob):
    """A sweep's entry in the cron.

    RQ's own would serialise with pickle and call every job by chance: this one writes JSON, and calls a job by the
    sweep and the span of time that it is for, so that of two schedulers one's is taken.
    """

    def __init__(self, sweep_: Sweep) -> None:
        super().__init__(queue_name=SWEEPS_QUEUE, func=sweep, args=(sweep_.name,), interval=sweep_.every,
                         name=f"sweep-{sweep_.name}")  # fmt: skip
        self._every = sweep_.every

    def enqueue(self, connection: Redis) -> Job:
        """The job, also one that was there already."""
        lane = queue(connection, SWEEPS_QUEUE)
        job_id = f"{self.name}-{int(time.time()) // self._every}"
        job = lane.create_job(
            self.func_name, args=self.args, job_id=job_id, timeout=JOB_SECONDS, result_ttl=self._every,
            failure_ttl=FAILURE_SECONDS,
        )  # fmt: skip
        if lane.count < MOST_WAITING:
            with contextlib.suppress(DuplicateJobError):
                lane.enqueue_job(job, unique=True)
        return job

    def should_run(self) -> bool:
        """Also when the clock was set back: the next time is then too far away."""
        ahead = self.latest_enqueue_time is not None and self.latest_enqueue_time.timestamp() > time.time()
        return ahead or bool(super().should_run())


class Scheduler(CronScheduler):
    """RQ's, that tells us when it was asked to stop."""

    def __init__(self, connection: Redis, stop: StopFlag) -> None:
        super().__init__(connection=connection, logging_level="CRITICAL")
        self._flag = stop
        self._cron_jobs = [SweepJob(each) for each in SWEEPS]

    def _request_stop(self, signum: int, frame: FrameType | None) -> Any:
        self._flag.set()
        raise StopRequested


def keep_sweeping(url: str, stop: StopFlag) -> None:
    """Ring for each sweep when its time comes, until `stop`. Redis may come later, go and come back."""
    quieten()
    listen(stop)
    wait = 0.5
    while not stop():
        scheduler = Scheduler(connect(url), stop)
        began = time.monotonic()
        try:
            scheduler.start()  # type: ignore[no-untyped-call]
        except StopRequested:
            return
        except (RedisError, OSError) as error:
            if time.monotonic() - began > LONGEST_WAIT:
                wait = 0.5
            log().warning("redis_unreachable", error_type=type(error).__name__, seconds=wait)
            with contextlib.suppress(StopRequested):  # its handler is still there
                stop.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT)
