"""Where does a secret stand: in the environment, or in a file that it names?"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import SecretStr, model_validator
from pydantic_settings import BaseSettings

WITH_FILES = (
    "registry_token", "webhook_secret", "webhook_previous_secret", "smtp_password", "sms_token", "holder_pepper",
    "master_keys", "database_password", "redis_password", "s3_access_key", "s3_secret_key", "link_key",
    "openid_client_secret",
)  # fmt: skip
"""Secrets that a file may hold instead of the environment: `<name>_file`, read once at the start."""
IN_HEADERS = frozenset({"registry_token", "webhook_secret", "webhook_previous_secret", "sms_token", "s3_access_key"})
"""Of these: a space, a line or a letter that ASCII has not would break what they stand in."""


class SettingsError(Exception):
    """A setting has a value that cannot be used; the message names the variable."""


class WithSecrets(BaseSettings):
    """Settings some of which are secrets."""

    @model_validator(mode="after")
    def _a_secret_stands_in_one_place(self) -> Self:
        for name in WITH_FILES:
            if getattr(self, name, None) and getattr(self, f"{name}_file") is not None:
                raise ValueError(f"set PODLINNIK_{name.upper()} or PODLINNIK_{name.upper()}_FILE, not both")
        return self

    def secret(self, name: str) -> SecretStr | None:
        """One of `WITH_FILES`, wherever it is. Raises `SettingsError` when its file cannot be read or holds none."""
        given: SecretStr | None = getattr(self, name)
        path: Path | None = getattr(self, f"{name}_file")
        if path is None:
            return given
        variable = f"PODLINNIK_{name.upper()}_FILE"
        try:
            text = path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeError) as error:
            raise SettingsError(f"{variable} cannot be read: {type(error).__name__}") from None
        in_header = name in IN_HEADERS
        lines = text.splitlines() if name == "master_keys" else [text]
        if not (is_token(text) if in_header else text and all(line.isprintable() for line in lines)):
            what = "token" if in_header else "password" if name.endswith("password") else "secret"
            raise SettingsError(f"{variable} holds no {what}")
        return SecretStr(text)


def is_token(text: str) -> bool:
    """True for what may stand behind `Bearer` in a header."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text
