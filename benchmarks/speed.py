"""How fast is a paper examined, in how much memory, beside plain pytesseract? (same files, same run, one thread)"""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from rich.console import Console
from rich.progress import track

from benchmarks.accuracy import BenchmarkFailed, PaperSet
from benchmarks.conditions import ROOT
from benchmarks.reading_truth import stands_in
from benchmarks.score import MEDIA, Row, medium_of, plain
from benchmarks.speed_reader import children, peak_memory

GLANCE = 0.02
"""Seconds between looks at the memory of a program that was started."""
PROGRAM = "tesseract"
HUGE = "scan_pdf_huge"
"""A scan in a PDF whose page claims to be a metre wide: a row of its own, since its size is what costs time."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What reading one paper took."""

    seconds: float
    processor: float
    """Seconds of processor time: also comparable on a busy machine."""
    found: int
    """True values that came out."""
    failed: bool
    """It could not be read, or not in time."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One paper, read both ways."""

    medium: str
    values: int
    ours: Reading
    plain: Reading
    stages: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Memory:
    """Peaks in bytes: our process and its child, the plain one, and the `tesseract` program that it starts."""

    ours: int
    child: int
    plain: int
    program: int


class Reader:
    """A process that reads papers when asked, one at a time."""

    def __init__(self, name: str, papers: PaperSet) -> None:
        command = (sys.executable, "-m", "benchmarks.speed_reader", name, str(papers.folder), papers.as_of)
        self.name = name
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.memory = 0
        self.child_memory = 0
        self.program_memory = 0

    def ask(self, paper: Row) -> dict[str, Any]:
        """What it answers. Raises `BenchmarkFailed` when it has ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"id": paper["id"], "medium": paper["medium"]}) + "\n")
        self.process.stdin.flush()
        with selectors.DefaultSelector() as answered:
            answered.register(self.process.stdout, selectors.EVENT_READ)
            while not answered.select(GLANCE):
                self._look_at_programs()
        line = self.process.stdout.readline()
        if not line:
            raise BenchmarkFailed(f"the {self.name} reader ended at {paper['id']}")
        answer: dict[str, Any] = json.loads(line)
        self.memory = answer["memory"]
        self.child_memory = max(self.child_memory, answer["child"])
        return answer

    def _look_at_programs(self) -> None:
        peaks = [peak_memory(process) for process, program in children(self.process.pid) if program == PROGRAM]
        self.program_memory = max(self.program_memory, *peaks, 0)


@contextmanager
def reader(name: str, papers: PaperSet) -> Iterator[Reader]:
    """A reader that is ended whatever happens."""
    started = Reader(name, papers)
    try:
        yield started
    finally:
        started.process.kill()
        started.process.communicate()


def medium_row(medium: str) -> str:
    return HUGE if "huge" in medium else medium_of(medium)


def choose(truth: Sequence[Row], count: int) -> list[Row]:
    """Genuine papers, as many of each medium as there are, in turn."""
    rows: dict[str, list[Row]] = {}
    for paper in truth:
        if paper["genuine"]:
            rows.setdefault(medium_row(paper["medium"]), []).append(paper)
    in_turn = zip_longest(*(rows[name] for name in (*MEDIA, HUGE) if name in rows))
    return [paper for turn in in_turn for paper in turn if paper is not None][:count]


def measure(papers: PaperSet, count: int, console: Console) -> tuple[list[Measured], Memory]:
    """Read `count` papers both ways, paper by paper, each way first in turn; one more warms both up, unmeasured.

    Raises `BenchmarkFailed`.
    """
    chosen = choose(papers.truth(), count + 1)
    if len(chosen) < 2:
        raise BenchmarkFailed(f"{papers.folder}: there are too few genuine papers to measure")
    measured = []
    with reader("podlinnik", papers) as ours, reader("plain", papers) as theirs:
        console.print(f"reading {len(chosen) - 1} papers with Podlinnik and with plain pytesseract", highlight=False)
        for each in (ours, theirs):
            each.ask(chosen[-1])
        bar = track(chosen[:-1], description="papers", console=console, disable=not console.is_terminal)
        for place, paper in enumerate(bar):
            order = (ours, theirs) if place % 2 else (theirs, ours)
            answers = {each.name: each.ask(paper) for each in order}
            measured.append(_measured(paper, answers["podlinnik"], answers["plain"]))
        memory = Memory(ours=ours.memory, child=ours.child_memory, plain=theirs.memory, program=theirs.program_memory)
        return measured, memory


def _measured(paper: Row, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Measured:
    """Of plain text it is asked whether a value stands anywhere in it; of ours, whether the field is exactly right."""
    anywhere = {name: stands_in(name, value, theirs["text"]) for name, value in paper["fields"].items()}
    asked = {name: found for name, found in anywhere.items() if found is not None}
    read = {name: field["value"] for name, field in ours["fields"].items()}
    right = sum(name in read and plain(read[name]) == plain(paper["fields"][name]) for name in asked)
    return Measured(
        medium=medium_row(paper["medium"]),
        values=len(asked),
        ours=_reading(ours, right),
        plain=_reading(theirs, sum(asked.values())),
        stages=ours["stages"],
    )


def _reading(answer: Mapping[str, Any], found: int) -> Reading:
    return Reading(seconds=answer["seconds"], processor=answer["processor"], found=found, failed=answer["failed"])
