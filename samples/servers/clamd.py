"""How do tests get a clamd of their own, whose signatures are a handful?

Debian's package does without its database: the folder holds one file of hashes, so that nothing is downloaded and the
start takes a second and 60 MB.
"""

from __future__ import annotations

import hashlib
import pwd
import signal
import socket
from collections.abc import Mapping
from pathlib import Path

from samples.servers.own import OwnServer
from samples.servers.ports import HOST
from samples.servers.program import Program, find_program

CONFIGURATION = """\
Foreground yes
DatabaseDirectory {database}
LocalSocket {folder}/clamd.ctl
LocalSocketMode 600
TCPSocket {port}
TCPAddr {host}
TemporaryDirectory {folder}
MaxThreads 2
ReadTimeout 10
Bytecode no
ConcurrentDatabaseReload no
SelfCheck 3600
{more}"""


def eicar() -> bytes:
    """The file by which antiviruses are tried (EICAR), put together here so that no scanner takes this one for it."""
    return b"".join((b"X5O!P%@AP[4\\PZX54(P^)7CC)7}", b"$EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"))


class ClamdServer(OwnServer):
    """Knows the test file as `Test.File.UNOFFICIAL`, and what else `known` names by its content."""

    stop_signal = signal.SIGTERM

    def __init__(self, *, known: Mapping[str, bytes] | None = None, more: str = "") -> None:
        """`more`: further lines of its configuration, `StreamMaxLength 1M`."""
        super().__init__()
        self._known = {"Test.File": eicar(), **(known or {})}
        self._more = more

    @property
    def address(self) -> str:
        return f"unix://{self.folder}/clamd.ctl"

    @property
    def tcp(self) -> str:
        return f"tcp://{HOST}:{self.port}"

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asked:
                asked.settimeout(5)
                asked.connect(f"{self.folder}/clamd.ctl")
                asked.sendall(b"zPING\0")
                return asked.recv(16) == b"PONG\0"
        except OSError:
            return False

    def _prepare(self, folder: Path, user: pwd.struct_passwd | None) -> Program:
        database = folder / "database"
        database.mkdir()
        lines = (f"{hashlib.md5(file).hexdigest()}:{len(file)}:{name}" for name, file in self._known.items())
        (database / "known.hdb").write_text("\n".join(lines) + "\n", encoding="ascii")
        told = CONFIGURATION.format(database=database, folder=folder, host=HOST, port=self.port, more=self._more)
        configuration = folder / "clamd.conf"
        configuration.write_text(told, encoding="utf-8")
        return Program([find_program("clamd", "clamav-daemon"), f"--config-file={configuration}"], folder=folder)
