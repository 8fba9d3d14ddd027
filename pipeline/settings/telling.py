"""Which settings say who is told of what happens, and over which channels?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, SecretStr, model_validator

from pipeline.addresses import is_guarded
from pipeline.settings.secret import WithSecrets


class Telling(WithSecrets):
    """Of webhooks, mail and SMS."""

    webhook_url: str | None = None
    """Where the cabinet's backend is told of every event (`docs/webhooks.md`); without it nobody is."""
    webhook_secret: SecretStr | None = None
    """Signs what is sent; at least 24 symbols, or `whsec_` and Base64."""
    webhook_secret_file: Path | None = None
    webhook_previous_secret: SecretStr | None = None
    """Signs beside the other one while receivers change over."""
    webhook_previous_secret_file: Path | None = None
    webhook_ports: tuple[int, ...] = (443, 8443)
    """No other port is spoken to."""
    webhook_allow_private: bool = False
    """The receiver may have an address that is not public, and plain http: a network of one's own, or a test."""
    webhook_connect_seconds: PositiveFloat = 1.0
    webhook_seconds: PositiveFloat = 10.0
    """From the call to the answer, whatever drips in between."""
    smtp_host: str | None = None
    """The mail server through which applicants are written to; without it nobody is."""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Literal["starttls", "ssl", "none"] = "starttls"
    """`none` sends letters and password in the clear: for a server on this machine."""
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_password_file: Path | None = None
    smtp_from: str | None = None
    """The sender's address; a name of the server's own keeps letters out of the spam."""
    smtp_reply_to: str | None = None
    smtp_seconds: PositiveFloat = 30.0
    """For one letter, from the call to the server's word."""
    sms_url: str | None = None
    """The SMS gateway to which JSON is posted; https, or http on this machine. Without it nobody is written to."""
    sms_token: SecretStr | None = None
    sms_token_file: Path | None = None
    sms_body: str = '{"to": "{phone}", "text": "{text}", "id": "{id}"}'
    """JSON; {phone}, {text} and {id} are put into its strings. `id` is the same on every try."""
    sms_seconds: PositiveFloat = 10.0
    cabinet_name: str = "Личный кабинет медицинского работника"
    """Who writes to applicants."""
    cabinet_link: str | None = None
    """Where an applicant opens a document, https; {document_id} stands for which."""
    public_url: str | None = None
    """Where everybody reaches `/acts/…`, by which an act is verified: https, or http on this machine. Without it an act
    bears a code, and no link."""

    @model_validator(mode="after")
    def _applicants_and_receivers_can_be_told(self) -> Self:
        if self.webhook_url and not (self.webhook_secret or self.webhook_secret_file):
            raise ValueError("PODLINNIK_WEBHOOK_SECRET (or _FILE) must be set when PODLINNIK_WEBHOOK_URL is")
        if self.smtp_host and not self.smtp_from:
            raise ValueError("PODLINNIK_SMTP_FROM must be set when PODLINNIK_SMTP_HOST is")
        if self.public_url is not None and not is_guarded(self.public_url):
            raise ValueError("PODLINNIK_PUBLIC_URL must begin with https://, or name this machine")
        if self.sms_url is not None and not is_guarded(self.sms_url):
            raise ValueError("PODLINNIK_SMS_URL must begin with https://, or name this machine")
        return self
