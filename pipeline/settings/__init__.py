"""Which settings does an installation have? (the only reader of the environment)"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import PositiveFloat, ValidationError
from pydantic_settings import SettingsConfigDict

from pipeline.settings.applicants import Applicants
from pipeline.settings.environment import LIBRARY_ENVIRONMENT, calm_libraries, keep_files_in
from pipeline.settings.opening import Opening
from pipeline.settings.register import Register
from pipeline.settings.reviewing import Reviewing
from pipeline.settings.secret import WITH_FILES, SettingsError
from pipeline.settings.serving import Serving
from pipeline.settings.signing_in import SigningIn
from pipeline.settings.stores import Stores
from pipeline.settings.telling import Telling

__all__ = [
    "LIBRARY_ENVIRONMENT", "WITH_FILES", "Settings", "SettingsError", "calm_libraries", "keep_files_in",
    "read_settings",
]  # fmt: skip


class Settings(Opening, Stores, Register, Telling, Serving, Reviewing, Applicants, SigningIn):
    """Frozen; read once at the start and handed down. Each is `PODLINNIK_<NAME>` in the environment."""

    model_config = SettingsConfigDict(env_prefix="PODLINNIK_", frozen=True, extra="forbid", hide_input_in_errors=True)

    lease_seconds: PositiveFloat = 30.0
    """After so long without a heartbeat a worker is taken for dead."""
    retry_pace: PositiveFloat = 1.0
    """Multiplies the waits of workers (`workers/retries.py`); a rehearsal has no hours to wait."""
    retention_file: Path | None = None
    """How long documents are kept, in place of `pipeline/rules/retention.toml` (`docs/retention.md`)."""
    purge: bool = False
    """A sweep purges what has served its time; without it only `podlinnik purge --apply` does."""
    log_level: Literal["debug", "info", "warning", "error"] = "error"
    """Events are JSON lines on stderr; `info` tells each stage of each document."""


def read_settings() -> Settings:
    """Read the environment. Raises `SettingsError` that names each wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise SettingsError(f"wrong settings in the environment: {faults}") from None
