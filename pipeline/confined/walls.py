"""What stands between a hostile file and the machine? (each wall is put up where the kernel has it, and told of)"""

from __future__ import annotations

import errno
import resource
import site
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.case import Record
from pipeline.confined.bounds import lower
from pipeline.confined.calls import refuse_calls
from pipeline.confined.kernel import PR_SET_NO_NEW_PRIVS, prctl, unshare
from pipeline.confined.landlock import see_only
from pipeline.confined.limits import Limits

HOME = Path(__file__).resolve().parent.parent
"""The package; not the folder it lies in, which may hold uploads."""
LIBRARIES = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
DATA = (
    "/usr/share/misc", "/usr/share/file", "/etc/magic", "/etc/magic.mgc",
    "/usr/share/tesseract-ocr", "/usr/share/tessdata", "/usr/local/share/tessdata",
    "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/zoneinfo", "/etc/localtime",
    "/dev/urandom", "/dev/random", "/dev/zero", "/sys/devices/system/cpu",
)  # fmt: skip
"""What decoders, the recogniser and Python read while they work: nothing of anybody's."""
PROGRAMS = ("/usr/bin", "/usr/local/bin", "/bin", "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")
NEW_USER, NEW_IPC, NEW_NETWORK = 0x10000000, 0x08000000, 0x40000000
USERS = "allow user namespaces: systemd's RestrictNamespaces=, AppArmor's apparmor_restrict_unprivileged_userns, Docker"


class Wall(Record):
    """`why` it does not stand, empty when it does; `remedy`: what to do about it."""

    name: str
    why: str = ""
    remedy: str = ""


def raise_walls(limits: Limits, own: Path, readable: tuple[Path, ...], *, programs: bool) -> tuple[Wall, ...]:
    """Confine this process for good; call while it has one thread. Says of each wall whether it stands.

    `own` is its folder for temporary files; `programs`: whether the recogniser is one.
    """
    return tuple(_raised(limits, own, readable, programs=programs))


def _raised(limits: Limits, own: Path, readable: tuple[Path, ...], *, programs: bool) -> Iterator[Wall]:
    _limit(limits)
    yield Wall(name="limits")
    failed = prctl(PR_SET_NO_NEW_PRIVS, 1)
    yield Wall(name="no new privileges", why=_refused(failed), remedy="Linux 3.5 or later" if failed else "")
    failed = unshare(NEW_USER | NEW_IPC | NEW_NETWORK)
    yield Wall(name="network of its own", why=_refused(failed), remedy=USERS if failed else "")
    runs = tuple(map(Path, PROGRAMS)) if programs else ()
    why = see_only((*_python(), *readable, *map(Path, (*LIBRARIES, *DATA))), runs, own)
    yield Wall(name="files (Landlock)", why=why, remedy="Linux 5.13 or later with lsm=landlock" if why else "")
    why = refuse_calls(programs=programs)
    yield Wall(name="calls (seccomp)", why=why, remedy="a kernel with CONFIG_SECCOMP_FILTER" if why else "")


def _limit(limits: Limits) -> None:
    """Processor time for all its documents; the parent lowers what it may use up to the limit of each."""
    lower(resource.RLIMIT_AS, limits.memory_bytes)
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_NOFILE, limits.open_files)
    lower(resource.RLIMIT_FSIZE, limits.file_bytes)
    lower(resource.RLIMIT_MEMLOCK, 0)
    lower(resource.RLIMIT_MSGQUEUE, 0)


def _python() -> Iterator[Path]:
    """Where modules are loaded from, but for the folder that holds ours: it may hold uploads too."""
    yield HOME
    yield from map(Path, (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix))
    yield from (Path(each) for each in {*sys.path, *site.getsitepackages()} if each and Path(each) != HOME.parent)


def _refused(failed: int) -> str:
    return f"the kernel refuses it ({errno.errorcode.get(failed, failed)})" if failed else ""
