"""What does the pipeline ask of an antivirus?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from pipeline.case import RetryLater, ScanResult, VirusScan

Mode = Literal["off", "advisory", "required"]
OFF = VirusScan(result=ScanResult.NOT_SCANNED, why="off")


class ScannerUnavailable(RetryLater):
    """The file could not be scanned and has to be: the document waits, nothing is held against the applicant."""


class Scanner(Protocol):
    """Tells infected bytes. What it could not scan is `not_scanned`, with the reason: never `clean`, never an error."""

    def scan(self, content: bytes) -> VirusScan: ...


@dataclass(frozen=True, kw_only=True)
class NoScanner:
    """Where none is set up."""

    def scan(self, content: bytes) -> VirusScan:
        return OFF
