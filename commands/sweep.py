"""podlinnik sweep: what has to be done about the documents by the clock, done now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from commands.cabinet import a_current_cabinet
from commands.faults import CallWrong
from pipeline.settings import read_settings

if TYPE_CHECKING:
    from workers.sweeps import Swept

BUDGET = 600.0
"""Seconds: whoever calls by hand wants it done."""


def sweep(
    names: Annotated[list[str] | None, typer.Argument(help="Which sweeps. Default: all.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="Only say which there are.")] = False,
    seconds: Annotated[float, typer.Option(help="Longest run of one; what is left is left.")] = BUDGET,
) -> None:
    """Run sweeps by hand: work that nobody has, correction windows, validity, counts, what is old.

    They run by themselves where `podlinnik cron` and a worker do. Twice does no harm.
    """
    from workers.sweeps import BY_NAME, SWEEPS, build_sweeper, run_sweep

    if listing:
        _list()
        return
    for name in names or ():
        if name not in BY_NAME:
            raise CallWrong(f"{name!r} is no sweep; there are {', '.join(BY_NAME)}")
    sweeper = build_sweeper(read_settings())
    try:
        with a_current_cabinet(sweeper.engine):
            chosen = SWEEPS if everything or not names else tuple(BY_NAME[name] for name in dict.fromkeys(names))
            _print([run_sweep(each, sweeper, budget=seconds) for each in chosen])
    finally:
        sweeper.engine.dispose()


def _print(runs: list[Swept]) -> None:
    table = Table("sweep", "what was done", "seconds")
    for run in runs:
        done = ", ".join(f"{count} {what}" for what, count in run.done.items()) or "nothing to do"
        if not run.ran:
            done = "another process is at it"
        elif not run.whole:
            done += " (more is left: run it again)"
        table.add_row(run.name, done, f"{run.seconds:.2f}")
    Console().print(table)


def _list() -> None:
    from workers.sweeps import SWEEPS

    table = Table("sweep", "every", "what it does")
    for each in SWEEPS:
        table.add_row(each.name, f"{each.every} s", each.what)
    Console().print(table)
