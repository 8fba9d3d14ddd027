"""What do `batch`, `check` and `explain` work with?"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from commands.examine import Desk
from commands.faults import CallWrong
from commands.progress import bytes_progress
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.case import RegistryUnavailable
from pipeline.reading.engines import build_engine
from pipeline.registry.load import Fault, import_snapshot
from pipeline.rules.loader import load_kinds
from pipeline.settings import Settings, read_settings
from pipeline.wiring import build_clock, build_registry, versions_of

FAULTS_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A desk with all that is on it."""

    desk: Desk
    kinds: frozenset[str]
    versions: Mapping[str, str]
    faults: int
    """Lines of the register that could not be used."""


@contextlib.contextmanager
def prepared(registry: Path | None, as_of: dt.date | None, console: Console) -> Iterator[Prepared]:
    """Settings, rules, engine and register, checked before any work begins.

    A register file is imported into a database of its own that goes away afterwards; without one, the register
    that the settings name is asked: over HTTP, or the snapshot in the installation's database; without that, nobody can
    be asked and papers wait.
    Raises `CallWrong`.
    """
    settings = read_settings()
    folder = Path(tempfile.mkdtemp(prefix=f"podlinnik-{os.getpid()}-"))
    try:
        faults = 0
        if registry is None:
            url = _installed_registry(settings)
        else:
            url = sqlite_url(folder / "registry.db")
            faults = load_registry(registry, url, console)
        desk = Desk(settings=settings, registry_url=url, as_of=as_of, work_url=None)
        clock = build_clock(as_of)
        engine = build_engine(settings.engine, settings.tessdata, settings.engine_seconds)
        versions = versions_of(engine.version, build_registry(url, settings), clock, settings)
        yield Prepared(desk=desk, kinds=frozenset(load_kinds()), versions=versions, faults=faults)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def with_work(desk: Desk, work: Path) -> Desk:
    return replace(desk, work_url=sqlite_url(work))


def load_registry(path: Path, url: str, console: Console, *, replace_all: bool = False) -> int:
    """Import a file of registry lines with a progress bar; say which lines are bad. Returns their number."""
    shown: list[Fault] = []

    def bad_line(fault: Fault) -> None:
        shown.append(fault)
        if len(shown) <= FAULTS_SHOWN:
            console.print(f"{path.name}: line {fault.line}: {fault.why}", markup=False, highlight=False)
        else:
            shown.pop()

    try:
        size = path.stat().st_size
        with bytes_progress(console, "register", size) as progress:
            done = import_snapshot(path, open_database(url), bad_line=bad_line, progress=progress, replace=replace_all)
    except OSError as error:
        raise CallWrong(f"{path}: the register cannot be read: {error.strerror}") from None
    if done.faults > FAULTS_SHOWN:
        console.print(f"{path.name}: {done.faults} lines are bad in all", markup=False, highlight=False)
    console.print(f"{path.name}: {done.people} people in the register", markup=False, highlight=False)
    return done.faults


def _installed_registry(settings: Settings) -> str | None:
    """The installation's database, if a snapshot was imported into it, and unless the register is asked over HTTP."""
    if settings.registry == "http":
        return None
    url = settings.database_address()
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return None
    try:
        return url if build_registry(url).version else None
    except RegistryUnavailable:
        return None
