"""`podlinnik serve`: how does the API run?"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from commands.progress import stderr_console
from pipeline.settings import read_settings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default: PODLINNIK_API_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Default: PODLINNIK_API_PORT.")] = None,
    processes: Annotated[int | None, typer.Option(min=1, help="Default: PODLINNIK_API_PROCESSES.")] = None,
) -> None:
    """Answer the cabinet over HTTP until SIGTERM. The database may come later: see /readyz."""
    settings = read_settings()
    where = [host or settings.api_host, str(port or settings.api_port), str(processes or settings.api_processes)]
    stderr_console().print(
        f"the API listens on http://{where[0]}:{where[1]}, ready when /readyz says so", highlight=False
    )
    # a fresh process: this one has loaded what opens uploads, which the API never does itself
    os.execv(sys.executable, [sys.executable, "-m", "console", *where])
