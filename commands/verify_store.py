"""podlinnik verify-store: is every file there, unchanged, and does it open?"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import typer
from rich.console import Console
from rich.table import Table

from commands.cabinet import a_current_cabinet, a_file_store
from commands.progress import stderr_console, units_progress
from pipeline.cabinet.orphans import PREFIXES
from pipeline.cabinet.store_check import Fault, Found, Tally, Verifier, verify
from pipeline.settings import read_settings
from pipeline.wiring_cabinet import build_cabinet, build_files, now

EXIT_FAULTS = 1
SHOWN = 200
MEANS = {
    Fault.LOST: "a document has it, the store has not: restore it from a backup",
    Fault.CHANGED: "its bytes are not those that were handed in: restore it from a backup",
    Fault.LOCKED: "sealed with a master key that PODLINNIK_MASTER_KEYS has not",
    Fault.SIZE: "another length than was noted",
    Fault.UNOWNED: "no document has it; the sweep `files` removes it after seven days",
    Fault.FOREIGN: "no file of ours: look whose it is",
}


def verify_store(
    resume: bool = typer.Option(False, "--resume", help="Go on after the last run that did not come to its end."),
    seconds: float = typer.Option(None, min=1, help="Stop after so long; the next call with --seconds goes on there."),
    quick: bool = typer.Option(False, "--quick", help="Look at presence, length and key only; read no content."),
    jobs: int = typer.Option(4, min=1, max=64, help="Files read at once."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON: one line a fault, the last one sums up."),
) -> None:
    """Find lost, changed, locked and unowned files. Exit status 1 where any is lost, changed, locked or foreign.

    What a whole pass came to is noted for `/metrics`; a pass may be made in slices with --seconds.
    """
    settings = read_settings()
    engine, tally = build_cabinet(settings, kept=jobs), Tally()
    verifier = Verifier(engine=engine, files=build_files(settings), whole=not quick, at_once=jobs)
    ends = time.monotonic() + seconds if seconds else None
    try:
        with (
            a_current_cabinet(engine),
            a_file_store("go on with --resume"),
            units_progress(stderr_console(), "verifying", len(PREFIXES)) as progress,
        ):
            found = verify(
                verifier, tally, now, resume=resume or seconds is not None,
                step=lambda prefix: progress(PREFIXES.index(prefix) + 1),
                goes_on=lambda: ends is None or time.monotonic() < ends,
            )  # fmt: skip
            _print_json(found) if as_json else _print_table(found)
    finally:
        engine.dispose()
    summary = {"files": tally.files, **{fault.value: tally.found[fault.value] for fault in Fault}, "sound": tally.sound}
    if as_json:
        typer.echo(json.dumps(summary))
    else:
        counts = ", ".join(f"{tally.found[fault.value]} {fault.value}" for fault in Fault if tally.found[fault.value])
        typer.echo(f"{tally.files} files looked at; {counts or 'nothing is wrong'}")
    if not tally.sound:
        raise typer.Exit(EXIT_FAULTS)


def _print_json(found: Iterator[Found]) -> None:
    for each in found:
        typer.echo(json.dumps({"fault": each.fault.value, "file": each.name, "documents": list(each.documents)}))


def _print_table(found: Iterator[Found]) -> None:
    """Of the first faults; memory holds no more of them."""
    table, count = Table("file", "documents", "what is wrong"), 0
    for count, each in enumerate(found, start=1):
        if count <= SHOWN:
            table.add_row(each.name, " ".join(each.documents), f"{each.fault.value}: {MEANS[each.fault]}")
    if count:
        Console(width=None if Console().is_terminal else 220).print(table)
    if count > SHOWN:
        typer.echo(f"and {count - SHOWN} more: --json prints all")
