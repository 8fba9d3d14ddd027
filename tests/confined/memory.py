"""What a test needs to have documents opened: killers in memory, documents that are orders."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from pipeline.case import Case, Claim, Holder, Upload
from pipeline.confined.warm import Confined, Files

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


class Remembering:
    """Killers, for one test."""

    def __init__(self) -> None:
        self.noted: dict[str, str] = {}

    def cause(self, sha256: str) -> str | None:
        return self.noted.get(sha256)

    def note(self, sha256: str, cause: str) -> None:
        self.noted[sha256] = cause


def document(order: str) -> Case:
    """An upload whose bytes are an order."""
    content = order.encode()
    upload = Upload(name="Воробьёва.pdf", size=len(content), sha256=hashlib.sha256(content).hexdigest())
    holder = Holder(last_name="Воробьёва", snils="11223344595")
    return Case(id="a-1", claim=Claim(kind="passport", holder=holder, declared={"number": "4417"}, upload=upload))


def obey(confined: Confined, order: str, stage: str = "ocr") -> str:
    """What came of it, in the words of the child."""
    return confined.run(stage, document(order), Files(original=lambda _: order.encode()), NOON).findings[-1].detail


def temporary(confined: Confined) -> list[Path]:
    """Whatever lies in its folder, itself not counted."""
    return sorted(confined._folder.rglob("*"))


def pid_of(confined: Confined) -> int:
    """Of its child."""
    assert confined.version
    (child,) = confined._children
    return child.pid
