"""Which settings say how uploads are opened and read, and what that may cost?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator
from pydantic_settings import BaseSettings

from pipeline.addresses import is_local_socket


class Opening(BaseSettings):
    """Of whoever opens uploads."""

    engine: Literal["tesserocr", "pytesseract"] = "tesserocr"
    """Tesseract in process, or the `tesseract` program."""
    tessdata: Path | None = None
    """Folder of Tesseract's models; None lets the engine look in the usual places."""
    engine_seconds: PositiveFloat = 20.0
    """Time limit of one call of the engine."""
    office: Literal["auto", "off"] = "auto"
    """Word files are drawn by LibreOffice where it is installed; else their words are read (DOCX) or a person looks."""
    document_base_seconds: PositiveFloat = 20.0
    """Wall-clock limit of one document, before its pages are counted."""
    document_page_seconds: PositiveFloat = 5.0
    """Added for each page."""
    document_megapixel_seconds: NonNegativeFloat = 0.5
    """Added for each megapixel of an uploaded picture."""
    document_cap_seconds: PositiveFloat = 150.0
    """No document gets more, whatever its number of pages."""
    memory_bytes: PositiveInt = 1536 * 1024**2
    """Address space of a process that opens uploads, and of a worker; beyond it an allocation fails."""
    child_documents: PositiveInt = 200
    """After so many documents a fresh process opens uploads."""
    child_cpu_seconds: PositiveFloat = 24.0
    """Processor time that opening one document may take, whatever the machine does beside it."""
    child_page_cpu_seconds: NonNegativeFloat = 3.0
    """Added for each page but the first; all of it no more than `document_cap_seconds`."""
    child_open_files: Annotated[int, Field(ge=16)] = 64
    """That the process which opens uploads may have open."""
    child_file_bytes: PositiveInt = 64 * 1024 * 1024
    """Of each temporary file that it writes."""
    killers: Path = Path("var/killers.db")
    """Where `check`, `batch` and `explain` remember which uploads ended the process that opened them."""
    tries: PositiveInt = 3
    """How often a stage is tried when the world is at fault, before a person looks."""
    waits: tuple[float, ...] = (0.5, 2.0)
    """Seconds before the second, third, … try; the last one repeats."""
    virus_scan: Literal["off", "advisory", "required"] = "off"
    """Are uploads scanned before they are opened; `required`: what could not be waits, then a person looks."""
    clamd: str = "unix:///run/clamav/clamd.ctl"
    """ClamAV's daemon, `unix:///path` or `tcp://127.0.0.1:port`: it knows no TLS."""
    clamd_seconds: PositiveFloat = 20.0
    """For one file, from the call to the answer."""
    trust_roots: Path | None = None
    """Certificates (PEM or DER; a file, or a folder of them) of who vouches for signers; None trusts nobody."""

    @model_validator(mode="after")
    def _clamd_can_be_asked(self) -> Self:
        if not is_local_socket(self.clamd):
            raise ValueError("PODLINNIK_CLAMD must be unix:///path, or tcp://127.0.0.1:port: clamd knows no TLS")
        return self
