"""With what does a child look at a file before it is handed in? (loaded in the child alone, without a recogniser)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import cv2

from pipeline.case import Case
from pipeline.reading.first_look import faults_at_first_look
from pipeline.reading.pages import forget_pages
from pipeline.rules.loader import load_kinds
from pipeline.stages.tools import Stage


class FirstLookRoom:
    """One question: what is plainly wrong with it? Nothing is read, and what was found is only told."""

    version = "none"

    def __init__(self) -> None:
        self._kinds = load_kinds()
        self.stages: Mapping[str, Stage] = {"first_look": self._look}

    def open(self, content: bytes, signature: bytes | None, clock: Callable[[], dt.datetime]) -> Any:
        forget_pages()
        return content

    def _look(self, case: Case, content: Any) -> Case:
        kind = self._kinds[case.claim.kind]
        return case.with_(*faults_at_first_look(content, case.claim.upload.name, kind.file, kind.picture))


def build_first_look_room(_argument: Mapping[str, Any]) -> FirstLookRoom:
    cv2.setNumThreads(1)
    return FirstLookRoom()
