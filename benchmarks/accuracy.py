"""How right are the decisions and the fields? (draws a set, runs `podlinnik batch` on it, scores the results)"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks.accuracy_tables import accuracy_tables, failures_csv
from benchmarks.conditions import conditions
from benchmarks.score import Row, Score, read_lines, score
from samples.draw import AS_OF as SAMPLES_AS_OF

ALL_EXAMINED, SOME_NOT = 0, 1
SETS = {
    "reporting": "Reporting set: blanks, typefaces and damage that the code was not tuned on",
    "samples": "Sample papers, in the typefaces that are kept for reporting",
}


class BenchmarkFailed(Exception):
    """A command that the benchmark runs ended badly; its own words stand above."""


@dataclass(frozen=True, kw_only=True)
class PaperSet:
    """A drawn set: its folder, and the day on which it is to be decided (ISO 8601)."""

    name: str
    folder: Path
    as_of: str

    @property
    def manifest(self) -> Path:
        return self.folder / "manifest.jsonl"

    @property
    def registry(self) -> Path:
        return self.folder / "registry.jsonl"

    def truth(self) -> list[Row]:
        return read_lines(self.folder / "truth.jsonl")


@dataclass(frozen=True, kw_only=True)
class Scored:
    """What came of a set, and how many seconds `podlinnik batch` took for it."""

    papers: PaperSet
    score: Score
    count: int
    seconds: float


def draw_reporting(seed: int, count: int, folder: Path, console: Console) -> PaperSet:
    """Draw the reporting set anew. Raises `BenchmarkFailed`."""
    _draw("benchmarks.reporting_set.draw", seed, count, folder, console)
    return PaperSet(name="reporting", folder=folder, as_of=read_lines(folder / "truth.jsonl")[0]["as_of"])


def draw_samples(seed: int, count: int, folder: Path, console: Console) -> PaperSet:
    """Draw a batch of the sample papers anew, in the typefaces kept for reporting. Raises `BenchmarkFailed`."""
    _draw("samples.draw", seed, count, folder, console, "--press", "other")
    return PaperSet(name="samples", folder=folder, as_of=SAMPLES_AS_OF.isoformat())


def _draw(module: str, seed: int, count: int, folder: Path, console: Console, *more: str) -> None:
    console.print(f"drawing {count} papers from seed {seed}: {module}", highlight=False)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    options = ("--seed", str(seed), "--count", str(count), "--out", str(folder), *more)
    _run((sys.executable, "-m", module, *options), allowed=(ALL_EXAMINED,))


def examine(papers: PaperSet, jobs: int, console: Console) -> Scored:
    """Run the command that users run, from its beginning, and score what it wrote. Raises `BenchmarkFailed`."""
    work = papers.folder / "results"
    shutil.rmtree(work, ignore_errors=True)  # what is there would be continued
    work.mkdir()
    out = work / "results.jsonl"
    console.print(f"podlinnik batch: {papers.manifest}", highlight=False)
    command = (str(Path(sys.executable).parent / "podlinnik"), "batch", str(papers.manifest))
    options = ("--registry", str(papers.registry), "--out", str(out), "--as-of", papers.as_of, "--jobs", str(jobs))
    started = time.perf_counter()
    _run((*command, *options), allowed=(ALL_EXAMINED, SOME_NOT))
    seconds = time.perf_counter() - started
    truth = papers.truth()
    return Scored(papers=papers, score=score(truth, read_lines(out)), count=len(truth), seconds=seconds)


def _run(command: tuple[str, ...], *, allowed: tuple[int, ...]) -> None:
    """What it prints for a person is seen by the person."""
    try:
        status = subprocess.run(command, check=False, stdout=sys.stderr).returncode
    except FileNotFoundError:
        raise BenchmarkFailed(f"{command[0]} is not there: run `make setup`") from None
    if status not in allowed:
        raise BenchmarkFailed(f"{Path(command[0]).name} {' '.join(command[1:3])} ended with status {status}")


def report(scored: list[Scored], seed: int, jobs: int) -> str:
    """The page `accuracy.md`."""
    parts = ["# Accuracy", conditions(seed=seed, processes=jobs)]
    for one in scored:
        pace = f"{one.count} papers in {one.seconds:.0f} s ({one.seconds / max(one.count, 1):.2f} s each)"
        parts += [
            f"## {SETS[one.papers.name]}",
            f"`podlinnik batch --as-of {one.papers.as_of}`: {pace}, {one.score.genuine_count} genuine.",
            accuracy_tables(one.score),
        ]
    parts.append("What failed, paper by paper: `failures.csv`. How it is counted: [../README.md](../README.md).")
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def write_results(scored: list[Scored], out: Path, page: str) -> None:
    """`accuracy.md` and `failures.csv`; ids of the two sets differ in their first letter."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "accuracy.md").write_text(page, encoding="utf-8")
    failures = [failure for one in scored for failure in one.score.failures]
    (out / "failures.csv").write_text(failures_csv(failures), encoding="utf-8")
