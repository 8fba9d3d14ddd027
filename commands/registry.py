"""podlinnik registry: how does the register get into the database?"""

from __future__ import annotations

from pathlib import Path

import typer
from sqlalchemy.exc import SQLAlchemyError

from commands.desk import load_registry
from commands.faults import CallWrong
from commands.progress import stderr_console
from pipeline.addresses import has_password
from pipeline.settings import read_settings

EXIT_SOME_LINES_BAD = 1

app = typer.Typer(help="The snapshot of the register of medical workers.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def options() -> None:
    """The snapshot of the register of medical workers."""


@app.command(name="import")
def import_file(
    file: Path = typer.Argument(help="File of registry lines (JSON, one person a line)."),
    database: str = typer.Option(None, help="URL of the database; default: the installation's."),
    replace: bool = typer.Option(False, help="Also remove whoever the file does not name."),
) -> None:
    """Load a snapshot. The same file twice changes nothing; bad lines are named and left out.

    With master keys it is sealed, in a database that has its tables (`podlinnik database upgrade`).
    """
    settings = read_settings()
    url = settings.database_address(_without_password(database))
    try:
        faults = load_registry(file, url, stderr_console(), replace_all=replace, settings=settings)
    except SQLAlchemyError as error:
        raise CallWrong(f"the database cannot be used: {type(error).__name__}") from None
    if faults:
        raise typer.Exit(EXIT_SOME_LINES_BAD)


def _without_password(url: str | None) -> str | None:
    """A command line is seen by everyone on the machine, and remembered by shells."""
    if url is not None and has_password(url):
        raise CallWrong("no password on a command line: set PODLINNIK_DATABASE_URL instead")
    return url
