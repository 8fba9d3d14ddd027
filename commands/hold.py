"""podlinnik hold: what must not be purged, whatever its time."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from commands.cabinet import a_current_cabinet
from commands.choosing import Ids
from commands.faults import CallWrong
from commands.operator import Reference, operator, reference_of
from commands.reprocess_select import read_ids
from pipeline.cabinet import holds
from pipeline.settings import read_settings
from pipeline.wiring_cabinet import build_cabinet, now

app = typer.Typer(help="What must not be purged, whatever its time.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def options() -> None:
    """What must not be purged, whatever its time: a complaint, an inspection, a court."""


@app.command()
def add(reference: Reference, ids: Ids = None) -> None:
    """Put documents on hold."""
    _set(_wanted(ids), reference_of(reference))


@app.command()
def release(ids: Ids = None) -> None:
    """Let documents be purged again when their time has come."""
    _set(_wanted(ids), None)


@app.command(name="list")
def list_them() -> None:
    """List what is on hold."""
    engine = build_cabinet(read_settings(), kept=0)
    with a_current_cabinet(engine):
        rows = holds.held(engine)
    table = Table("document", "kind", "status", "reference")
    for row in rows:
        table.add_row(row["id"], row["kind"], row["status"], row["hold"])
    Console().print(table if rows else "nothing is on hold")


def _wanted(ids: Path | None) -> list[str]:
    named = read_ids(ids)
    if named is None:
        raise CallWrong("say which documents: --ids FILE, one id a line; - is stdin")
    return named


def _set(ids: list[str], reference: str | None) -> None:
    engine = build_cabinet(read_settings(), kept=0)
    with a_current_cabinet(engine):
        changed = holds.set_hold(engine, ids, reference, actor=operator(), now=now())
    typer.echo(f"{changed} {'put on hold' if reference else 'released'}")
