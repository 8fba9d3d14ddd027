"""Where do temporary files lie, so that none stays behind? (in folders named after who must remove them)"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


def temporary_folder() -> Path:
    """Ours, named after this process; folders of processes that are gone are removed."""
    home = Path(tempfile.gettempdir())
    for old in home.glob("podlinnik-*-*"):
        owner = old.name.split("-")[1]
        if owner.isdecimal() and not Path(f"/proc/{owner}").exists() and Path("/proc/self").exists():
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"podlinnik-{os.getpid()}-"))


def emptied(folder: Path) -> None:
    """Remove what lies in the folder, without following where links lead."""
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            Path(entry.path).unlink(missing_ok=True)
