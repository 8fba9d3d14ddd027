"""With what does a child open uploads? (loaded in the child alone: decoders and the recogniser are heavy)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import cv2

from pipeline.case import Case, Record
from pipeline.reading.engines import EngineName, build_engine
from pipeline.reading.images import SourceImages
from pipeline.reading.looks import EngineLooks
from pipeline.reading.pages import forget_pages
from pipeline.reading.pdf_opened import forget
from pipeline.reading.protocol import Engine
from pipeline.reading.signature_net import SignatureNet
from pipeline.registry.protocol import Registry
from pipeline.rules.loader import load_kinds
from pipeline.stages import OPENING, VERIFYING, stage_of
from pipeline.stages.tools import Elsewhere, Stage, Tools


class Furniture(Record):
    """What is told of the settings to a child."""

    engine: EngineName
    tessdata: Path | None
    engine_seconds: float


class OpeningRoom:
    """The stages that open uploads and what they work with. (the implementation of `pipeline.confined.child.Room`)"""

    def __init__(self, engine: Engine) -> None:
        cv2.setNumThreads(1)  # one process a core
        self.version = engine.version
        self.stages: Mapping[str, Stage] = {name: stage_of(name) for name in OPENING if name != VERIFYING}
        self._engine = engine
        self._pens = SignatureNet()
        self._kinds = load_kinds()

    def open(self, content: bytes, signature: bytes | None, clock: Callable[[], dt.datetime]) -> Tools:
        """Tools for a document with this content; what was decoded of the last one is forgotten."""
        forget_pages()
        forget()
        self._pens.give_back()

        def original(_case: Case) -> bytes:
            return content

        images, nobody = SourceImages(original=original), cast(Registry, Elsewhere())
        return Tools(
            kinds=self._kinds, registry=nobody, looks=EngineLooks(self._engine, images), images=images,
            engine=self._engine, pens=self._pens, original=original, clock=clock, signature=lambda _case: signature,
        )  # fmt: skip


def build_room(argument: Mapping[str, Any]) -> OpeningRoom:
    furniture = Furniture.model_validate(argument)
    return OpeningRoom(build_engine(furniture.engine, furniture.tessdata, furniture.engine_seconds))
