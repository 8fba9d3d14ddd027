"""Servers that take clamd's place and are none: they drip, talk nonsense, hang up, or never read."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from typing import Self

from samples.servers.ports import HOST

VERSION = b"ClamAV 1.4.3/27827/Sun Nov 22 09:32:43 2026\0"
Behaviour = Callable[[socket.socket, threading.Event], None]


class Strange:
    """Answers VERSION as clamd does; `scanning` has the connection on which a file is to be scanned."""

    def __init__(self, scanning: Behaviour, *, version: bytes = VERSION) -> None:
        self._scanning = scanning
        self._version = version
        self._over = threading.Event()
        self._socket = socket.create_server((HOST, 0))
        self.address = f"tcp://{HOST}:{self._socket.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._serve, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                opened, _ = self._socket.accept()
                with opened, contextlib.suppress(OSError):
                    command = _until_zero(opened)
                    if command == b"zVERSION":
                        opened.sendall(self._version)
                    else:
                        self._scanning(opened, self._over)


def says(answer: bytes) -> Behaviour:
    """Takes the whole file, then says just this and hangs up."""

    def scanning(opened: socket.socket, _over: threading.Event) -> None:
        while size := struct.unpack("!I", _exactly(opened, 4))[0]:
            _exactly(opened, size)
        opened.sendall(answer)

    return scanning


def early(opened: socket.socket, over: threading.Event) -> None:
    """Calls the file clean before it has seen any of it."""
    opened.sendall(b"stream: OK\0")
    over.wait(5)


def drips(opened: socket.socket, over: threading.Event) -> None:
    """Something comes all the time, and never an answer."""
    while not over.wait(0.02):
        opened.sendall(b"s")


def never_reads(_opened: socket.socket, over: threading.Event) -> None:
    over.wait(10)


def _until_zero(opened: socket.socket) -> bytes:
    told = bytearray()
    while not told.endswith(b"\0"):
        told += _exactly(opened, 1)
    return bytes(told[:-1])


def _exactly(opened: socket.socket, size: int) -> bytes:
    got = bytearray()
    while len(got) < size:
        part = opened.recv(size - len(got))
        if not part:
            raise ConnectionResetError
        got += part
    return bytes(got)
