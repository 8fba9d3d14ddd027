"""Which settings say how an applicant sees their own document behind a link?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator

from pipeline.addresses import is_guarded
from pipeline.settings.secret import SettingsError, WithSecrets

SHORTEST_KEY = 32


class Applicants(WithSecrets):
    """Of the page at `/applicant/…`, which the cabinet may embed."""

    link_key: SecretStr | None = None
    """Signs links; at least 32 symbols. Without it there are none. Another one ends all that were given out."""
    link_key_file: Path | None = None
    link_hours: Annotated[int, Field(ge=1, le=720)] = 24
    """So long a link opens the page."""
    link_frames: tuple[str, ...] = ()
    """Origins that may show the page in a frame, each as `https://cabinet.example`; nobody may where there is none."""

    @model_validator(mode="after")
    def _links_are_safe(self) -> Self:
        if self.link_key is not None and len(self.link_key.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"PODLINNIK_LINK_KEY must have {SHORTEST_KEY} symbols at least")
        for origin in self.link_frames:
            if not is_guarded(origin) or origin.count("/") != 2 or not origin.isascii() or set(origin) & set(" ;,'\"*"):
                raise ValueError("PODLINNIK_LINK_FRAMES holds origins: https://, a host, no path; or this machine")
        return self

    def link_secret(self) -> bytes | None:
        """None where there are no links. Raises `SettingsError` when its file cannot be read or holds none."""
        found = self.secret("link_key")
        if found is not None and len(found.get_secret_value()) < SHORTEST_KEY:
            raise SettingsError(f"PODLINNIK_LINK_KEY_FILE holds fewer than {SHORTEST_KEY} symbols")
        return found.get_secret_value().encode() if found else None
