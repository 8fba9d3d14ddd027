"""What do a process that opens uploads and its parent say to each other? (numbers, lengths, JSON, raw pixels)"""

from __future__ import annotations

import struct
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from pipeline.case import Box, Case, Page, Record
from pipeline.confined.limits import Limits
from pipeline.confined.walls import Wall

HEADER = struct.Struct(">BII")
"""What is asked or told; the lengths of the JSON and of the bytes that follow it."""
MOST_JSON, MOST_BYTES = 8 << 20, 128 << 20
"""An answer that says it is longer is no answer. Pages of dense print take 100 KB each."""


class Asked(IntEnum):
    OPEN = 1
    """Bytes: the upload, and after it the signature beside it. What was known of an earlier document is forgotten."""
    STAGE = 2
    LOOK = 3
    PICTURE = 4
    ALIKE = 5
    CONVERT = 6
    """Told are the bytes of a PDF with the upload's pages."""


class Told(IntEnum):
    FINE = 0
    LATE = 1
    """The recogniser did not answer in time, or failed: not the document's fault."""
    UNREADABLE = 2
    """The page cannot be shown: the document's fault."""
    MEMORY = 3
    """There was no more; the process ends."""
    FAULT = 4
    """An error of ours; the process ends. JSON: `Fault`."""


class Start(Record):
    """The first thing that a child is told, without a header but for its length."""

    limits: Limits
    folder: Path
    """Its own, for temporary files."""
    readable: tuple[Path, ...] = ()
    programs: bool = False
    build: str
    """`module:function`, called within the walls with `argument`; returns a `pipeline.confined.child.Room`."""
    argument: dict[str, Any]


class Ready(Record):
    """The first thing that a child tells: what reads in it, and the walls around it."""

    version: str
    walls: tuple[Wall, ...]


class OpenAsked(Record):
    """`signature_bytes`: so many of the bytes, the last ones, are the signature; None where there is none."""

    case: Case
    signature_bytes: int | None = None


class StageAsked(Record):
    """`case` is None where the child has it from the stage before."""

    stage: str
    moment: AwareDatetime
    case: Case | None


class LookAsked(Record):
    how: Literal["digits", "closer", "zone", "text", "free"]
    page: int
    box: Box
    allowed: str = ""
    seen: str = ""


class AlikeAsked(Record):
    """Prints of pages, two by two; told is a list of numbers."""

    pairs: tuple[tuple[str, str], ...]


class ConvertAsked(Record):
    """The case says which format the upload has."""


class PictureAsked(Record):
    """The upright page, or a cut-out of it, as `PageImages` has them; told are its BGR pixels, row by row."""

    page: Page
    box: Box | None = None
    scale: float = 1.0


class Fault(Record):
    """The exception's type and our line that raised it; `trace` for `--debug` only: may show values."""

    incident: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w{0,60}( at [\w/.-]{1,120}:\d{1,6})?$")]
    trace: Annotated[str, Field(max_length=20_000)] = ""
