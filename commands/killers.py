"""podlinnik killers: which uploads ended the process that opened them, and which may be tried again?"""

from __future__ import annotations

from collections.abc import Iterator

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from commands.faults import CallWrong
from pipeline.cabinet import killers
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.settings import Settings, read_settings
from pipeline.wiring_cabinet import build_cabinet
from pipeline.wiring_child import opened_with

app = typer.Typer(
    help="Uploads that ended the process which opened them: they go to a person at once.", no_args_is_help=True
)


@app.command(name="list")
def list_killers() -> None:
    """Show their hashes, how each ended its process, and whether this version would open it."""
    settings = read_settings()
    table = Table("SHA-256", "when", "how the process ended", "opened now")
    this_version = opened_with(settings)
    for engine in stores(settings):
        for killer in killers.killers_in(engine):
            opened = "no" if killer.opened_with == this_version else "once: another version, or other limits"
            table.add_row(killer.sha256, f"{killer.at:%Y-%m-%d %H:%M}", killer.cause, opened)
    Console().print(table)


@app.command()
def forgive(
    sha256: str = typer.Argument(None, help="The upload's hash."),
    every: bool = typer.Option(False, "--all", help="Forgive all of them."),
) -> None:
    """Let an upload be opened again: after a mend, or where the machine was at fault."""
    if (sha256 is None) is not every:
        raise CallWrong("podlinnik killers forgive SHA256, or --all")
    count = sum(killers.forgive(engine, sha256) for engine in stores(read_settings()))
    if not count:
        raise CallWrong("no such upload is known" if sha256 else "none is known")
    typer.echo(f"forgiven: {count}; hand the document in again, or decide about it by hand")


def stores(settings: Settings) -> Iterator[Engine]:
    """The file of `check`, `batch` and `explain`, if there is one, and the cabinet's database, if it has its tables.

    Raises `CallWrong` where the database cannot be reached.
    """
    if settings.killers.exists():
        yield killers.open_file(settings.killers)
    try:
        cabinet = build_cabinet(settings, kept=0)
        if killers.has_killers(cabinet):
            yield cabinet
    except DatabaseUnavailable as error:
        raise CallWrong(f"{error}: check DATABASE_URL and that the server runs") from None
