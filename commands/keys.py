"""podlinnik keys: with which master keys is what is stored sealed, and how are they changed?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from commands.cabinet import a_current_cabinet, a_file_store
from commands.faults import CallWrong
from commands.progress import stderr_console, units_progress
from pipeline.cabinet.file_store import FileLost, FileStore
from pipeline.cabinet.orphans import PREFIXES
from pipeline.cabinet.sealing.master import MasterKeys, MasterKeysWrong, new_master_key
from pipeline.cabinet.sealing.rotation import (
    Rotation,
    count_rows,
    data_keys_by_master,
    rewrap_data_keys,
    rotate,
    rows_by_state,
    sealed_columns,
)
from pipeline.cabinet.sealing.veil import veil_of
from pipeline.registry.veil import RegisterClosed
from pipeline.registry.veiling import people_by_state, veil_people
from pipeline.settings import Settings, read_settings
from pipeline.wiring_cabinet import build_cabinet, build_files, build_masters, now

EXIT_NOT_DONE = 1
OPEN = "open"
REGISTER = "registry_people"
"""With the names and numbers of each."""
PEOPLE_SEALED = "people of the register sealed"
app = typer.Typer(help="Master keys of what is stored.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def options() -> None:
    """Master keys of what is stored."""


@app.command()
def new(name: str = typer.Argument(None, help="What it is to be called. Default: this month.")) -> None:
    """Print a new master key, to be put before the others in PODLINNIK_MASTER_KEYS_FILE. It is kept nowhere."""
    try:
        typer.echo(new_master_key(name or f"{now():%Y-%m}"))
    except MasterKeysWrong as error:
        raise CallWrong(str(error)) from None


@app.command(name="rotate")
def rotate_command() -> None:
    """Bring everything under the current master key: the first of PODLINNIK_MASTER_KEYS.

    Keys are wrapped anew, contents are not touched; what lies open, from before there were keys, is sealed. Everything
    goes on meanwhile. A run that was broken off goes on where it was. Exit status 1 where a file does not open.
    """
    settings = read_settings()
    masters = _masters(settings)
    engine, rotation = build_cabinet(settings, kept=1), Rotation()
    try:
        with a_current_cabinet(engine), a_file_store("call again, it goes on from there"):
            rewrapped = rewrap_data_keys(engine, masters)
            _see_through(engine, build_files(settings), masters, rotation)
    finally:
        engine.dispose()
    table = Table("what was done", "how many")
    table.add_row("data keys rewrapped", str(rewrapped))
    for what, count in sorted(rotation.done.items()):
        table.add_row(what, str(count))
    Console().print(table)
    for name, why in rotation.faults:
        typer.echo(f"{name}: {why}", err=True)
    if rotation.done["files that do not open"]:
        raise typer.Exit(EXIT_NOT_DONE)


@app.command()
def status(
    no_files: bool = typer.Option(False, "--no-files", help="Do not look at the head of every file."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Say what is sealed with which key. Exit status 1 where anything is not under the current one.

    Until it is 0, older master keys may not be taken away.
    """
    settings = read_settings()
    masters = _masters(settings)
    engine = build_cabinet(settings, kept=1)
    try:
        with a_current_cabinet(engine), a_file_store("check PODLINNIK_FILES"):
            found = _look(engine, None if no_files else build_files(settings), masters)
    finally:
        engine.dispose()
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        _print(found, masters)
    if not found.done:
        raise typer.Exit(EXIT_NOT_DONE)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Data keys and files by the master key that wrapped them, rows by table: sealed and open."""

    current: str
    known: tuple[str, ...]
    data_keys: Counter[str]
    rows: dict[str, tuple[int, int]]
    files: Counter[str] | None

    @property
    def done(self) -> bool:
        masters = {*self.data_keys, *(self.files or ())}
        return masters <= {self.current} and not any(lie_open for _, lie_open in self.rows.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "current": self.current, "known": list(self.known), "data_keys": dict(self.data_keys),
            "rows": {table: {"sealed": sealed, OPEN: lie_open} for table, (sealed, lie_open) in self.rows.items()},
            "files": None if self.files is None else dict(self.files), "done": self.done,
        }  # fmt: skip


def _look(engine: Engine, files: FileStore | None, masters: MasterKeys) -> Standing:
    keys = data_keys_by_master(engine, masters)
    return Standing(
        current=masters.current, known=tuple(masters.ciphers), data_keys=keys,
        rows={table.name: rows_by_state(engine, table) for table in sealed_columns()} | {
            REGISTER: people_by_state(engine)
        },
        files=None if files is None else Counter(_wrapped_by(files)),
    )  # fmt: skip


def _wrapped_by(files: FileStore) -> Iterator[str]:
    with units_progress(stderr_console(), "files", len(PREFIXES)) as progress:
        for number, prefix in enumerate(PREFIXES, start=1):
            for name in files.listed(prefix):
                try:
                    yield files.standing(name).master or OPEN
                except (FileLost, ValueError):  # gone meanwhile, or podlinnik verify-store's affair
                    continue
            progress(number)


def _see_through(engine: Engine, files: FileStore, masters: MasterKeys, rotation: Rotation) -> None:
    """One bar: people of the register that lie open, rows, then the 256 parts of the file store."""
    _, people = people_by_state(engine)
    rows = people + count_rows(engine)
    with units_progress(stderr_console(), "rows, files", rows + len(PREFIXES)) as progress:
        for count in _veil_register(engine):
            rotation.done[PEOPLE_SEALED] += count
            progress(rotation.done[PEOPLE_SEALED])
        for unit in rotate(engine, files, masters, rotation):
            is_part = unit in PREFIXES
            progress(rows + PREFIXES.index(unit) + 1 if is_part else people + rotation.done["rows looked at"])


def _veil_register(engine: Engine) -> Iterator[int]:
    veil = veil_of(engine)
    if veil is not None:
        try:
            yield from veil_people(engine, veil)
        except RegisterClosed as error:
            raise CallWrong(str(error)) from None


def _print(found: Standing, masters: MasterKeys) -> None:
    table = Table("master key", "data keys", "files", "")
    for name in sorted({*masters.ciphers, *found.data_keys, *(found.files or ())} - {OPEN}):
        known = "" if name in masters.ciphers else "is not among the settings"
        remark = "current" if name == masters.current else known
        files = "–" if found.files is None else str(found.files[name])
        table.add_row(name, str(found.data_keys[name]), files, remark)
    if found.files is not None:
        table.add_row(OPEN, "", str(found.files[OPEN]), "not sealed" if found.files[OPEN] else "")
    Console().print(table)
    rows = Table("table", "rows sealed", "rows open")
    for name, (sealed, lie_open) in found.rows.items():
        rows.add_row(name, str(sealed), str(lie_open))
    Console().print(rows)
    if not found.done:
        typer.echo("not everything is under the current key: podlinnik keys rotate")


def _masters(settings: Settings) -> MasterKeys:
    masters = build_masters(settings)
    if masters is None:
        raise CallWrong("PODLINNIK_MASTER_KEYS is not set: `podlinnik keys new` prints a key for it")
    return masters

