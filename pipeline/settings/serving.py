"""Which settings say how the cabinet's API answers, and where figures are told?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, IPvAnyNetwork, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings


class Serving(BaseSettings):
    """Of `podlinnik serve`, of the previews that it draws, and of metrics."""

    api_host: str = "127.0.0.1"
    api_port: Annotated[int, Field(ge=1, le=65_535)] = 8080
    api_processes: PositiveInt = 1
    """Processes that answer the API, on one port."""
    api_upload_bytes: PositiveInt = 64 * 1024 * 1024
    """Of a file: what is longer is refused while it comes. A kind's own, smaller limit is a reason, with advice."""
    api_part_bytes: PositiveInt = 64 * 1024
    """Of each other part of an upload: `holder`, `declared`, `contacts`."""
    api_uploads_at_once: PositiveInt = 16
    """In one process; whoever comes beyond waits a little, then is told to come again."""
    api_upload_seconds: PositiveFloat = 300.0
    """For the whole body of a request."""
    api_silence_seconds: PositiveFloat = 20.0
    """Longest silence while a body arrives."""
    api_wait_seconds: Annotated[float, Field(gt=0, le=60)] = 20.0
    """Longest that `?wait=` holds a request."""
    api_waits_at_once: PositiveInt = 500
    """Requests held in one process; those beyond are answered at once."""
    api_stop_seconds: PositiveInt = 30
    """How long a stopping process lets requests finish."""
    preview_processes: PositiveInt = 1
    """Processes, of each process of the API, that draw pages."""
    preview_seconds: PositiveFloat = 15.0
    """Time limit of one page."""
    preview_memory_bytes: PositiveInt = 64 * 1024 * 1024
    """Pictures that a process of the API remembers; they are never written to a disk."""
    metrics_port: Annotated[int, Field(ge=1, le=65_000)] | None = None
    """Where worker processes tell Prometheus what they measure: each at this port plus its place, 0, 1, 2, …"""
    metrics_host: str = "127.0.0.1"
    """Address of the same; the figures are of no person, but of nobody else's business either."""
    metrics_networks: tuple[IPvAnyNetwork, ...] = ()
    """Who may ask the API for `/metrics` without a key, e.g. `["10.1.0.0/24"]`."""
