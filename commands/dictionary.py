"""podlinnik dictionary: how does the whole dictionary of medical positions come in?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer
from rich.console import Console

from commands.faults import CallWrong
from commands.progress import stderr_console
from pipeline.rules.employment.position_files import (
    BadRow,
    NoDictionary,
    keep_positions,
    load_positions,
    read_positions,
    version_in,
)
from pipeline.rules.employment.positions import Position, Positions
from pipeline.settings import read_settings

EXIT_SOME_ROWS_BAD = 1
FAULTS_SHOWN = 20

app = typer.Typer(help="The dictionary of medical positions.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def options() -> None:
    """The dictionary of medical positions (НСИ 1.2.643.5.1.13.13.11.1002)."""


@app.command(name="import")
def import_file(
    file: Path = typer.Argument(help="The dictionary: JSON as the ministry's API gives it, or CSV with ID and NAME."),
    version: str = typer.Option(None, help="Its version, where the file does not name it: 9.6."),
) -> None:
    """Take the place of the excerpt, or of the dictionary before. The same file twice changes nothing; bad rows are
    named and left out. Workers take it up when they start.
    """
    console, place = stderr_console(), read_settings().positions
    bad: list[BadRow] = []
    try:
        rows = list(_good(file, bad, console))
        kept, changed = keep_positions(rows, place, version or version_in(file))
    except NoDictionary as error:
        raise CallWrong(f"{file}: {error}") from None
    except OSError as error:
        raise CallWrong(f"{error.filename or file}: {error.strerror}") from None
    if len(bad) > FAULTS_SHOWN:
        console.print(f"{file.name}: {len(bad)} rows are bad in all", markup=False, highlight=False)
    _tell(kept, "imported" if changed else "nothing changed", console)
    if bad:
        raise typer.Exit(EXIT_SOME_ROWS_BAD)


@app.command()
def show() -> None:
    """Say which dictionary positions are told by."""
    try:
        _tell(load_positions(read_settings().positions), "in use", Console())
    except (NoDictionary, OSError) as error:
        raise CallWrong(f"{read_settings().positions}: {error}") from None


def _good(file: Path, bad: list[BadRow], console: Console) -> Iterator[Position]:
    for row in read_positions(file):
        if isinstance(row, BadRow):
            bad.append(row)
            if len(bad) <= FAULTS_SHOWN:
                console.print(f"{file.name}: line {row.line}: {row.why}", markup=False, highlight=False)
        else:
            yield row


def _tell(positions: Positions, what: str, console: Console) -> None:
    numbered = sum(1 for row in positions.rows if row.id is not None)
    console.print(
        f"{positions.oid}, version {positions.version}: {len(positions.rows)} positions, {numbered} with ids; {what}",
        markup=False, highlight=False, soft_wrap=True,
    )  # fmt: skip
