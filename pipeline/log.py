"""How are events logged, so that no personal data gets out?"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

from pipeline.incidents import incident as incident

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "action", "document_id", "stage", "seconds", "attempt", "code", "outcome",
        "incident", "error_type", "where", "signal", "pages", "line", "count", "version", "kind", "notice_id",
        "request_id", "route", "status", "worker",
    }
)  # fmt: skip
"""The only keys that leave: identifiers and measures. A new key is a decision about personal data."""

LIBRARIES_THAT_TALK = ("pdfminer", "pdfplumber", "pypdf", "PIL", "python_multipart", "weasyprint", "fontTools")
"""They say what they think of a faulty file, in sentences that may hold what stands in it."""

Event = MutableMapping[str, Any]


def keep_allowed(_logger: object, _method: str, event: Event) -> Event:
    """Drop every key that is not allowed, and say how many were."""
    kept = {key: value for key, value in event.items() if key in ALLOWED}
    dropped = len(event) - len(kept)
    return {**kept, "count": dropped, "code": "KEYS_DROPPED"} if dropped else kept


def _named(worker: str | None) -> structlog.typing.Processor:
    def name(_logger: object, _method: str, event: Event) -> Event:
        return event if worker is None else {**event, "worker": worker}

    return name


def configure_log(level: str, *, worker: str | None = None) -> None:
    """Events of `level` and above become JSON lines on stderr; libraries' own sentences go nowhere.

    `worker`: who says it, on every line; the same name stands in the cabinet's leases and attempts.
    """
    for name in LIBRARIES_THAT_TALK:
        library = logging.getLogger(name)
        library.propagate = False
        library.handlers = [logging.NullHandler()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _named(worker),
            keep_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def quieten_native_libraries() -> None:
    """Decoders print their opinion of a damaged file to the process's stderr; only our own words go there."""
    words = os.dup(2)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    sys.stderr = os.fdopen(words, "w", buffering=1, encoding="utf-8", errors="backslashreplace")


def log() -> structlog.typing.FilteringBoundLogger:
    """The logger; events are `log().info("stage_done", document_id=…, stage=…)`."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger

