"""`podlinnik key`: which clients may use the API?"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from commands.faults import CallWrong
from commands.progress import stderr_console
from pipeline.cabinet import keys
from pipeline.cabinet.migrate import is_current
from pipeline.cabinet.protocol import DatabaseUnavailable
from pipeline.settings import read_settings
from pipeline.wiring_cabinet import build_cabinet

app = typer.Typer(help="Keys of the API.", no_args_is_help=True, rich_markup_mode=None)
DEFAULT_SCOPES = [keys.READ, keys.WRITE, keys.PREVIEWS]


@app.callback()
def options() -> None:
    """Keys of the API."""


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The client's name; a client may have several keys.")],
    scope: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(keys.SCOPES)}; repeat it.")] = None,
    per_minute: Annotated[int, typer.Option(min=1, help="Requests a minute.")] = keys.PER_MINUTE,
) -> None:
    """Make a key and print it on stdout: it is shown this once."""
    try:
        key = keys.add_key(_cabinet(), name, scope or DEFAULT_SCOPES, _now(), per_minute=per_minute)
    except ValueError as error:
        raise CallWrong(str(error)) from None
    print(key)
    stderr_console().print("Keep it now: only its hash is stored, it is never shown again.")


@app.command(name="list")
def list_keys() -> None:
    """Show the keys, without what is secret of them."""
    table = Table("id", "client", "scopes", "a minute", "made", "revoked")
    for row in keys.listed_keys(_cabinet()):
        revoked = row["revoked_at"].date().isoformat() if row["revoked_at"] else ""
        made = row["created_at"].date().isoformat()
        table.add_row(row["id"], row["name"], " ".join(row["scopes"]), str(row["per_minute"]), made, revoked)
    stderr_console().print(table)


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(help="As `podlinnik key list` shows it: 26 symbols.")]) -> None:
    """From now on the key opens nothing."""
    if not keys.revoke_key(_cabinet(), key_id, _now()):
        raise CallWrong("there is no valid key with this id; see `podlinnik key list`")


def _cabinet() -> Engine:
    """Raises `CallWrong` where the database cannot be used yet."""
    engine = build_cabinet(read_settings(), kept=0)
    try:
        if is_current(engine):
            return engine
    except (DatabaseUnavailable, SQLAlchemyError) as error:
        raise CallWrong(f"the database cannot be used: {type(error).__name__}") from None
    raise CallWrong("the database has not this version's tables: run `podlinnik database upgrade`")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
