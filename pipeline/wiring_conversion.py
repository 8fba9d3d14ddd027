"""With what does a child draw Word files? (loaded there alone; it knows one file, and ends with it)"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipeline.case import Case, Record
from pipeline.reading.word_office import LibreOffice
from pipeline.stages.tools import Stage


class Furniture(Record):
    """Where LibreOffice is."""

    folder: Path
    library: str
    version: str


class ConversionRoom:
    """No stage, no picture: it tells the pages of a Word file as a PDF."""

    stages: Mapping[str, Stage] = MappingProxyType({})

    def __init__(self, furniture: Furniture) -> None:
        self.version = furniture.version
        self._office = LibreOffice(furniture.folder, furniture.library)

    def open(self, content: bytes, signature: bytes | None, clock: Callable[[], dt.datetime]) -> bytes:
        return content

    def converted(self, content: bytes, case: Case) -> bytes:
        """Raises `OfficeUnreadable`, `OfficeMissing`."""
        return self._office.as_pdf(content, case.file.format if case.file else "")


def build_conversion_room(argument: Mapping[str, Any]) -> ConversionRoom:
    return ConversionRoom(Furniture.model_validate(argument))
