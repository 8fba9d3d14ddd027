"""Can a hostile file take a worker's machine along, or get words of its own into the log?"""

from __future__ import annotations

import json
import subprocess
import sys

from pipeline.esignatures.trust import Trust
from pipeline.settings import Settings
from pipeline.wiring_child import build_plan, build_verifying_plan

WORKER = """
import os, resource
from pipeline.confined.bounds import confine
from pipeline.log import configure_log, log
confine(1 << 30)
configure_log("info", worker="w-1")
os.write(2, "libpng warning: Воробьёва".encode())
log().info("ready", count=resource.getrlimit(resource.RLIMIT_CORE)[0])
try:
    bytearray(2 << 30)
except MemoryError:
    log().info("refused")
"""


def test_memory_ends_cores_are_not_written_and_native_words_go_nowhere() -> None:
    done = subprocess.run([sys.executable, "-c", WORKER], capture_output=True, text=True, check=True, timeout=60)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(event["event"], event["worker"]) for event in events] == [("ready", "w-1"), ("refused", "w-1")]
    assert events[0]["count"] == 0


def test_a_picture_has_its_decision_within_half_a_minute_whatever_it_does_and_is_signed_with() -> None:
    """Processor time is counted to the whole second that it ends in."""
    opening, verifying = (plan.limits for plan in (build_plan(Settings()), build_verifying_plan(Settings(), Trust())))
    assert opening.cpu_seconds + 1 + verifying.cpu_seconds + 1 <= 30
    assert opening.processor(1) == opening.cpu_seconds
    assert opening.seconds(1, 8.0) <= 30


def test_forty_pages_about_work_have_the_time_that_they_take() -> None:
    """A scanned page of a labour book or an extract costs some 2.6 s of processor time."""
    opening = build_plan(Settings()).limits
    assert opening.processor(40) >= 40 * 2.6
    assert opening.processor(10_000) == opening.cap_seconds
