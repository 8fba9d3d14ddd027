"""How is a page drawn for a reviewer without opening an upload in this process?

Decoders of hostile files run in children (`pipeline.confined`), which are told bytes and tell pixels. What was drawn is
remembered in memory alone: a picture of a passport is not left on a disk.
"""

from __future__ import annotations

import contextlib
import io
import queue
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from pipeline.case import Case, Claim, FileFacts, Page, Record, RetryLater, Unreadable, Upload
from pipeline.confined.killers import Killers
from pipeline.confined.warm import Confined, Files, Plan
from pipeline.confined.wire import PictureAsked
from pipeline.incidents import FaultElsewhere

PATIENCE_SECONDS = 3.0
"""How long a request waits for a free process."""
WAITING_AT_ONCE = 8
FORMS: dict[str, dict[str, Any]] = {
    "png": {"format": "PNG", "compress_level": 1},
    "jpeg": {"format": "JPEG", "quality": 85},
}


class Busy(Exception):
    """Every process is drawing, and enough requests wait already."""


class NotDrawn(Exception):
    """The page cannot be decoded."""


class DrawingFailed(Exception):
    """The process died, or took too long: the page may be too heavy."""


class Job(Record):
    """What to draw: of the upload with this hash, in `format`, the page, JSON of `pipeline.case.Page`."""

    sha256: str
    format: str
    page: str
    media: str
    """`png` or `jpeg`."""


class Drawing:
    """Processes that draw, started when they are needed. Safe to call from any thread."""

    def __init__(self, plan: Plan, killers: Killers, *, processes: int, remembered_bytes: int) -> None:
        self._plan = plan
        self._killers = killers
        self._slots: queue.LifoQueue[Confined | None] = queue.LifoQueue()
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
            picture = self._drawn(key, job, content())
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
                    child.close()

    def _drawn(self, key: str, job: Job, content: bytes) -> bytes:
        try:
            child = self._slots.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            raise Busy from None
        try:
            child = child or Confined(self._plan, self._killers)
            return drawn(child, key, job, content)
        except Unreadable:
            raise NotDrawn from None
        except (RetryLater, FaultElsewhere):
            raise DrawingFailed from None
        finally:
            self._slots.put(child)


def drawn(child: Confined, key: str, job: Job, content: bytes) -> bytes:
    """The upright page as the pipeline saw it, `width` x `height` of the page. Raises as `Confined.picture` does."""
    from PIL import Image

    page = Page.model_validate_json(job.page)
    facts = FileFacts(media_type="", format=job.format, page_count=page.number)
    upload = Upload(name="", size=len(content), sha256=job.sha256)
    case = Case(id=key, claim=Claim(kind="", upload=upload), file=facts)
    size = page.width, page.height
    pixels = child.picture(PictureAsked(page=page), size, case, Files(original=lambda _: content))
    out = io.BytesIO()
    Image.frombytes("RGB", size, pixels, "raw", "BGR").save(out, **FORMS[job.media])
    return out.getvalue()


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
