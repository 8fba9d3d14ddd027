"""Does every hostile file end in a reason, in time, and is nothing left behind? `python -m benchmarks.hostile`

A thousand drawn files in a row, then the corpora that nobody here made, through the command that everybody uses; then
every trick once through a cabinet with workers.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.conditions import conditions
from benchmarks.hostile_cabinet import Cabinet, run_cabinet
from benchmarks.hostile_watch import Watch, files_below
from benchmarks.markdown import table
from samples.draw import AS_OF
from samples.hostile.draw import KEPT, STRANGER, TRICKS, write
from samples.judge import read_lines

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
RESULTS = Path(__file__).parent / "results" / "hostile.md"
LIMIT_SECONDS, LIMIT_MIB = 30.0, 1536
HEAD = (
    "class of file", "files", "rejected", "needs a person", "ended by a limit", "reasons", "median s", "longest s",
    "peak MiB",
)  # fmt: skip
OFTEN = 3
"""Codes of a group that are told."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What came of one batch."""

    results: Sequence[Mapping[str, Any]]
    groups: Mapping[str, str]
    """Of each id: the class of its file."""
    bounces: Mapping[str, tuple[str, ...]]
    """Of an id that must bounce: the codes of which one must be given."""
    seconds: float
    peaks: Mapping[str, int]
    processes: int
    files: tuple[str, ...]

    def faults(self) -> list[str]:
        """Each breach of a promise, in a sentence."""
        found = [
            f"{line['id']} ({self.groups[line['id']]}): {why}" for line in self.results if (why := self._fault(line))
        ]
        found += [f"{group}: {peak} MiB" for group, peak in self.peaks.items() if peak > LIMIT_MIB]
        if self.processes:
            found.append(f"{self.processes} processes are left")
        return found + [f"a file is left: {name}" for name in self.files]

    def _fault(self, line: Mapping[str, Any]) -> str:
        codes = {reason["code"] for reason in line["reasons"]}
        wanted = self.bounces.get(line["id"], ())
        if line["decision"] not in ("rejected", "needs_review") or not codes:
            return f"{line['decision']} with {sorted(codes)}"
        if wanted and not codes & set(wanted):
            return f"{line['decision']} with {sorted(codes)} instead of one of {', '.join(wanted)}"
        spent = seconds_of(line)
        return f"{spent:.1f} s" if spent > LIMIT_SECONDS else ""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--without-cabinet", action="store_true")
    told = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        runs = [run_drawn(home / "drawn", told.seed, told.count, told.jobs)]
        if CORPUS.is_dir():
            runs.append(run_corpora(home / "corpora", told.jobs))
        (home / "cabinet").mkdir()
        cabinet = None if told.without_cabinet else run_cabinet(told.seed, home / "cabinet")
    faults = [fault for run in runs for fault in run.faults()]
    text = report(runs, cabinet, faults, told)
    print(text)
    RESULTS.write_text(text, encoding="utf-8")
    if faults or (cabinet and not cabinet.is_clean):
        raise SystemExit(1)


def run_drawn(home: Path, seed: int, count: int, jobs: int) -> Ran:
    """Trick by trick, so that memory can be told by class."""
    order = list(TRICKS)
    names = sorted((order[place % len(order)] for place in range(count)), key=order.index)
    made = write(home, seed, len(names), names)
    groups = {identity: one.trick.partition(":")[0] for identity, one in made.items()}
    return run_batch(home, groups, {identity: one.codes for identity, one in made.items()}, jobs)


def run_corpora(home: Path, jobs: int) -> Ran:
    """Each file of the corpora, handed in as a diploma of somebody whom the register does not know."""
    home.mkdir(parents=True)
    files = [path for path in sorted(CORPUS.rglob("*")) if path.is_file() and path.suffix != ".md"]
    groups = {}
    with (home / "manifest.jsonl").open("w", encoding="utf-8") as manifest:
        for path in files:
            groups[path.name] = f"corpus {path.parent.relative_to(CORPUS)}"
            line = {"id": path.name, "file": str(path), "kind": "higher_education_diploma", "holder": STRANGER}
            manifest.write(json.dumps(line, ensure_ascii=False) + "\n")
    return run_batch(home, groups, {}, jobs)


