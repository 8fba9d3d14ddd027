"""podlinnik database: how do the cabinet's tables come to be, and which version are they?"""

from __future__ import annotations

from typing import Annotated

import typer

from commands.cabinet import a_database
from commands.faults import CallWrong
from pipeline.cabinet import migrate
from pipeline.settings import read_settings
from pipeline.wiring_cabinet import build_cabinet

EXIT_NOT_CURRENT = 1

app = typer.Typer(help="The tables of the cabinet's database.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def options() -> None:
    """The tables of the cabinet's database."""


@app.command()
def upgrade() -> None:
    """Bring the tables to this version. Back the database up first; two calls at once do no harm."""
    engine = build_cabinet(read_settings(), kept=0)
    with a_database():
        before = migrate.version(engine)
        migrate.upgrade(engine)
    after = migrate.newest()
    typer.echo(f"at {after} already" if before == after else f"from {before or 'nothing'} to {after}")


@app.command()
def downgrade(
    to: Annotated[str, typer.Argument(help="A step's number; `base` takes all tables away.")],
    yes: Annotated[bool, typer.Option("--yes", help="Yes, what only later tables can hold is lost.")] = False,
) -> None:
    """Bring the tables back to an earlier step; what only later tables can hold is lost."""
    if not yes:
        raise CallWrong("what only later tables can hold is lost: say --yes, after a backup")
    engine = build_cabinet(read_settings(), kept=0)
    with a_database():
        before = migrate.version(engine)
        try:
            migrate.downgrade(engine, to)
        except migrate.UnknownStep:
            raise CallWrong(f"{to!r} is no step before {before or 'nothing'}") from None
        after = migrate.version(engine)
    typer.echo(f"from {before or 'nothing'} to {after or 'nothing'}")


@app.command()
def status() -> None:
    """Say which step the tables are at. Exit status 1 when it is not this version's."""
    engine = build_cabinet(read_settings(), kept=0)
    with a_database():
        found = migrate.version(engine)
    newest = migrate.newest()
    if found != newest:
        typer.echo(f"at {found or 'nothing'}; this version works with {newest}: podlinnik database upgrade")
        raise typer.Exit(EXIT_NOT_CURRENT)
    typer.echo(f"at {found}, current")
