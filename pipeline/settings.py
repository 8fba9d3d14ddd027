"""Which settings does an installation have? (the only reader of the environment)"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, PositiveFloat, PositiveInt, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

LIBRARY_ENVIRONMENT = {
    "OMP_THREAD_LIMIT": "1",  # Tesseract's threads make a page 5 to 10 times slower on busy cores
    "OPENBLAS_NUM_THREADS": "1",  # one process a core; a pool of threads also eats address space
    "OPENCV_IO_MAX_IMAGE_PIXELS": "200000000",  # a 48 KB picture may unpack to gigabytes
}
"""What native libraries read once, when they are loaded."""


class SettingsError(Exception):
    """A setting has a value that cannot be used; the message names the variable."""


class Settings(BaseSettings):
    """Frozen; read once at the start and handed down. Each is `PODLINNIK_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix="PODLINNIK_", frozen=True, extra="forbid")

    engine: Literal["tesserocr", "pytesseract"] = "tesserocr"
    """Tesseract in process, or the `tesseract` program."""
    tessdata: Path | None = None
    """Folder of Tesseract's models; None lets the engine look in the usual places."""
    engine_seconds: PositiveFloat = 20.0
    """Time limit of one call of the engine."""
    document_base_seconds: PositiveFloat = 30.0
    """Wall-clock limit of one document, before its pages are counted."""
    document_page_seconds: PositiveFloat = 10.0
    """Added for each page."""
    document_cap_seconds: PositiveFloat = 60.0
    """No document gets more, whatever its number of pages."""
    memory_bytes: PositiveInt = 2 * 1024**3
    """Address space of one worker process; beyond it an allocation fails instead of the machine."""
    tries: PositiveInt = 3
    """How often a stage is tried when the world is at fault, before a person looks."""
    waits: tuple[float, ...] = (0.5, 2.0)
    """Seconds before the second, third, … try; the last one repeats."""
    database_url: str = Field(
        default="sqlite:///var/podlinnik.db",
        validation_alias=AliasChoices("PODLINNIK_DATABASE_URL", "DATABASE_URL", "database_url"),
    )
    log_level: Literal["debug", "info", "warning", "error"] = "error"
    """Events are JSON lines on stderr; `info` tells each stage of each document."""


def read_settings() -> Settings:
    """Read the environment. Raises `SettingsError` that names each wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise SettingsError(f"wrong settings in the environment: {faults}") from None


def calm_libraries() -> None:
    """Set what native libraries read when they are loaded. Call before any of them is imported."""
    os.environ.update(LIBRARY_ENVIRONMENT)


def keep_files_in(folder: Path) -> None:
    """From now on temporary files of this process, and of programs that it starts, go there."""
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = str(folder)
