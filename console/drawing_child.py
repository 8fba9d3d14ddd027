"""What does a process that draws pages do with its life? (started by `console.drawing`, told through its stdin)"""

from __future__ import annotations

import io
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO

from console.drawing import ASKED, READY, TOLD, Job
from pipeline.settings import calm_libraries

OPEN_FILES = 64
FORMS: dict[str, dict[str, Any]] = {
    "png": {"format": "PNG", "compress_level": 1},
    "jpeg": {"format": "JPEG", "quality": 85},
}


def serve(asked: BinaryIO, told: BinaryIO, seconds: int) -> None:
    """Draw what is asked for until nothing more comes; end at a page that takes more than `seconds`.

    Whoever asked ends it sooner, if he still lives.
    """
    calm_libraries()
    import cv2

    import pipeline.reading.images  # noqa: F401  what is slow to load is loaded before the first page

    cv2.setNumThreads(1)
    told.write(READY)
    told.flush()
    while header := asked.read(ASKED.size):
        job_length, content_length = ASKED.unpack(header)
        job = Job.model_validate_json(asked.read(job_length))
        content = asked.read(content_length)
        signal.alarm(seconds)
        picture = drawn(job, content)
        signal.alarm(0)
        told.write(TOLD.pack(picture is None, len(picture or b"")))
        told.write(picture or b"")
        told.flush()


def drawn(job: Job, content: bytes) -> bytes | None:
    """The upright page as the pipeline saw it, `width` x `height` of the page; None where it cannot be decoded."""
    from PIL import Image

    from pipeline.case import Case, Claim, FileFacts, Page, Upload
    from pipeline.reading.images import SourceImages
    from pipeline.reading.pages import UNREADABLE

    page = Page.model_validate_json(job.page)
    facts = FileFacts(media_type="", format=job.format, page_count=page.number)
    claim = Claim(kind="", upload=Upload(name="", size=len(content), sha256=""))
    try:
        pixels = SourceImages(original=lambda _: content).preview(Case(id="", claim=claim, file=facts), page)
    except UNREADABLE:
        return None
    out = io.BytesIO()
    Image.fromarray(pixels if pixels.ndim == 2 else pixels[:, :, ::-1]).save(out, **FORMS[job.media])
    return out.getvalue()


def confine(memory_bytes: int) -> None:
    """No more memory, no core, few files, none written."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    memory_bytes, seconds = map(int, sys.argv[1:])
    confine(memory_bytes)
    told = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)  # whatever a library prints is no picture
    serve(sys.stdin.buffer, told, seconds)


if __name__ == "__main__":
    main()
