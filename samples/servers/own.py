"""What do all servers of our own that are outside programs have in common: a folder, a port, a life?"""

from __future__ import annotations

import pwd
import secrets
import signal
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Self

from samples.servers.folders import Folder
from samples.servers.ports import Port
from samples.servers.program import Program

START_LIMIT = 60.0
STOP_LIMIT = 30.0


class OwnServer(ABC):
    """A server in a folder of its own, on a free loopback port, with a password of its own.

    Stopped or killed, it starts again on the same port. `close` removes all of it.
    """

    stop_signal: ClassVar[signal.Signals]

    def __init__(self) -> None:
        """Nothing is started yet."""
        self._password = secrets.token_hex(16)
        self._folder: Folder | None = None
        self._program: Program | None = None

    def start(self) -> None:
        """Does nothing when it runs. Raises ServerMissing, or ServerFailed with the log."""
        if self._program is not None:
            self._start(self._program)
            return
        user = self._user()
        self._folder = Folder(user)
        self._port = Port()
        try:
            self._program = self._prepare(self._folder.path, user)
            self._start(self._program)
        except BaseException:
            self.close()
            raise

    def stop(self) -> None:
        """As an administrator does: connections are cut, what is accepted is written."""
        if self._program is not None:
            self._program.stop(self.stop_signal, limit=STOP_LIMIT)

    def kill(self) -> None:
        """SIGKILL to the server and all its processes."""
        if self._program is not None:
            self._program.kill()

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self) -> None:
        """Leaves nothing behind: no process, no folder, no port."""
        if self._folder is None:
            return
        try:
            self.stop()
        finally:
            self._folder.remove()
            self._port.release()
            self._folder = self._program = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def running(self) -> bool:
        return self._program is not None and self._program.running

    @property
    def pid(self) -> int:
        return self._started().pid

    @property
    def port(self) -> int:
        return self._port.number

    @property
    def folder(self) -> Path:
        """Where its files are, until `close`."""
        if self._folder is None:
            raise ValueError("the server was not started, or is closed")
        return self._folder.path

    @property
    def log(self) -> str:
        """The end of the server's log."""
        return self._started().tail()

    def _start(self, program: Program) -> None:
        if not program.running:
            program.start(self._answers, limit=START_LIMIT)

    def _started(self) -> Program:
        if self._program is None:
            raise ValueError("the server was not started, or is closed")
        return self._program

    def _user(self) -> pwd.struct_passwd | None:
        """Who is to run it; None: we ourselves."""
        return None

    @abstractmethod
    def _prepare(self, folder: Path, user: pwd.struct_passwd | None) -> Program:
        """Writes into the folder what the server needs, once."""

    @abstractmethod
    def _answers(self) -> bool:
        """Is it ready for clients?"""
