"""How is an outside server program started, awaited, stopped and killed, so that it never outlives us?"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import psutil

POLL = 0.02
TAIL = 4000
"""Characters of a server's log that are shown when it does not start."""

ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", "TZ": "UTC"}
"""All that a server sees of the environment: PGDATA and the like of the desk do not reach it."""


class ServerFailed(RuntimeError):
    """A server did not start, or a program of it failed; the message shows the end of its log."""


class ServerMissing(RuntimeError):
    """A server is not installed; the message says what to install."""


class Program:
    """A server as a process of its own. It dies with the process that started it (PR_SET_PDEATHSIG)."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        user: pwd.struct_passwd | None = None,
        dies_by: signal.Signals = signal.SIGKILL,
    ) -> None:
        """`user`: who is to run it, when that is not us; `dies_by`: the signal that it gets when we die."""
        self._command = [*_as(user), f"--pdeathsig={dies_by.name.removeprefix('SIG')}", "--", *command]
        self._name = Path(command[0]).name
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.log = folder / f"{self._name}.log"

    @property
    def pid(self) -> int:
        if self._process is None:
            raise ServerFailed(f"{self._name} is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, is_ready: Callable[[], bool], *, limit: float) -> None:
        """Returns when `is_ready`. Raises ServerFailed after `limit` seconds, or as soon as the program ends."""
        self._process = _from_lasting_thread(self._spawn)
        deadline = time.monotonic() + limit
        while not is_ready():
            if self._process.poll() is not None:
                raise ServerFailed(f"{self._name} ended with {self._process.returncode} at its start:\n{self.tail()}")
            if time.monotonic() > deadline:
                self.kill()
                raise ServerFailed(f"{self._name} was not ready within {limit:g} s:\n{self.tail()}")
            time.sleep(POLL)

    def stop(self, by: signal.Signals, *, limit: float) -> None:
        """Asks it to end, and kills it after `limit` seconds. Does nothing when it is not running."""
        if self._process is None:
            return
        self._process.send_signal(by)
        try:
            self._process.wait(limit)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """SIGKILL to it and all its children, as when the machine's memory runs out; returns when all are gone."""
        if self._process is None:
            return
        family = _children(self._process.pid)
        self._process.kill()
        for child in family:
            try:
                child.kill()
            except psutil.NoSuchProcess:
                continue
        self._process.wait()
        while any(_lives(child) for child in family):
            time.sleep(POLL)
        self._process = None

    def tail(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-TAIL:] if self.log.exists() else "(no log)"

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env=ENVIRONMENT,
                start_new_session=True,  # Ctrl-C on the desk is ours to handle
            )


def run_once(command: Sequence[str], *, folder: Path, user: pwd.struct_passwd | None = None, limit: float = 60) -> None:
    """Runs a program of a server to its end. Raises ServerFailed with what it printed."""
    done = subprocess.run(
        [*_as(user), "--", *command],
        stdin=subprocess.DEVNULL, capture_output=True, cwd=folder, env=ENVIRONMENT, timeout=limit, check=False,
    )  # fmt: skip
    if done.returncode:
        said = (done.stdout + done.stderr).decode("utf-8", "replace")[-TAIL:]
        raise ServerFailed(f"{Path(command[0]).name} ended with {done.returncode}:\n{said}")


def find_program(name: str, package: str) -> str:
    found = shutil.which(name, path=ENVIRONMENT["PATH"]) or shutil.which(name)
    if found is None:
        raise ServerMissing(f"{name} is not installed. `make test` installs it; by hand: apt-get install {package}")
    return found


def unprivileged_user(*names: str) -> pwd.struct_passwd | None:
    """Who runs a server that refuses root: None (we ourselves), or as root the first of `names` that exists."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in names:
        if name in known:
            return known[name]
    raise ServerMissing(f"as root, one of these users is needed to run it: {', '.join(names)}")


def _as(user: pwd.struct_passwd | None) -> list[str]:
    """setpriv replaces itself by the program: the process that we start is the server."""
    setpriv = find_program("setpriv", "util-linux")
    if user is None:
        return [setpriv]
    return [setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _children(pid: int) -> list[psutil.Process]:
    try:
        family: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return family


def _lives(process: psutil.Process) -> bool:
    """A zombie holds nothing any more; it only waits for init to take note."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _from_lasting_thread(spawn: Callable[[], subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    """The kernel takes the thread that started a child for its parent: a passing one would take the server along."""
    if threading.current_thread() is threading.main_thread():
        return spawn()
    return _lasting_thread(os.getpid()).submit(spawn).result()


@cache
def _lasting_thread(_pid: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="servers")
