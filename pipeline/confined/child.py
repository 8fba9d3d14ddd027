"""What does a process that opens uploads do with its life? (started by `pipeline.confined.process`, within walls)

It is told a document's bytes once and keeps what it decoded until the next one. It knows neither whose the document is
nor what is expected to stand on it. An error of ours ends it: what it holds then is not to be trusted.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import struct
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from pipeline.cabinet.deltas import delta_of
from pipeline.case import Case, RetryLater, Unreadable
from pipeline.confined.bounds import tie_to
from pipeline.confined.kernel import trim
from pipeline.confined.walls import raise_walls
from pipeline.confined.wire import (
    HEADER,
    AlikeAsked,
    Asked,
    Fault,
    LookAsked,
    OpenAsked,
    PictureAsked,
    Ready,
    StageAsked,
    Start,
    Told,
)
from pipeline.incidents import incident

LENGTH = struct.Struct(">I")
NOBODY = dt.datetime.min.replace(tzinfo=dt.UTC)
TRACE = 20_000


class Room(Protocol):
    """What a child works with, made once within the walls; `open` replaces what it knew of the document before."""

    version: str
    stages: Mapping[str, Callable[[Case, Any], Case]]

    def open(self, content: bytes, signature: bytes | None, clock: Callable[[], dt.datetime]) -> Any:
        """`pipeline.stages.tools.Tools` for a document with this content, and this signature beside it."""

    def converted(self, tools: Any, case: Case) -> bytes:
        """The upload as a PDF; only of a room that converts."""


class _Clock:
    """Tells the moment of the question. It knows of no document: one that is done with is forgotten at once."""

    def __init__(self) -> None:
        self.moment = NOBODY

    def __call__(self) -> dt.datetime:
        return self.moment


class _Document:
    """The one document that is open."""

    def __init__(self, room: Room, content: bytes, asked: OpenAsked) -> None:
        self._room = room
        self._clock = _Clock()
        ends = len(content) - (asked.signature_bytes or 0)
        signature = None if asked.signature_bytes is None else content[ends:]
        self._tools = room.open(content[:ends], signature, self._clock)
        self._case = asked.case

    def run(self, asked: StageAsked) -> tuple[bytes, bytes]:
        """What the stage added to the case: a partial case, and the lines of its pages, JSON."""
        before = asked.case or self._case
        self._clock.moment = asked.moment
        self._case = self._room.stages[asked.stage](before, self._tools)
        delta = delta_of(before, self._case)
        return delta.added.encode(), (delta.lines or "").encode()

    def look(self, asked: LookAsked) -> tuple[bytes, bytes]:
        """A list of looks, JSON."""
        page = next(page for page in self._case.pages or () if page.number == asked.page)
        looks = self._tools.looks.look(asked.how, self._case, page, asked.box, allowed=asked.allowed, seen=asked.seen)
        return b"[" + b",".join(look.model_dump_json().encode() for look in looks) + b"]", b""

    def alike(self, asked: AlikeAsked) -> tuple[bytes, bytes]:
        """A list of numbers, JSON."""
        return json.dumps(self._tools.looks.alike(self._case, asked.pairs)).encode(), b""

    def converted(self) -> tuple[bytes, bytes]:
        """The pages of the upload, as a PDF."""
        return b"null", self._room.converted(self._tools, self._case)

    def picture(self, asked: PictureAsked) -> tuple[bytes, bytes]:
        """BGR, row by row."""
        images = self._tools.images
        if asked.box is None:
            return b"null", images.preview(self._case, asked.page).tobytes()
        return b"null", images.crop(self._case, asked.page, asked.box, scale=asked.scale).tobytes()


def serve(asked: BinaryIO, told: BinaryIO) -> None:
    """Do what is asked until nothing more comes."""
    start = Start.model_validate_json(asked.read(*LENGTH.unpack(asked.read(LENGTH.size))))
    with _telling(told):
        walls = raise_walls(start.limits, start.folder, start.readable, programs=start.programs)
        module, function = start.build.split(":")
        room: Room = getattr(import_module(module), function)(start.argument)
        _tell(told, Told.FINE, Ready(version=room.version, walls=walls).model_dump_json().encode())
        document: _Document | None = None
        while header := asked.read(HEADER.size):
            number, *lengths = HEADER.unpack(header)
            question, content = (asked.read(length) for length in lengths)
            if number == Asked.OPEN:
                document = None  # its pictures go before the next ones come
                document = _Document(room, content, OpenAsked.model_validate_json(question))
                trim()
                _tell(told, Told.FINE, b"null")
            elif document is not None:
                _answer(told, document, Asked(number), question)


def _answer(told: BinaryIO, document: _Document, number: Asked, question: bytes) -> None:
    try:
        if number is Asked.STAGE:
            answer = document.run(StageAsked.model_validate_json(question))
        elif number is Asked.LOOK:
            answer = document.look(LookAsked.model_validate_json(question))
        elif number is Asked.ALIKE:
            answer = document.alike(AlikeAsked.model_validate_json(question))
        elif number is Asked.CONVERT:
            answer = document.converted()
        else:
            answer = document.picture(PictureAsked.model_validate_json(question))
    except RetryLater:
        _tell(told, Told.LATE, b"null")
    except Unreadable:
        _tell(told, Told.UNREADABLE, b"null")
    else:
        _tell(told, Told.FINE, *answer)


@contextlib.contextmanager
def _telling(told: BinaryIO) -> Iterator[None]:
    """What ends the process is told before it does."""
    with contextlib.ExitStack() as ending:
        ending.push(lambda _kind, error, _trace: _last_words(told, error))
        yield


def _last_words(told: BinaryIO, error: BaseException | None) -> None:
    if isinstance(error, MemoryError):
        _tell(told, Told.MEMORY, b"null")
    elif isinstance(error, Exception):
        fault = Fault(incident=incident(error), trace="".join(traceback.format_exception(error))[-TRACE:])
        _tell(told, Told.FAULT, fault.model_dump_json().encode())


def _tell(told: BinaryIO, number: Told, answer: bytes, content: bytes = b"") -> None:
    told.write(HEADER.pack(number, len(answer), len(content)) + answer)
    told.write(content)
    told.flush()


def main() -> None:
    tie_to(int(sys.argv[1]))
    told = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)  # whatever a library prints is no answer
    serve(sys.stdin.buffer, told)


if __name__ == "__main__":
    main()
