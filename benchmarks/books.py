"""How well are labour books read? `python -m benchmarks.books --seed 20261128 --count 60` (keeps results/books.md)

Books are drawn with script faces, print and measures that the code was not tuned on (`samples.books.draw --press
other`).
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import track

from benchmarks.books_tables import report
from benchmarks.conditions import ROOT, conditions
from pipeline.case import Case, Claim, Period, Upload
from pipeline.case.employment import EventKind, WorkDate, WorkEntry, WorkHistory
from pipeline.reading.engines import build_engine
from pipeline.rules.employment.employers import Employers
from pipeline.rules.employment.periods import Derived, periods_of
from pipeline.rules.employment.positions import kept_positions, stems_of
from pipeline.stages.extraction import extraction
from pipeline.stages.format_check import format_check
from pipeline.stages.ocr import ocr
from pipeline.stages.tools import Tools
from pipeline.weighing.employment_findings import SURE
from pipeline.wiring_room import OpeningRoom
from samples.books.careers import Entry
from samples.books.draw import MEDIA, Book, Medium, book, handed_in
from samples.style import Press

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


@dataclass(frozen=True, kw_only=True)
class Scored:
    """What came of one book: counts by what is counted, and how long it took."""

    by_hand: bool
    medium: Medium
    seconds: float
    pages: int
    counts: Counter[str] = field(default_factory=Counter)


def draw(seed: int, index: int, press: Press = "other") -> tuple[Book, Medium, bytes]:
    rng = random.Random(f"{seed}/{index}")
    made = book(rng, press, by_hand=index % 2 == 0)
    medium = rng.choices(list(MEDIA), weights=list(MEDIA.values()))[0]
    return made, medium, handed_in(rng, made, medium, press, shuffled=rng.random() < 0.25)


def read(content: bytes, room: OpeningRoom) -> Case:
    """Through the stages that open an upload."""
    upload = Upload(name="b.pdf", size=len(content), sha256=hashlib.sha256(content).hexdigest())
    case = Case(id="b", claim=Claim(kind="labour_book", upload=upload))
    tools: Tools = room.open(content, None, lambda: NOW)
    for stage in (format_check, ocr, extraction):
        if not case.stopped:
            case = stage(case, tools)
    return case


def score(made: Book, medium: Medium, case: Case, seconds: float) -> Scored:
    history = (case.reading.history if case.reading else None) or WorkHistory()
    derived, expected = periods_of(history, kept_positions()), periods_of(truth_of(made), kept_positions())
    counts = Counter(
        rows=len(made.career.entries), rows_found=rows_found(made, history), rows_read=len(history.entries),
        rows_right=rows_right(made, history.entries), periods=len(expected.periods),
        books=1, kind=int(case.reading is not None and case.reading.kind_detected == "labour_book"),
        called_hand=sum(entry.hand == "handwritten" for entry in history.entries),
    )  # fmt: skip
    employers = expected.employers
    counts["periods_right"] = sum(any(same(one, two, employers) for two in derived.periods) for one in expected.periods)
    for period in unasked(derived, history):
        counts["unasked"] += 1
        counts["unasked_wrong"] += not any(same(period, other, employers) for other in expected.periods)
    return Scored(by_hand=made.by_hand, medium=medium, seconds=seconds, pages=len(case.pages or ()), counts=counts)


def truth_of(made: Book) -> WorkHistory:
    """The book's entries as a perfect reader would hand them on."""
    return WorkHistory(entries=tuple(_entry(entry) for entry in made.career.entries))


def _entry(entry: Entry) -> WorkEntry:
    return WorkEntry(
        page=1, hand="typed", number=entry.number, event=EventKind(entry.event), date=WorkDate(day=entry.date),
        organisation=entry.organisation, position=entry.position, basis=entry.basis, confidence=1.0,
        reason=entry.text if entry.event == "renaming" else "",
    )  # fmt: skip


def same(one: Period, other: Period, employers: Employers) -> bool:
    """Same first and last day, employer and position."""
    ends = one.end.day if one.end else None, other.end.day if other.end else None
    return (
        one.start.day == other.start.day
        and ends[0] == ends[1]
        and employers.same(one.organisation, other.organisation)
        and stems_of(one.position) == stems_of(other.position)
    )


def unasked(derived: Derived, history: WorkHistory) -> Iterable[Period]:
    """Periods that no person would be asked about, even were there no register to compare them with."""
    faulty = {index for fault in derived.faults for index in fault.entries}
    for period in derived.periods:
        own = [history.entries[index] for index in period.entries]
        if period.confidence >= SURE and not faulty & set(period.entries) and all(one.hand == "typed" for one in own):
            yield period


def rows_found(made: Book, history: WorkHistory) -> int:
    """Entries whose row was found: counted page by page of the file, so that one too many makes up for none missed."""
    pages = set(made.began)
    written = Counter((page - min(pages)) // 2 for page in made.began)
    read_on = sorted(Counter(entry.page for entry in history.entries).values(), reverse=True)
    wanted = sorted(written.values(), reverse=True)
    return sum(min(one, other) for one, other in zip(wanted, read_on, strict=False))


def rows_right(made: Book, entries: Sequence[WorkEntry]) -> int:
    """Entries with the right day and event."""
    told = Counter((entry.date.day, str(entry.event)) for entry in entries if entry.date and entry.event)
    wanted = Counter((entry.date, str(entry.event)) for entry in made.career.entries)
    return sum((wanted & told).values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20261128, help="the same seed draws the same books")
    parser.add_argument("--count", type=int, default=60, help="books; every other one is written by hand")
    given = parser.parse_args()
    room = OpeningRoom(build_engine("tesserocr", None, 120.0))
    scored = []
    for index in track(range(given.count), description="reading", console=Console(stderr=True)):
        made, medium, content = draw(given.seed, index)
        started = time.process_time()
        case = read(content, room)
        scored.append(score(made, medium, case, time.process_time() - started))
    page = report(scored, conditions(seed=given.seed, books=given.count))
    (ROOT / "benchmarks" / "results" / "books.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
