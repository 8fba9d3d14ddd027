"""What does it cost a document to be opened in a child, and how much memory do the two take?

`python -m benchmarks.child_cost --count 40`: the same drawn papers through the five stages with a child and without,
in turns, in one process; processor time tells, for wall time is also what else the machine does.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.progress import track

from benchmarks.conditions import conditions
from benchmarks.markdown import table, verdict
from benchmarks.speed_reader import MIB, peak_memory
from commands.examine import Job, case_of, files_of, upload_of
from commands.manifest import Entry, read_manifest
from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.cabinet.journal import MemoryJournal
from pipeline.case import Case
from pipeline.confined.killers import Forgetful
from pipeline.esignatures.trust import Trust
from pipeline.log import configure_log
from pipeline.registry.load import import_snapshot
from pipeline.registry.protocol import Registry
from pipeline.registry.snapshot import SnapshotRegistry
from pipeline.rules.loader import load_kinds
from pipeline.runner import Patience, Runner
from pipeline.settings import Settings, calm_libraries
from pipeline.stages import in_one_process
from pipeline.wiring import build_clock, build_sequence, build_tools
from pipeline.wiring_child import Children, build_children, furniture

RESULTS = Path(__file__).parent / "results" / "child.md"
TARGET, MOST_MEMORY = 0.10, 400 * MIB
AS_OF = dt.date(2026, 11, 22)
WARM_UP = 4
"""Papers that are read before the measuring: models are loaded, caches filled."""

Examine = Callable[[Entry], Case]


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Seconds: of processors, and of wall clock."""

    processor: float
    wall: float


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", default="child")
    chosen = parser.parse_args(arguments)
    calm_libraries()
    configure_log("error")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        drawn = [sys.executable, "-m", "samples.draw", "--out", name, "--seed", chosen.seed]
        drawn += ["--count", str(chosen.count + WARM_UP), "--as-of", AS_OF.isoformat()]
        subprocess.run(drawn, check=True)  # what draws is not to be in this process: it has decoders
        import_snapshot(folder / "registry.jsonl", open_database(sqlite_url(folder / "registry.db")))
        registry = SnapshotRegistry(open_database(sqlite_url(folder / "registry.db")))
        lines = read_manifest(folder / "manifest.jsonl", frozenset(load_kinds()))
        entries = [line for line in lines if isinstance(line, Entry)]
        began = time.perf_counter()
        children = build_children(Settings(), Trust(), Forgetful())
        assert children.opening.version
        pid = children.opening._children[0].pid
        start = Spent(processor=of_process(pid), wall=time.perf_counter() - began)
        examine = with_child(children, registry)
        for entry in entries[:WARM_UP]:
            examine(entry)
        alone = peak_memory()
        ways = {"with": examine, "without": without_child(registry)}
        spent = measured(entries, ways, pid)
        memory = (alone, peak_memory(pid))
        children.close()
    text = page(spent, start, memory, count=chosen.count, seed=chosen.seed)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


def with_child(children: Children, registry: Registry) -> Examine:
    clock = build_clock(AS_OF)
    runner = Runner(sequence=build_sequence(children), versions={}, patience=Patience(tries=1))

    def examine(entry: Entry) -> Case:
        tools = build_tools(Settings(), registry, clock, files_of(entry), children)
        return runner.run(case_of(Job(entry=entry), upload_of(entry.file)), tools, MemoryJournal()).case

    return examine


def without_child(registry: Registry) -> Examine:
    """All in this process, as it would be where nobody minds."""
    from pipeline.wiring_room import build_room

    room, clock = build_room(furniture(Settings())), build_clock(AS_OF)
    sequence = in_one_process()
    runner = Runner(sequence=sequence, versions={}, patience=Patience(tries=1))

    def examine(entry: Entry) -> Case:
        tools = replace(room.open(entry.file.read_bytes(), None, clock), registry=registry)
        return runner.run(case_of(Job(entry=entry), upload_of(entry.file)), tools, MemoryJournal()).case

    return examine


def measured(entries: Sequence[Entry], ways: dict[str, Examine], pid: int) -> dict[str, list[Spent]]:
    """Each paper in both ways, whichever was second being first with the next. Both have to decide alike."""
    spent: dict[str, list[Spent]] = {way: [] for way in ways}
    for number, entry in enumerate(track(entries, "examining")):
        decided = {}
        for way in list(ways)[:: 1 if number % 2 else -1]:
            began, used = time.perf_counter(), time.process_time() + of_process(pid)
            decided[way] = ways[way](entry).decision
            used = time.process_time() + of_process(pid) - used
            spent[way].append(Spent(processor=used, wall=time.perf_counter() - began))
        assert decided["with"] == decided["without"]
    return {way: each[WARM_UP:] for way, each in spent.items()}


def of_process(pid: int) -> float:
    """Seconds of processor time of a process with one thread, to the nanosecond."""
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9


def page(spent: dict[str, list[Spent]], start: Spent, memory: tuple[int, int], **options: object) -> str:
    rows, middles = [], {}
    for way in ("without", "with"):
        times = [each.processor for each in spent[way]]
        middles[way] = statistics.fmean(times)
        walls = [each.wall for each in spent[way]]
        rows.append((f"{way} a child", f"{middles[way]:.3f} s", f"{statistics.median(times):.3f} s",
                     f"{statistics.fmean(walls):.3f} s"))  # fmt: skip
    share = start.processor / Settings().child_documents
    cost = (middles["with"] + share - middles["without"]) / middles["without"]
    verdicts = [
        (f"cost of the child, its start shared by {Settings().child_documents} documents", f"{cost:.1%}",
         f"under {TARGET:.0%}", verdict(cost < TARGET)),
        *(
            (f"memory at its most, {name}", f"{held // MIB} MiB", f"under {MOST_MEMORY // MIB} MiB",
             verdict(held < MOST_MEMORY))
            for name, held in zip(("the parent", "the child"), memory, strict=True)
        ),
        ("the two together", f"{sum(memory) // MIB} MiB", "", ""),
    ]  # fmt: skip
    return "\n".join(
        [
            "# What the child costs that opens uploads",
            "",
            "The same papers through all five stages, with the child and in one process, in turns in one run "
            "(`python -m benchmarks.child_cost`). Both ways decided each paper alike.",
            "",
            conditions(**options),
            "",
            table(("a paper", "processor, mean", "processor, median", "wall, mean"), rows),
            "",
            f"To start a child: {start.processor:.2f} s of processor time.",
            "",
            table(("", "measured", "wanted", "met"), verdicts),
            "",
            "The parent's memory is what it was before the other way loaded its decoders beside it.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
