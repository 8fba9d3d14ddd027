"""With what does a child draw pages? (loaded in the child alone, without a recogniser)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import cv2

from pipeline.case import Case
from pipeline.reading.images import SourceImages
from pipeline.reading.pages import forget_pages
from pipeline.reading.pdf_opened import forget
from pipeline.stages.tools import Elsewhere, Stage, Tools


class DrawingRoom:
    """Pictures of pages and nothing else."""

    version = "none"
    stages: Mapping[str, Stage] = MappingProxyType({})

    def open(self, content: bytes, signature: bytes | None, clock: Callable[[], dt.datetime]) -> Tools:
        forget_pages()
        forget()

        def original(_case: Case) -> bytes:
            return content

        nothing: Any = Elsewhere()
        return Tools(
            kinds={}, registry=nothing, looks=nothing, images=SourceImages(original=original), engine=nothing,
            pens=nothing, original=original, clock=clock, signature=lambda _case: signature,
        )  # fmt: skip


def build_drawing_room(_argument: Mapping[str, Any]) -> DrawingRoom:
    cv2.setNumThreads(1)
    return DrawingRoom()
