"""Do the queues forget a document, and nothing else?"""

from __future__ import annotations

from rq.job import Job

from pipeline.cabinet.purging import Trace
from samples.servers.redis_server import RedisServer
from workers.doorbell import RedisDoorbell
from workers.queues import SERIALIZER, queue, queue_name
from workers.traces import RedisTraces

MINE, OTHER = "01J00000000000000000000001", "01J00000000000000000000002"


def everything_in(server: RedisServer) -> str:
    """Keys and values as they lie there."""
    with server.connect() as connection:
        return "\n".join(f"{key!r} {connection.dump(key)!r}" for key in connection.scan_iter("*"))


def test_jobs_that_wait_run_ended_or_failed_are_forgotten(redis_server: RedisServer) -> None:
    bell = RedisDoorbell(redis_server.url)
    for token, stage in enumerate(("format_check", "ocr", "decision")):
        bell.ring(MINE, lane="interactive", stage=stage, token=token)
    bell.ring(OTHER, lane="interactive", stage="ocr", token=0)
    with redis_server.connect() as connection:
        lane = queue(connection, queue_name("ocr", "interactive"))
        job = Job.fetch(f"{MINE}-1", connection=connection, serializer=SERIALIZER)
        lane.failed_job_registry.add(job, ttl=600, exc_string="lost")
        connection.zadd(lane.started_job_registry.key, {f"{MINE}-1:run1": 9e9})
        connection.hset(f"rq:execution:{MINE}-1:run1", mapping={"job_id": f"{MINE}-1"})
        connection.xadd(f"rq:results:{MINE}-1", {"created_at": "1"})
        connection.lpush(lane.intermediate_queue_key, f"{MINE}-2")
    assert MINE in everything_in(redis_server)
    assert RedisTraces(redis_server.url).forget([Trace(document_id=MINE, token=3)])
    left = everything_in(redis_server)
    assert MINE not in left
    assert OTHER in left


def test_a_redis_that_is_away_is_said_to_be(redis_server: RedisServer) -> None:
    traces = RedisTraces(redis_server.url)
    redis_server.stop()
    assert not traces.forget([Trace(document_id=MINE, token=0)])
