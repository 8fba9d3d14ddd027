"""Is LibreOffice on this machine, where, and which? (nothing of it is loaded here)"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

PLACES = ("usr/lib/libreoffice/program", "usr/lib64/libreoffice/program", "opt/libreoffice*/program")
LIBRARIES = ("libmergedlo.so", "libsofficeapp.so")
"""Of which one can be called from within a process: as Debian builds it, and as others do."""
VERSION = "versionrc"
DATA = (
    "/etc/libreoffice", "/usr/share/libreoffice", "/var/lib/libreoffice", "/var/spool/libreoffice", "/opt",
    "/usr/share/liblangtag", "/etc/fonts", "/usr/share/fontconfig", "/var/cache/fontconfig",
)  # fmt: skip
"""What it reads beside its own folder: nothing of anybody's."""


@dataclass(frozen=True, kw_only=True)
class Office:
    """`version` changes with the installed program."""

    folder: Path
    library: str
    version: str


def find_office(root: Path = Path("/")) -> Office | None:
    """None where there is none."""
    for place in PLACES:
        for folder in sorted(root.glob(place)):
            library = next((name for name in LIBRARIES if (folder / name).is_file()), None)
            if library is not None:
                return Office(folder=folder, library=library, version=_version(folder, library))
    return None


def _version(folder: Path, library: str) -> str:
    """By what it says of itself and how long its library is: a security update changes the one or the other."""
    said = folder / VERSION
    known = said.read_bytes() if said.is_file() else b""
    known += str((folder / library).stat().st_size).encode()
    return f"LibreOffice {hashlib.sha256(known).hexdigest()[:8]}"
