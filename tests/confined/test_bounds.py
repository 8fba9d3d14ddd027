"""Can a hostile file take a worker's machine along, or get words of its own into the log?"""

from __future__ import annotations

import json
import subprocess
import sys

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