def run_batch(home: Path, groups: Mapping[str, str], bounces: Mapping[str, tuple[str, ...]], jobs: int) -> Ran:
    temporary = home / "temporary"
    temporary.mkdir()
    out = home / "results.jsonl"
    command = [
        sys.executable, "-m", "commands.main", "batch", str(home / "manifest.jsonl"),
        "--registry", str(KEPT / "registry.jsonl"), "--out", str(out), "--jobs", str(jobs),
        "--as-of", AS_OF.isoformat(),
    ]  # fmt: skip
    order = list(groups)
    started = time.monotonic()
    said = home / "said.txt"
    with said.open("wb") as told:
        environment = {**os.environ, "TMPDIR": str(temporary)}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=told, stderr=told)
    with Watch(process.pid, lambda: groups[order[min(done_so_far(out), len(order) - 1)]]) as watch:
        process.wait()
    if not out.exists():
        words = said.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise SystemExit(f"the batch ended with status {process.returncode}:\n{words}")
    return Ran(
        results=read_lines(out), groups=groups, bounces=bounces, seconds=time.monotonic() - started, peaks=watch.peaks,
        processes=len(watch.left()), files=tuple(files_below(temporary)),
    )  # fmt: skip


def done_so_far(out: Path) -> int:
    """Lines of the batch that are in its work store."""
    work = out.with_name(out.name + ".work")
    try:
        with contextlib.closing(sqlite3.connect(f"file:{work}?mode=ro", uri=True, timeout=0.2)) as connection:
            return int(connection.execute("select count(*) from batch_lines").fetchone()[0])
    except sqlite3.Error:
        return 0


def seconds_of(line: Mapping[str, Any]) -> float:
    return float(sum(line["stages"].values()))


def report(runs: Sequence[Ran], cabinet: Cabinet | None, faults: Sequence[str], told: argparse.Namespace) -> str:
    rows = [row for run in runs for row in rows_of(run)]
    files, seconds = sum(len(run.results) for run in runs), sum(run.seconds for run in runs)
    held = "**held**." if not faults else f"**{len(faults)} breaches**:\n\n" + "\n".join(
        f"- {fault}" for fault in faults
    )
    parts = [
        "# Hostile files",
        conditions(seed=told.seed, processes=told.jobs),
        f"{files} files in a row, {seconds / 60:.0f} minutes, by `podlinnik batch`. Seconds are the wall clock's of "
        "all stages; what a limit ended has none.",
        table(HEAD, rows),
        f"No approval, a reason each, {LIMIT_SECONDS:.0f} s and {LIMIT_MIB} MiB at most, no process and no "
        f"temporary file left: {held}",
        *([told_of(cabinet)] if cabinet else []),
    ]
    return "\n\n".join(parts) + "\n"


def told_of(cabinet: Cabinet) -> str:
    statuses = ", ".join(f"{count} {status}" for status, count in sorted(cabinet.statuses.items()))
    return (
        f"Through a cabinet (PostgreSQL, Redis, two worker processes) every trick once: {cabinet.documents} files, "
        f"{statuses}; left: {cabinet.leases} leases, {cabinet.processes} processes, {len(cabinet.files)} temporary "
        f"files; {cabinet.peak_mib} MiB at most."
    )


def rows_of(run: Ran) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for group in dict.fromkeys(run.groups.values()):
        lines = [line for line in run.results if run.groups[line["id"]] == group]
        decisions = Counter(line["decision"] for line in lines)
        codes = Counter(line["reasons"][0]["code"] for line in lines if line["reasons"])
        spent = sorted(map(seconds_of, lines))
        rows.append(
            (
                group, len(lines), decisions["rejected"], decisions["needs_review"],
                sum("error" in line for line in lines),
                ", ".join(f"{code} {count}" for code, count in codes.most_common(OFTEN)),
                f"{spent[len(spent) // 2]:.2f}", f"{spent[-1]:.1f}", run.peaks.get(group, "–"),
            )
        )  # fmt: skip
    return rows


if __name__ == "__main__":
    main()
