"""How is clamd asked about a file? (ClamAV's daemon over its socket; one time limit for a whole question)

The client is our own, because those that are kept bound each read by itself and so wait for ever for a server that
drips, and read a line of any length. The protocol is clamd(8)'s: `zCOMMAND\\0`, chunks with their length before them,
an answer that ends with a zero byte.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import select
import socket
import struct
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.case import ScanResult, VirusScan

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
CLEAN = "stream: OK"
FOUND = re.compile(r"stream: (\S[\x20-\x7e]{0,200}) FOUND")
VERSION = re.compile(r"(ClamAV [\w.+~-]{1,40})(?:/(\d{1,9})/([\x20-\x7e]{10,40}))?")
UNSEEN = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")
"""What clamd calls found, where it says that it could not look inside."""
TOO_LARGE = "INSTREAM size limit exceeded"


class ClamdFailed(Exception):
    """clamd was not asked to the end. `why` is a word of `VirusScan.why`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class ClamdVersion:
    """`database` and its date are those of ClamAV's own signatures; None where only others are loaded."""

    scanner: str
    database: str | None = None
    database_date: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Clamd:
    """`address` is `unix:///path` or `tcp://host:port`; `seconds` are for one file, from the call to the answer."""

    address: str
    seconds: float

    def scan(self, content: bytes) -> VirusScan:
        """What clamd says of the bytes. All that is no clear answer is `not_scanned`."""
        deadline = time.monotonic() + self.seconds
        try:
            known = self._version(deadline)
        except ClamdFailed as failure:
            return VirusScan(result=ScanResult.NOT_SCANNED, why=failure.why)
        scan = VirusScan(
            result=ScanResult.NOT_SCANNED, scanner=known.scanner, database=known.database,
            database_date=known.database_date,
        )  # fmt: skip
        try:
            answer = self._of_content(content, deadline)
        except ClamdFailed as failure:
            return scan.model_copy(update={"why": failure.why})
        return scan.model_copy(update=verdict(answer))

    def version(self) -> ClamdVersion:
        """Raises `ClamdFailed`."""
        return self._version(time.monotonic() + self.seconds)

    def _version(self, deadline: float) -> ClamdVersion:
        with _connected(self.address, deadline) as opened:
            stream = _Stream(opened, deadline)
            stream.send(b"zVERSION\0")
            found = VERSION.fullmatch(stream.answer().strip())
        if found is None:
            raise ClamdFailed("nonsense")
        return ClamdVersion(scanner=found[1], database=found[2], database_date=_moment(found[3]))

    def _of_content(self, content: bytes, deadline: float) -> str:
        with _connected(self.address, deadline) as opened:
            stream = _Stream(opened, deadline)
            stream.send(b"zINSTREAM\0")
            whole = stream.send_content(content)
            answer = stream.answer()
        if answer == CLEAN and not whole:
            raise ClamdFailed("nonsense")
        return answer


def verdict(answer: str) -> dict[str, object]:
    """Members of `VirusScan` that an answer to INSTREAM fills."""
    if answer == CLEAN:
        return {"result": ScanResult.CLEAN}
    found = FOUND.fullmatch(answer)
    if found is None:
        return {"why": "too_large" if TOO_LARGE in answer else "nonsense"}
    if found[1].startswith(UNSEEN):
        return {"why": "unseen"}
    return {"result": ScanResult.INFECTED, "malware": found[1]}


class _Stream:
    """A connection whose every step is bounded by what is left of the time."""

    def __init__(self, opened: socket.socket, deadline: float) -> None:
        self._socket = opened
        self._deadline = deadline

    def send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            self._socket.settimeout(left(self._deadline))
            try:
                view = view[self._socket.send(view) :]
            except TimeoutError:
                raise ClamdFailed("too_slow") from None
            except OSError:
                raise ClamdFailed("hung_up") from None

    def send_content(self, content: bytes) -> bool:
        """Chunk by chunk. False when clamd spoke before it had seen the end: its limit was passed, for one."""
        for start in range(0, len(content), CHUNK):
            chunk = content[start : start + CHUNK]
            try:
                if self._speaks():
                    return False
                self.send(struct.pack("!I", len(chunk)) + chunk)
            except ClamdFailed:
                if self._speaks():
                    return False
                raise
        if self._speaks():
            return False
        self.send(struct.pack("!I", 0))
        return True

    def answer(self) -> str:
        received = bytearray()
        while not received.endswith(b"\0"):
            if len(received) > LONGEST_ANSWER:
                raise ClamdFailed("nonsense")
            self._socket.settimeout(left(self._deadline))
            try:
                part = self._socket.recv(LONGEST_ANSWER)
            except TimeoutError:
                raise ClamdFailed("too_slow") from None
            except OSError:
                raise ClamdFailed("hung_up") from None
            if not part:
                raise ClamdFailed("hung_up")
            received += part
        return bytes(received[:-1]).decode("ascii", "replace")

    def _speaks(self) -> bool:
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(0))


def left(deadline: float) -> float:
    """Seconds until then. Raises `ClamdFailed` when it has passed."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise ClamdFailed("too_slow")
    return seconds


def _connected(address: str, deadline: float) -> socket.socket:
    parts = urlsplit(address)
    try:
        if parts.scheme != "unix":
            return socket.create_connection((parts.hostname or "", parts.port or 3310), left(deadline))
        with contextlib.ExitStack() as unless_connected:
            opened = unless_connected.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            opened.settimeout(left(deadline))
            opened.connect(parts.path)
            unless_connected.pop_all()
    except TimeoutError:
        raise ClamdFailed("too_slow") from None
    except OSError:
        raise ClamdFailed("unreachable") from None
    return opened


def _moment(text: str | None) -> dt.datetime | None:
    """`ctime` of the scanner's machine, taken for UTC: it is for the age in days."""
    try:
        return dt.datetime.strptime(text or "", "%a %b %d %H:%M:%S %Y").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
