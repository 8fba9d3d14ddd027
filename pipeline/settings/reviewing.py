"""Which settings say where reviewers find the console, and how long they stay signed in?"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Self

from pydantic import Field, IPvAnyNetwork, model_validator
from pydantic_settings import BaseSettings

from pipeline.addresses import is_guarded


class Reviewing(BaseSettings):
    """Of the console's pages, which `podlinnik serve` shows beside the API."""

    console_url: str | None = None
    """Where reviewers reach it, without a path: https, or http on this machine. Without it there is no console."""
    console_proxies: tuple[IPvAnyNetwork, ...] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
    """Whose X-Forwarded-For tells where a request came from."""
    console_idle_minutes: Annotated[int, Field(ge=1, le=1440)] = 30
    """Unused for so long, a session ends."""
    console_session_hours: Annotated[int, Field(ge=1, le=168)] = 12
    """However busy it is, a session ends."""

    @model_validator(mode="after")
    def _the_console_is_reached_safely(self) -> Self:
        if self.console_url is not None:
            if not is_guarded(self.console_url):
                raise ValueError("PODLINNIK_CONSOLE_URL must begin with https://, or name this machine")
            if self.console_url.count("/") != 2:
                raise ValueError("PODLINNIK_CONSOLE_URL has no path, and no slash at its end")
        return self
