"""How does the API's server run? (`python -m console HOST PORT PROCESSES`, which is what `podlinnik serve` becomes)"""

from __future__ import annotations

import contextlib
import socket
import sys

import uvicorn
from uvicorn.supervisors import Multiprocess

from pipeline.settings import read_settings

KEEP_ALIVE_SECONDS = 30
BACKLOG = 1024
PORT_TAKEN = 1


def main(host: str, port: str, processes: str) -> None:
    """Serve until SIGTERM; then take nothing more in and let what is being answered end."""
    config = uvicorn.Config(
        "console.app:create", factory=True, workers=int(processes), log_config=None, access_log=False,
        server_header=False, proxy_headers=False, lifespan="on", http="h11", ws="none", loop="asyncio",
        timeout_keep_alive=KEEP_ALIVE_SECONDS, timeout_graceful_shutdown=read_settings().api_stop_seconds,
    )  # fmt: skip
    try:
        sockets = [listening(host, int(port))]
    except OSError as error:
        sys.stderr.write(f"podlinnik: cannot listen on {host}:{port}: {error.strerror}\n")
        sys.exit(PORT_TAKEN)
    with contextlib.suppress(KeyboardInterrupt):
        if config.workers > 1:
            Multiprocess(config, sockets=sockets).run()
        else:
            uvicorn.Server(config).run(sockets=sockets)


def listening(host: str, port: int) -> socket.socket:
    """A socket whose connections send at once.

    An answer goes out as head and body: without this the second waits 40 ms for the first to be acknowledged, and
    nobody else sets it for a socket that processes share. Raises `OSError`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except OSError:
        sock.close()
        raise
    sock.set_inheritable(True)
    return sock


if __name__ == "__main__":
    main(*sys.argv[1:])
