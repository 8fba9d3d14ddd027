"""How good and how fast is Podlinnik today? `python -m benchmarks.run` (`--quick` in two minutes)"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from benchmarks import accuracy, speed, speed_tables
from benchmarks.accuracy import BenchmarkFailed, PaperSet, Scored
from benchmarks.conditions import ROOT

RESULTS = ROOT / "benchmarks" / "results"
WORK = ROOT / "var" / "bench"
DRAWN_FOR_ONE_MEASURED = 3
"""Papers drawn for each whose time is measured, so that there are enough genuine ones of each medium."""
FAILED = 1
INTERRUPTED = 130
WIDTH = 120
"""Columns of the tables where no terminal says how many it has."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many papers are decided, and how many have their time measured."""

    count: int
    timed: int


WHOLE, QUICK = Size(count=400, timed=48), Size(count=40, timed=12)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One run of the benchmarks."""

    size: Size
    samples: int
    seed: int
    jobs: int
    only: str | None
    work: Path
    out: Path


def options(arguments: list[str] | None = None) -> Plan:
    """Read the command line; results of a run that is not whole go beside the drawn papers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=None, help="papers of the reporting set (400)")
    parser.add_argument("--samples", type=int, default=0, help="papers of `samples.draw` beside it (none)")
    parser.add_argument("--timed", type=int, default=None, help="papers whose time is measured (48)")
    parser.add_argument("--seed", type=int, default=20261122, help="the same seed draws the same papers")
    parser.add_argument("--jobs", type=int, default=2, help="processes of `podlinnik batch`; times are taken with one")
    parser.add_argument("--quick", action="store_true", help="few papers; results stay beside them")
    parser.add_argument("--only", choices=("accuracy", "speed"), default=None)
    parser.add_argument("--work", type=Path, default=WORK, help="folder for the drawn papers and their results")
    parser.add_argument("--out", type=Path, default=None, help="folder for the tables (benchmarks/results)")
    given = parser.parse_args(arguments)
    usual = QUICK if given.quick else WHOLE
    size = Size(count=given.count or usual.count, timed=given.timed or usual.timed)
    return Plan(
        size=size,
        samples=given.samples,
        seed=given.seed,
        jobs=given.jobs,
        only=given.only,
        work=given.work,
        out=given.out or (given.work / "tables" if given.quick else RESULTS),
    )


def main() -> None:
    """Run what was asked for, print the tables and keep them."""
    plan = options()
    console = Console(stderr=True)
    shown = Console(width=None if sys.stdout.isatty() else WIDTH)
    try:
        for name, page in run(plan, console):
            shown.print(Markdown(page))
            console.print(f"kept in {plan.out / name}", highlight=False)
    except BenchmarkFailed as error:
        console.print(f"benchmark: {error}", markup=False, highlight=False)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        console.print("interrupted: nothing was kept of what was not finished")
        sys.exit(INTERRUPTED)


def run(plan: Plan, console: Console) -> list[tuple[str, str]]:
    """File name and Markdown of each page that was written. Raises `BenchmarkFailed`."""
    pages = []
    drawn_for_times = plan.size.timed * DRAWN_FOR_ONE_MEASURED
    count = drawn_for_times if plan.only == "speed" else plan.size.count
    papers = accuracy.draw_reporting(plan.seed, count, plan.work / "reporting", console)
    if plan.only != "speed":
        scored = _score(plan, papers, console)
        page = accuracy.report(scored, plan.seed, plan.jobs)
        accuracy.write_results(scored, plan.out, page)
        pages.append(("accuracy.md", page))
    if plan.only != "accuracy":
        measured, memory = speed.measure(papers, plan.size.timed, console)
        page = speed_tables.report(measured, memory, plan.seed)
        plan.out.mkdir(parents=True, exist_ok=True)
        (plan.out / "speed.md").write_text(page, encoding="utf-8")
        pages.append(("speed.md", page))
    return pages


def _score(plan: Plan, papers: PaperSet, console: Console) -> list[Scored]:
    sets = [papers]
    if plan.samples:
        sets.append(accuracy.draw_samples(plan.seed, plan.samples, plan.work / "samples", console))
    return [accuracy.examine(one, plan.jobs, console) for one in sets]


if __name__ == "__main__":
    main()
