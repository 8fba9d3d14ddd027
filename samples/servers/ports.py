"""Which port of the loopback is free, and stays ours while a server is down?"""

from __future__ import annotations

import random
import socket
from typing import Self

HOST = "127.0.0.1"
RANGE = range(20_000, 30_000)
"""Below the ports that the kernel hands out to outgoing connections: none of these can take ours by chance."""


class Port:
    """A port that no other process asking here is given, until it is released or this process ends.

    The claim is a socket in Linux's abstract namespace: it leaves no file, and the kernel drops it with the process.
    """

    def __init__(self) -> None:
        for number in random.SystemRandom().sample(RANGE, k=len(RANGE)):
            claim = _claim(number)
            if claim is not None:
                self.number = number
                self._claim = claim
                return
        raise OSError(f"no free port from {RANGE.start} to {RANGE.stop - 1} on {HOST}")

    def release(self) -> None:
        self._claim.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.release()


def _claim(number: int) -> socket.socket | None:
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        claim.bind(f"\0podlinnik-port-{number}")
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            # as the servers themselves bind: connections that are closing do not stand in the way
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, number))
    except OSError:
        claim.close()
        return None
    return claim
