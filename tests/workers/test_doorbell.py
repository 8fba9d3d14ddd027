"""Does a ring reach a worker once, and again whatever Redis has forgotten or remembers?"""

from __future__ import annotations

import json
import zlib

import pytest
from rq.job import Job, JobStatus

from samples.servers.redis_server import RedisServer
from workers.doorbell import CARRY, RedisDoorbell
from workers.queues import SERIALIZER, connect, queue, queue_name, served

ID = "01M82N7SEWQ7YRE1C2VG3G9KBA"
OCR = queue_name("ocr", "interactive")


def ring(bell: RedisDoorbell, token: int = 0, stage: str = "ocr", lane: str = "interactive") -> None:
    bell.ring(ID, lane=lane, stage=stage, token=token)


def test_a_ring_is_a_job_that_holds_the_id_and_nothing_else(redis_url: str) -> None:
    ring(RedisDoorbell(redis_url))
    (job,) = queue(connect(redis_url), OCR).jobs
    assert (job.func_name, list(job.args), job.kwargs) == (CARRY, [ID], {})
    packed = connect(redis_url).hget(f"rq:job:{job.id}", "data")
    assert isinstance(packed, bytes)
    assert json.loads(zlib.decompress(packed)) == [CARRY, None, [ID], {}]


def test_ringing_again_for_what_lies_in_the_queue_does_nothing(redis_url: str) -> None:
    bell = RedisDoorbell(redis_url)
    for _ in range(3):
        ring(bell)
    assert queue(connect(redis_url), OCR).count == 1
    ring(bell, token=1)
    assert queue(connect(redis_url), OCR).count == 2


@pytest.mark.parametrize("status", [JobStatus.STARTED, JobStatus.FAILED, JobStatus.FINISHED, JobStatus.QUEUED])
def test_a_job_that_no_worker_will_take_any_more_does_not_silence_the_bell(redis_url: str, status: JobStatus) -> None:
    bell, connection = RedisDoorbell(redis_url), connect(redis_url)
    ring(bell)
    connection.delete(f"rq:queue:{OCR}")
    Job.fetch(f"{ID}-0", connection=connection, serializer=SERIALIZER).set_status(status)
    ring(bell)
    assert queue(connection, OCR).count == 1


def test_the_piece_of_a_job_that_a_heartbeat_leaves_in_an_emptied_redis_does_not_silence_the_bell(
    redis_url: str,
) -> None:
    connection = connect(redis_url)
    connection.hset(f"rq:job:{ID}-0", "last_heartbeat", "2026-11-22T09:00:00.000000Z")
    ring(RedisDoorbell(redis_url))
    assert queue(connection, OCR).count == 1


def test_a_redis_that_forgot_everything_is_rung_through_again(redis_server: RedisServer) -> None:
    bell = RedisDoorbell(redis_server.url)
    ring(bell)
    redis_server.flush()
    ring(bell)
    assert queue(connect(redis_server.url), OCR).count == 1


def test_a_redis_that_is_down_holds_nobody_up_and_later_rings_again(redis_server: RedisServer) -> None:
    bell = RedisDoorbell(redis_server.url)
    redis_server.kill()
    ring(bell)
    redis_server.start()
    ring(bell)
    assert queue(connect(redis_server.url), OCR).count == 1


def test_interactive_comes_before_bulk_and_what_is_nearly_done_before_what_begins() -> None:
    names = served(("virus_scan", "format_check", "esignatures", "ocr", "extraction", "cross_check", "decision"))
    documents = [name for name in names if name.endswith(("interactive", "bulk"))]
    assert documents[0] == "podlinnik-decision-interactive"
    assert documents[6:8] == ["podlinnik-virus-scan-interactive", "podlinnik-decision-bulk"]
    assert served(("ocr",)) == ("podlinnik-ocr-interactive", "podlinnik-ocr-bulk")


def test_there_is_no_queue_for_what_is_no_stage() -> None:
    with pytest.raises(ValueError, match="no queue"):
        queue_name("guessing", "bulk")
