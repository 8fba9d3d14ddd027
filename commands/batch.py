"""podlinnik batch: what comes of every line of a manifest?"""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import FrameType

import typer
from rich.console import Console
from rich.table import Table

from commands.batch_run import Batch, count_lines, run_batch
from commands.desk import prepared, with_work
from commands.examine import build_examiner
from commands.faults import CallWrong, as_date
from commands.progress import documents_progress, stderr_console
from commands.result import Result
from pipeline.case import Outcome

EXIT_ALL_EXAMINED = 0
EXIT_SOME_NOT = 1
EXIT_INTERRUPTED = 130
NOT_EXAMINED = "not examined"


class Tally:
    """What came of the lines so far."""

    def __init__(self) -> None:
        self.decisions: Counter[tuple[str, str]] = Counter()
        self.stages: Counter[str] = Counter()
        self.errors: list[str] = []
        self.started = time.monotonic()

    def add(self, result: Result) -> None:
        self.decisions[result["kind"] or "?", result["decision"] or NOT_EXAMINED] += 1
        self.stages.update(result["stages"])
        if "error" in result:
            self.errors.append(result["error"])

    @property
    def count(self) -> int:
        return sum(self.decisions.values())

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started


def batch(
    context: typer.Context,
    manifest: Path = typer.Argument(help="File of manifest lines (JSON, one document a line)."),
    registry: Path = typer.Option(None, help="File of registry lines; without it, the imported snapshot is asked."),
    out: Path = typer.Option(..., help="File for the results, one line a document, in the manifest's order."),
    jobs: int = typer.Option(0, min=0, help="Processes; 0 means one a core."),
    as_of: str = typer.Option(None, metavar="YYYY-MM-DD", help="Decide as on that day."),
    as_json: bool = typer.Option(False, "--json", help="Print the summary as JSON."),
    keep_work: bool = typer.Option(False, help="Keep the results of each stage beside the results."),
) -> None:
    """Check every line of a manifest. A batch that was interrupted goes on where it stopped."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    console = stderr_console()
    total = count_lines(manifest)
    if out.is_dir() or out.absolute() in {manifest.absolute(), registry and registry.absolute()}:
        raise CallWrong(f"{out}: the results need a file of their own")
    tally = Tally()
    with prepared(registry, as_date(as_of), console) as ready:
        plan = Batch(
            manifest=manifest, out=out, jobs=jobs or os.cpu_count() or 1, desk=ready.desk,
            versions=ready.versions, kinds=ready.kinds, build=build_examiner, keep_work=keep_work,
            show_trace=(lambda trace: console.print(trace, markup=False)) if context.obj else lambda _: None,
        )  # fmt: skip
        plan = replace(plan, desk=with_work(plan.desk, plan.work))
        try:
            run_with_bar(plan, tally, total, console)
        except KeyboardInterrupt:
            console.print(f"interrupted: {tally.count} of {total} done; the same command goes on from here")
            raise typer.Exit(EXIT_INTERRUPTED) from None
    report(tally, out, as_json=as_json)
    if tally.errors or ready.faults:
        raise typer.Exit(EXIT_SOME_NOT)


def run_with_bar(plan: Batch, tally: Tally, total: int, console: Console) -> None:
    with documents_progress(console, total) as done:

        def seen(result: Result) -> None:
            tally.add(result)
            done()
            if "error" in result:
                console.print(f"{plan.manifest.name}: {result['error']}", markup=False, highlight=False)

        run_batch(plan, seen)


def report(tally: Tally, out: Path, *, as_json: bool) -> None:
    """The table at the end, or the same as JSON, on stdout."""
    if as_json:
        by_kind: dict[str, dict[str, int]] = {}
        for (kind, decision), count in sorted(tally.decisions.items()):
            by_kind.setdefault(kind, {})[decision] = count
        summary = {
            "results": str(out), "lines": tally.count, "errors": len(tally.errors),
            "seconds": round(tally.seconds, 3), "decisions": by_kind,
            "stages": {name: round(seconds, 3) for name, seconds in tally.stages.items()},
        }  # fmt: skip
        typer.echo(json.dumps(summary, ensure_ascii=False))
        return
    console = Console()
    console.print(decisions_table(tally))
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in tally.stages.items())
    if stages:
        console.print(f"seconds by stage: {stages}", markup=False, highlight=False)
    pace = f", {tally.seconds / tally.count:.2f} s each" if tally.count else ""
    console.print(f"{tally.count} documents in {tally.seconds:.1f} s{pace}; results: {out}", markup=False)


def decisions_table(tally: Tally) -> Table:
    """A row a kind; outcomes that nobody had are left out."""
    had = {outcome for _, outcome in tally.decisions}
    outcomes = [outcome for outcome in (*(outcome.value for outcome in Outcome), NOT_EXAMINED) if outcome in had]
    table = Table()
    table.add_column("kind", no_wrap=True)
    for outcome in outcomes:
        table.add_column(outcome, justify="right")
    for kind in sorted({kind for kind, _ in tally.decisions}):
        table.add_row(kind, *(str(tally.decisions[kind, outcome] or "") for outcome in outcomes))
    return table


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
