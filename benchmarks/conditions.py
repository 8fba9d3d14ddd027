"""Under which conditions was something measured? (commit, day, machine, versions)"""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
from pathlib import Path

from benchmarks.markdown import table

ROOT = Path(__file__).resolve().parent.parent
CODE = ("pipeline", "commands", "benchmarks", "samples")
"""What changes what is measured."""
GIB = 1024**3


def conditions(**more: object) -> str:
    """A Markdown table; `more` are the run's own options."""
    rows = {
        "commit": commit(),
        "day of the run": f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC",
        **{name.replace("_", " "): value for name, value in more.items()},
        "machine": machine(),
        "software": f"Python {platform.python_version()}, {tesseract()}",
    }
    return table(("measured", ""), rows.items())


def commit() -> str:
    """The commit, and whether the code differs from it."""
    head = _said("git", "rev-parse", "--short=12", "HEAD")
    changed = _said("git", "status", "--porcelain", "--", *(f"{room}/**.py" for room in CODE), "pipeline/**.toml")
    return (head or "not under git") + (" with changes that are not committed" if changed else "")


def machine() -> str:
    """Processor, cores, memory: what a time depends on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"


def tesseract() -> str:
    """The first line that the program says of itself."""
    return (_said("tesseract", "--version").splitlines() or ["no tesseract program"])[0]


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _said(*command: str) -> str:
    """What a program says on stdout; nothing when it is not there or fails."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
