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
from sqlalchemy import Engine

from commands.examine import Desk
from commands.faults import CallWrong
from commands.progress import bytes_progress
from pipeline.cabinet.database import bring_keys, open_database, sqlite_url
from pipeline.cabinet.sealing.key_ring import ColumnLocked
from pipeline.cabinet.sealing.veil import veil_of
from pipeline.case import RegistryUnavailable
from pipeline.reading.engines import build_engine
from pipeline.registry.load import Fault, import_snapshot
from pipeline.registry.veil import RegisterClosed
from pipeline.rules.loader import load_kinds
from pipeline.settings import Settings, read_settings
from pipeline.wiring import build_clock, build_registry, versions_of
from pipeline.wiring_cabinet import build_masters

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
            with open_with_keys(url, settings) as database:
                bring_keys(database)
            faults = load_registry(registry, url, console, settings=settings)
        desk = Desk(settings=settings, registry_url=url, as_of=as_of, work_url=None)
        clock = build_clock(as_of)
        engine = build_engine(settings.engine, settings.tessdata, settings.engine_seconds)
        versions = versions_of(engine.version, build_registry(url, settings), clock, settings)
        yield Prepared(desk=desk, kinds=frozenset(load_kinds()), versions=versions, faults=faults)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def with_work(desk: Desk, work: Path) -> Desk:
    return replace(desk, work_url=sqlite_url(work))


@contextlib.contextmanager
def open_with_keys(url: str, settings: Settings | None) -> Iterator[Engine]:
    """A database, opened with the master keys of the settings, until it is not needed any more."""
    engine = open_database(url, masters=build_masters(settings) if settings is not None else None)
    try:
        yield engine
    finally:
        engine.dispose()


def load_registry(
    path: Path, url: str, console: Console, *, replace_all: bool = False, settings: Settings | None = None
) -> int:
    """Import a file of registry lines with a progress bar; say which lines are bad. Returns their number.

    It is veiled where the settings have master keys. Raises `CallWrong`.
    """
    shown: list[Fault] = []

    def bad_line(fault: Fault) -> None:
        shown.append(fault)
        if len(shown) <= FAULTS_SHOWN:
            console.print(f"{path.name}: line {fault.line}: {fault.why}", markup=False, highlight=False)
        else:
            shown.pop()

    try:
        size = path.stat().st_size
        with bytes_progress(console, "register", size) as progress, open_with_keys(url, settings) as database:
            done = import_snapshot(
                path, database, bad_line=bad_line, progress=progress, replace=replace_all, veil=veil_of(database)
            )
    except (RegisterClosed, ColumnLocked) as error:
        raise CallWrong(str(error)) from None
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
        return url if build_registry(url, settings).version else None
    except RegistryUnavailable:
        return None
