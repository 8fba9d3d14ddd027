"""How does the API's server run? (`python -m console HOST PORT PROCESSES`, which is what `podlinnik serve` becomes)"""

from __future__ import annotations

import sys

import uvicorn

from pipeline.settings import read_settings

KEEP_ALIVE_SECONDS = 30


def main(host: str, port: str, processes: str) -> None:
    """Serve until SIGTERM; then take nothing more in and let what is being answered end."""
    uvicorn.run(
        "console.app:create", factory=True, host=host, port=int(port), workers=int(processes), log_config=None,
        access_log=False, server_header=False, proxy_headers=False, lifespan="on", http="h11", ws="none",
        loop="asyncio", timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=read_settings().api_stop_seconds,
    )  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
