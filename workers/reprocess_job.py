"""What does a job of reprocessing do?"""

from __future__ import annotations

from collections import Counter

from rq import get_current_job

from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.cabinet.reprocessing.selection import Refused
from pipeline.log import log
from workers.job import served
from workers.reprocess import reprocessor_of
from workers.reprocess_bell import RunBell


def carry_chunk(run_id: str, number: int) -> None:
    """Carry the chunk, then see that the run goes on. Raises `LookupError` outside of `podlinnik worker`."""
    carrier = served()
    try:
        done = reprocessor_of(carrier).carry(run_id, number)
        job = get_current_job()
        if isinstance(done, Counter) and job is not None and not carrier.stopping():
            RunBell(job.connection).ring_when_few(carrier.work.engine, carrier.work.clock(), run_id)
    except DatabaseUnavailable:  # the chunk's lease ends by itself, a sweep rings again
        log().warning("put_off", code="database")
    except Refused:  # the run was removed
        log().warning("chunk_lost", count=number)
