"""How is a process that opens uploads started, asked, and ended, whatever it does?

Nothing that it says is believed: lengths are bounded, numbers known, and nobody waits for it longer than he said.
"""

from __future__ import annotations

import contextlib
import math
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import IO

from pipeline.confined.child import LENGTH
from pipeline.confined.folders import emptied
from pipeline.confined.walls import HOME
from pipeline.confined.wire import HEADER, MOST_BYTES, MOST_JSON, Asked, Start, Told

CHILD = "pipeline.confined.child"
CHUNK = 1 << 20
LAST_MOMENT = 5.0
"""Seconds that a process which closed its pipe has to end by itself, so that one knows how it ended."""
MOST_PATIENCE = 2
"""Where processors are scarce it may take so many times as long."""
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")

Answer = tuple[Told, bytes, bytes]


class Gone(Exception):
    """The process is no more, or must not be: `why`, without anything that it said."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class TooLong(Gone):
    """It did not answer in time."""


class Process:
    """One child. What it does not do in time, or not as it should, ends in `Gone`; then only `kill` is left."""

    def __init__(self, plan: Callable[[Path], Start], environment: dict[str, str], folder: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(dir=folder))
        start = plan(self._folder)
        self._limits = start.limits
        self._began = 0.0
        self._child = _nursery(os.getpid()).submit(_started, self._folder, environment).result()
        for pipe in (self._stdin, self._stdout):
            os.set_blocking(pipe.fileno(), False)
        told = start.model_dump_json().encode()
        self._to_say = LENGTH.pack(len(told)) + told

    def ready(self, seconds: float) -> Answer:
        """What it tells first, once its engine is loaded. Raises `Gone`."""
        return self._spoken(self._to_say, b"", seconds)

    def ask(self, number: Asked, question: bytes, content: bytes, seconds: float) -> Answer:
        """What it answers within so many seconds. Raises `Gone`."""
        if self._stirs(writes=False, seconds=0.0)[0] and self._more(1):
            raise Gone("it spoke without being asked")
        return self._spoken(HEADER.pack(number, len(question), len(content)) + question, content, seconds)

    def begin_document(self) -> None:
        """Nothing of the last one stays in its folder; from now on its processor time is counted anew."""
        emptied(self._folder)
        self._began = self._used()
        self.allow(0)

    def allow(self, pages: int) -> None:
        """So much processor time as a document of so many pages may take, from its beginning."""
        most = math.ceil(self._began + self._limits.processor(pages))
        with contextlib.suppress(OSError):  # it is gone: what is asked next will tell
            _soft, hard = resource.prlimit(self._child.pid, resource.RLIMIT_CPU)
            resource.prlimit(self._child.pid, resource.RLIMIT_CPU, (most, hard))

    def kill(self) -> None:
        """The process and all that it started; its files go too."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, signal.SIGKILL)
        for pipe in (self._stdin, self._stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self._child.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def pid(self) -> int:
        return self._child.pid

    def queued(self) -> float:
        """Seconds that it has waited for a processor so far: a busy machine is no fault of a document."""
        try:
            return int(Path(f"/proc/{self._child.pid}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
        except (OSError, IndexError):
            return 0.0

    def address_space(self) -> int:
        """Bytes that it has now."""
        try:
            return int(Path(f"/proc/{self._child.pid}/statm").read_text(encoding="ascii").split()[0]) * PAGE
        except OSError:
            return 0

    def _used(self) -> float:
        """Seconds of processor time so far."""
        try:
            fields = Path(f"/proc/{self._child.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / TICKS

    def _spoken(self, said: bytes, content: bytes, seconds: float) -> Answer:
        """Say it and hear the answer, both at once: a pipe holds little."""
        began, queued = time.monotonic(), self.queued()
        left = [memoryview(part) for part in (said, content) if part]
        heard, wanted = bytearray(), HEADER.size
        header: tuple[Told, int, int] | None = None
        while header is None or len(heard) < wanted:
            most = min(seconds + self.queued() - queued, MOST_PATIENCE * seconds)
            left_over = began + most - time.monotonic()
            hears, takes = self._stirs(writes=bool(left), seconds=left_over)
            if not hears and not takes and left_over <= 0:
                raise TooLong(f"it took longer than {seconds:.0f} s")
            if takes:
                left[0] = left[0][self._write(left[0]) :]
                left = [part for part in left if part]
            if hears:
                heard += self._more(min(wanted - len(heard), CHUNK))
            if header is None and len(heard) == HEADER.size:
                header = _checked(bytes(heard))
                wanted += header[1] + header[2]
        number, length, _ = header
        body = memoryview(heard)[HEADER.size :]
        return number, bytes(body[:length]), bytes(body[length:])

    def _stirs(self, *, writes: bool, seconds: float) -> tuple[bool, bool]:
        """Within so many seconds: has it said something or ended; does it take more?"""
        poll = select.poll()
        poll.register(self._stdout, select.POLLIN)
        if writes:
            poll.register(self._stdin, select.POLLOUT)
        stirring = {descriptor for descriptor, _ in poll.poll(max(0, math.ceil(seconds * 1000)))}
        return self._stdout.fileno() in stirring, self._stdin.fileno() in stirring

    def _write(self, part: memoryview) -> int:
        try:
            return os.write(self._stdin.fileno(), part[:CHUNK])
        except BlockingIOError:
            return 0
        except OSError:
            raise Gone(self._how_it_ended()) from None

    def _more(self, length: int) -> bytes:
        try:
            more = os.read(self._stdout.fileno(), length)
        except BlockingIOError:
            return b""
        if not more:
            raise Gone(self._how_it_ended())
        return more

    def _how_it_ended(self) -> str:
        """Without taking note of its end: what it started is killed with its group, which is there until then."""
        ends_at = time.monotonic() + LAST_MOMENT
        while time.monotonic() < ends_at:
            ended = os.waitid(os.P_PID, self._child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is not None:
                return _told(ended.si_code, ended.si_status)
            time.sleep(0.01)
        return "it closed its pipe and went on"

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._child.stdin is not None
        return self._child.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._child.stdout is not None
        return self._child.stdout


def _checked(header: bytes) -> tuple[Told, int, int]:
    number, length, size = HEADER.unpack(header)
    if number not in set(Told):
        raise Gone("it told a number that is not known")
    if length > MOST_JSON or size > MOST_BYTES:
        raise Gone("it told of more than may come back")
    return Told(number), length, size


def _told(code: int, status: int) -> str:
    if code == os.CLD_EXITED:
        return f"it ended with status {status}"
    try:
        return f"it was killed by {signal.Signals(status).name}"
    except ValueError:
        return f"it was killed by signal {status}"


def _started(folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", CHILD, str(os.getpid())],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0, cwd=folder,
        start_new_session=True,
        env={**environment, "PYTHONPATH": str(HOME.parent), "HOME": str(folder), "TMPDIR": str(folder)},
    )  # fmt: skip


@lru_cache(maxsize=1)
def _nursery(_pid: int) -> ThreadPoolExecutor:
    """The thread that starts children: the kernel ends them with the thread, not the process, that started them."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="nursery")
