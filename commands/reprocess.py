"""podlinnik reprocess: what was decided before, decided again by the rules, the code and the register of today."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from commands.cabinet import a_current_cabinet
from commands.faults import CallWrong
from commands.operator import operator
from commands.progress import stderr_console
from commands.reprocess_run import carry_on
from commands.reprocess_select import asked_for, read_ids
from commands.reprocess_tables import print_run, print_runs, write_changes
from pipeline.cabinet.reprocessing import runs
from pipeline.cabinet.reprocessing.selection import Refused, apply_shadow, create_run, exists
from pipeline.settings import Settings, read_settings
from pipeline.wiring_cabinet import build_cabinet, now

EXIT_SOME_NOT = 1

app = typer.Typer(
    help="Decide again what was decided before.", no_args_is_help=True, rich_markup_mode=None,
)  # fmt: skip

RunId = Annotated[str, typer.Argument(help="The run's id.")]
Inline = Annotated[bool, typer.Option("--inline", help="Work in this process, beside workers that may be there.")]
Detach = Annotated[bool, typer.Option("--detach", help="Leave it to the workers; do not watch.")]
Rate = Annotated[
    float | None, typer.Option(min=0.001, help="At most so many documents a second, all workers together.")
]
Out = Annotated[Path | None, typer.Option(help="Write each decision that changes: FILE.csv or FILE.jsonl.")]


@app.callback()
def options() -> None:
    """Decide again what was decided before: only the stages that a change made stale run.

    A reviewer's decision stands, no correction window is opened, and an approval is never taken back by itself.
    """


@app.command()
def start(
    status: Annotated[list[str] | None, typer.Option(help="Only documents with this status.")] = None,
    reason: Annotated[list[str] | None, typer.Option(help="… with this reason code.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="… of this kind.")] = None,
    decided_from: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="… decided on that day or later.")
    ] = None,
    decided_to: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="… decided on that day or before.")
    ] = None,
    rules: Annotated[str | None, typer.Option(help="… decided by this version of the rules, or `current`.")] = None,
    rules_not: Annotated[
        str | None, typer.Option(help="… decided by any other version than this, or `current`.")
    ] = None,
    ids: Annotated[
        Path | None, typer.Option(help="Just these documents: a file, one id a line; - reads stdin.")
    ] = None,
    shadow: Annotated[bool, typer.Option("--shadow", help="Write nothing: only tell what would change.")] = False,
    rate: Rate = None,
    inline: Inline = False,
    detach: Detach = False,
    out: Out = None,
) -> None:
    """Select documents and decide them again. All conditions must hold; an option given twice means either."""
    chosen = asked_for(
        statuses=status, codes=reason, kinds=kind, first_day=decided_from, last_day=decided_to, rules=rules,
        rules_not=rules_not,
    )  # fmt: skip
    listed = read_ids(ids)
    if listed is not None and chosen.as_json():
        raise CallWrong("--ids names the documents: no other condition may stand beside it")
    with _cabinet() as (settings, engine):
        run_id = create_run(
            engine, chosen, actor=operator(), now=now(), shadow=shadow, per_second=rate, ids=listed
        )  # fmt: skip
        _go_on(settings, engine, run_id, inline=inline, detach=detach, out=out)


@app.command()
def resume(run: RunId, inline: Inline = False, detach: Detach = False, out: Out = None) -> None:
    """Go on with a run that was paused or interrupted, or join one that runs."""
    with _cabinet() as (settings, engine):
        if exists(engine, run)["state"] != "selecting":
            runs.move(engine, run, "running", actor=operator(), now=now())
        _go_on(settings, engine, run, inline=inline, detach=detach, out=out)


@app.command()
def pause(run: RunId) -> None:
    """Let workers stop after the document at hand; `resume` goes on."""
    _move(run, "paused")


@app.command()
def cancel(run: RunId) -> None:
    """End a run where it is. What it wrote stays."""
    _move(run, "cancelled")


@app.command()
def apply(run: RunId, rate: Rate = None, inline: Inline = False, detach: Detach = False, out: Out = None) -> None:
    """Make the changes that a shadow run showed: just these documents, each examined again, none set blindly."""
    with _cabinet() as (settings, engine):
        run_id = apply_shadow(engine, run, actor=operator(), now=now(), per_second=rate)
        _go_on(settings, engine, run_id, inline=inline, detach=detach, out=out)


@app.command()
def status(run: RunId) -> None:
    """How far a run is."""
    with _cabinet() as (_, engine):
        print_run(engine, run, changes=False)


@app.command()
def show(run: RunId, out: Out = None) -> None:
    """What a run changed, or a shadow run would change."""
    with _cabinet() as (_, engine):
        print_run(engine, run, changes=True)
        if out is not None:
            write_changes(engine, run, out)


@app.command(name="list")
def list_runs() -> None:
    """The latest runs."""
    with _cabinet() as (_, engine):
        print_runs(engine)


def _go_on(settings: Settings, engine: Engine, run_id: str, *, inline: bool, detach: bool, out: Path | None) -> None:
    """Carry or watch the run to its end, then say what came of it."""
    if not inline and settings.redis_url is None:
        inline = True
    if not carry_on(settings, engine, run_id, stderr_console(), inline=inline, detach=detach):
        return
    print_run(engine, run_id, changes=True)
    if out is not None:
        write_changes(engine, run_id, out)
    counts = runs.progress(engine, run_id).counts
    if counts["failed"] or counts["waiting"]:
        raise typer.Exit(EXIT_SOME_NOT)


def _move(run_id: str, state: str) -> None:
    with _cabinet() as (_, engine):
        runs.move(engine, run_id, state, actor=operator(), now=now())
        print_run(engine, run_id, changes=False)


@contextlib.contextmanager
def _cabinet() -> Iterator[tuple[Settings, Engine]]:
    """What a run's state does not allow is the caller's fault. Raises `CallWrong`."""
    settings = read_settings()
    engine = build_cabinet(settings, kept=2)
    try:
        with a_current_cabinet(engine):
            yield settings, engine
    except Refused as error:
        raise CallWrong(str(error)) from None
    finally:
        engine.dispose()
