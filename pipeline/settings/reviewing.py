"""Which settings say where reviewers find the console, how long they stay signed in, and who checks whom?"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal, Self

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
    review_lease_seconds: Annotated[int, Field(ge=30, le=3600)] = 180
    """So long a document stays with a reviewer whose browser is heard of no more."""
    review_undo_seconds: Annotated[int, Field(ge=0, le=300)] = 30
    """So long a person's decision can be taken back; then it comes into force, and the applicant is told."""
    review_second_for: tuple[Literal["final_rejection", "override"], ...] = ("final_rejection", "override")
    """Decisions that a second person has to agree to: a rejection that the applicant cannot mend, an approval against
    what the register says."""
    review_second_share: Annotated[float, Field(ge=0, le=1)] = 0.02
    """Of people's other decisions, drawn at random, as well."""
    review_blind_share: Annotated[float, Field(ge=0, le=1)] = 0.01
    """Of the machine's approvals and rejections a person is asked about, without being told of them."""

    @model_validator(mode="after")
    def _the_console_is_reached_safely(self) -> Self:
        if self.console_url is not None:
            if not is_guarded(self.console_url):
                raise ValueError("PODLINNIK_CONSOLE_URL must begin with https://, or name this machine")
            if self.console_url.count("/") != 2:
                raise ValueError("PODLINNIK_CONSOLE_URL has no path, and no slash at its end")
        return self
