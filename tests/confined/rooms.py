"""A room whose stages do what the document says: it is furnished within the walls, as the real one is."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import stat
import subprocess
import tempfile
import time
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pipeline.case import Case, Finding, Line, Page, RetryLater, Unreadable, Weight

BUILD = f"{__name__}:build"
GIB = 1024**3


class Told(SimpleNamespace):
    """The tools of a stage that obeys."""


class Obedient:
    """Does as it is told, and tells what came of it in a finding."""

    version = "obedient 1"

    def __init__(self) -> None:
        self.opened: list[weakref.ref[Any]] = []

    @property
    def stages(self) -> Mapping[str, Callable[[Case, Any], Case]]:
        return {"format_check": told, "ocr": told, "extraction": recalled}

    def open(self, content: bytes, signature: bytes | None, clock: Callable[[], Any]) -> Any:
        tools = Told(order=content.decode(), signature=signature, clock=clock, room=self)
        self.opened.append(weakref.ref(tools))
        return tools


def build(argument: Mapping[str, Any]) -> Obedient:
    if argument.get("broken"):
        raise LookupError("a secret surname")
    return Obedient()


def told(case: Case, tools: Any) -> Case:
    order, *more = tools.order.split(" ", 1)
    try:
        came = ORDERS[order](*more)
    except OSError as error:
        came = f"refused: {type(error).__name__} {error.errno}"
    if order == "claim":
        came = case.model_dump_json()
    if order == "remembered":
        came = str(sum(known() is not None for known in tools.room.opened))
    if order == "beside":
        came = str(tools.signature)
    page = Page(number=1, width=10, height=10, lines=(Line(words=(), box=(0, 0, 1, 1)),))
    return case.with_(Finding(code="TOLD", weight=Weight.NOTE, detail=str(came)), pages=(page,))


def recalled(case: Case, _tools: Any) -> Case:
    """Tells of what the stage before left."""
    found = f"{len(case.pages or ())} pages, {len(case.findings)} findings"
    return case.with_(Finding(code="TOLD", weight=Weight.NOTE, detail=found))


def _fork() -> str:
    if os.fork() == 0:
        time.sleep(600)
    return "a child"


def _swell() -> int:
    return len(bytearray(8 * GIB))


_kept: list[bytes | bytearray] = []


def _leak() -> str:
    _kept.append(bytearray(GIB // 2))
    return "kept"


def _crumble() -> str:
    """64 MiB in small pieces, given up but for some, the last of which lies on top of the heap."""
    pieces = [bytes([1 + number % 255]) * 4096 for number in range(16_384)]
    _kept.extend((*pieces[::512], pieces[-1]))
    return "crumbled"


def _spin() -> None:
    while True:
        pass


def _write(path: str) -> str:
    with Path(path).open("wb") as file:
        file.write(bytes(4 << 20))
    return "written"


def _written_at_home() -> str:
    there = sorted(path.name for path in Path().iterdir())
    Path("trace").write_bytes(b"a page")
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"another")
    return f"{there} {Path.cwd() == Path(tempfile.gettempdir())}"


def _raise() -> None:
    raise LookupError("a secret surname")


def _late() -> None:
    raise RetryLater("a secret surname")


def _unreadable() -> None:
    raise Unreadable("a secret surname")


def _call(number: str) -> str:
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall(int(number), 0, 0, 0, 0, 0)
    return f"errno {ctypes.get_errno()}"


def _long_lived() -> str:
    return str(subprocess.Popen(["sleep", "600"]).pid)


def _say(hexadecimal: str) -> None:
    """Straight into the pipe to the parent, past all that would keep one from it."""
    for descriptor in range(3, 20):
        with contextlib.suppress(OSError):
            if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
                os.write(descriptor, bytes.fromhex(hexadecimal))
                return


def _say_and_sleep(hexadecimal: str) -> None:
    _say(hexadecimal)
    time.sleep(600)


def _burn(seconds: str) -> str:
    began = time.process_time()
    while time.process_time() - began < float(seconds):
        pass
    return "burnt"


ORDERS: Mapping[str, Callable[..., Any]] = {
    "nothing": lambda: "done",
    "claim": lambda: "",
    "beside": lambda: "",
    "remembered": lambda: "",
    "socket": lambda: socket.socket(socket.AF_INET),
    "local_socket": lambda: socket.socket(socket.AF_UNIX),
    "read": lambda path: len(Path(path).read_bytes()),
    "list": os.listdir,
    "write": _write,
    "home": _written_at_home,
    "fork": _fork,
    "run": lambda: subprocess.run(["/bin/true"], check=True),
    "long_lived": _long_lived,
    "leave_the_group": os.setsid,
    "kill": lambda pid: os.kill(int(pid), signal.SIGTERM),
    "chmod": lambda path: Path(path).chmod(0o777),
    "call": _call,
    "swell": _swell,
    "leak": _leak,
    "crumble": _crumble,
    "spin": _spin,
    "burn": _burn,
    "sleep": lambda: time.sleep(600),
    "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "exit": lambda: os._exit(7),
    "raise": _raise,
    "late": _late,
    "unreadable": _unreadable,
    "say": _say,
    "say_and_sleep": _say_and_sleep,
}
