"""How is a page drawn for a reviewer without opening an upload in this process?

Decoders of hostile files run in processes of their own: bounded in memory and time, told bytes and telling pixels.
What was drawn is remembered in memory alone: a picture of a passport is not left on a disk.
"""

from __future__ import annotations

import contextlib
import math
import os
import queue
import signal
import struct
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import IO

from pipeline.case import Record

CHILD = "console.drawing_child"
ASKED = struct.Struct(">II")
"""Lengths of the job, JSON, and of the upload's bytes, which follow."""
TOLD = struct.Struct(">BI")
"""0 for a picture, 1 for a page that cannot be decoded; the length of the picture, which follows."""
READY = b"r"
WARM_UP_SECONDS = 60.0
PATIENCE_SECONDS = 3.0
"""How long a request waits for a free process."""
WAITING_AT_ONCE = 8


class Busy(Exception):
    """Every process is drawing, and enough requests wait already."""


class NotDrawn(Exception):
    """The page cannot be decoded."""


class DrawingFailed(Exception):
    """The process died, or took too long: the page may be too heavy."""


class Job(Record):
    """What to draw: of a file in `format`, the page, JSON of `pipeline.case.Page`."""

    format: str
    page: str
    media: str
    """`png` or `jpeg`."""


class Drawing:
    """Processes that draw, started when they are needed. Safe to call from any thread."""

    def __init__(self, *, processes: int, seconds: float, memory_bytes: int, remembered_bytes: int) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._slots: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(processes):
            self._slots.put(None)
        self._waiting = threading.BoundedSemaphore(WAITING_AT_ONCE + processes)
        self._remembered = _Remembered(remembered_bytes)

    def picture(self, key: str, job: Job, content: Callable[[], bytes]) -> bytes:
        """The page; `key` names it, `content` gives the upload's bytes where it has to be drawn.

        Raises `Busy`, `NotDrawn`, `DrawingFailed`, and what `content` raises.
        """
        known = self._remembered.get(key)
        if known is not None:
            return known
        if not self._waiting.acquire(blocking=False):
            raise Busy
        try:
            picture = self._drawn(job, content())
        finally:
            self._waiting.release()
        self._remembered.put(key, picture)
        return picture

    def close(self) -> None:
        """End the processes that are idle; the others end with this one."""
        with contextlib.suppress(queue.Empty):
            while True:
                child = self._slots.get_nowait()
                if child is not None:
                    child.kill()

    def _drawn(self, job: Job, content: bytes) -> bytes:
        try:
            child = self._slots.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            raise Busy from None
        try:
            if child is None:
                child = _Child(self._memory_bytes, self._seconds)
            picture = child.draw(job, content, self._seconds)
        except DrawingFailed:
            if child is not None:
                child.kill()
            child = None
            raise
        finally:
            self._slots.put(child)
        if picture is None:
            raise NotDrawn
        return picture


class _Child:
    """One process. Raises `DrawingFailed` where it does not do what it should."""

    def __init__(self, memory_bytes: int, seconds: float) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", CHILD, str(memory_bytes), str(math.ceil(seconds) + 5)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            with self._within(WARM_UP_SECONDS):
                self._read(len(READY))
        except DrawingFailed:
            self.kill()
            raise

    def draw(self, job: Job, content: bytes, seconds: float) -> bytes | None:
        """The picture; None for a page that cannot be decoded."""
        told = job.model_dump_json().encode()
        with self._within(seconds):
            try:
                self._stdin.write(ASKED.pack(len(told), len(content)) + told)
                self._stdin.write(content)
                self._stdin.flush()
            except OSError:
                raise DrawingFailed("it is gone") from None
            failed, length = TOLD.unpack(self._read(TOLD.size))
            picture = self._read(length)
        return None if failed else picture

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._stdin.close()
        self._stdout.close()
        self._process.wait()

    @contextlib.contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """Kill the process when the time is up: whoever waits for it then reads an end."""
        timer = threading.Timer(seconds, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _read(self, length: int) -> bytes:
        content = self._stdout.read(length)
        if len(content) != length:
            raise DrawingFailed("it ended before it had drawn")
        return content

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout


class _Remembered:
    """Pictures by key, the one asked for longest ago forgotten first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: str, picture: bytes) -> None:
        with self._lock:
            self._size += len(picture) - len(self._kept.pop(key, b""))
            self._kept[key] = picture
            while self._size > self._limit:
                self._size -= len(self._kept.popitem(last=False)[1])
