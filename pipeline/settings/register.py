"""Which settings say how the register is asked?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, SecretStr, model_validator

from pipeline.addresses import is_guarded
from pipeline.settings.secret import WithSecrets, is_token


class Register(WithSecrets):
    """Of the register: an imported snapshot, or its gateway."""

    registry: Literal["snapshot", "http"] = "snapshot"
    """Where the register is asked: in an imported snapshot, or over HTTP as `docs/registry-http.md` says."""
    positions: Path = Path("var/medical_positions.json")
    """The dictionary that `podlinnik dictionary import` keeps; where it is not, the excerpt of the project counts."""
    registry_url: str | None = None
    """Address of the register's gateway, up to `/v1`: https, or http on this machine alone."""
    registry_token: SecretStr | None = None
    registry_token_file: Path | None = None
    """Holds the token instead of the environment; read once at the start."""
    registry_ca_file: Path | None = None
    """Certificates (PEM) that vouch for the gateway; None takes those of the system. There is no way not to verify."""
    registry_connect_seconds: PositiveFloat = 3.0
    registry_read_seconds: PositiveFloat = 5.0
    """Longest silence while an answer is awaited or arrives."""
    registry_call_seconds: PositiveFloat = 15.0
    """For one page of an answer with its retries; no retry begins after it, no answer may drip on beyond it."""
    registry_tries: PositiveInt = 3
    """How often a page is asked for; the long waits are the worker's affair."""
    registry_retry_seconds: NonNegativeFloat = 0.2
    """Before the second try; doubles, and grows by at most as much again at random."""
    registry_answer_bytes: PositiveInt = 4 * 1024 * 1024
    """A page of an answer that is larger is refused."""
    registry_page_size: Annotated[int, Field(ge=1, le=100)] = 100
    registry_cache_seconds: NonNegativeFloat = 600.0
    """How long an answer that names people holds; 0 keeps none."""
    registry_cache_absent_seconds: NonNegativeFloat = 60.0
    """How long it holds that nobody was found."""
    registry_cache_answers: PositiveInt = 2_000
    """Answers held in memory by a process."""
    registry_breaker_failures: PositiveInt = 5
    """After so many failures in a row the register is not asked."""
    registry_breaker_seconds: PositiveFloat = 30.0
    """Until a probe is let through."""

    @model_validator(mode="after")
    def _registry_can_be_asked(self) -> Self:
        if self.registry == "http" and not self.registry_url:
            raise ValueError("PODLINNIK_REGISTRY_URL must be set when PODLINNIK_REGISTRY is http")
        if self.registry_url is not None and not is_guarded(self.registry_url):
            raise ValueError("PODLINNIK_REGISTRY_URL must begin with https://, or name this machine")
        if self.registry_token is not None and not is_token(self.registry_token.get_secret_value()):
            raise ValueError("PODLINNIK_REGISTRY_TOKEN is no token: it holds spaces, or other letters than ASCII has")
        return self

    def registry_secret(self) -> SecretStr | None:
        """The register's token, wherever it is. Raises `SettingsError` when its file cannot be read or holds none."""
        return self.secret("registry_token")
