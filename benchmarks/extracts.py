"""How well are extracts about work read, from text and from scans, and in what time? `python -m benchmarks.extracts`

The extracts are drawn, by another layout engine, in other typefaces, column widths, row heights and borders than the
samples that reading was made on (`benchmarks/reporting_set/extract_forms.py`); no public scans exist.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import process_time

import cv2
import numpy as np
import pypdfium2
import typer

from benchmarks.markdown import percent, table, verdict
from benchmarks.reporting_set.camera import EASY, photographed
from benchmarks.reporting_set.extract_forms import Extract, draw
from benchmarks.reporting_set.extract_rows import Told
from benchmarks.reporting_set.scanner import scanned
from pipeline.case import Case, Claim, EventKind, Period, Upload, WorkDate, WorkEntry, WorkHistory
from pipeline.rules.employment.periods import periods_of
from pipeline.rules.employment.positions import kept_positions
from pipeline.wiring_room import OpeningRoom, build_room
from samples.textpdf import picture_pdf

OUT = Path(__file__).parent / "results" / "extracts.md"
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
COUNTS = (3, 6, 10, 16, 30, 60)
"""Events: from one page to more than ten."""
SCANNED = (2, 4, 6, 9)
SLIP = 0.75
"""What was read less surely goes to a person: so many of the wrong rows must be among them."""


@dataclass(kw_only=True)
class Score:
    """What came out right, counted."""

    papers: int = 0
    whole: int = 0
    rows: int = 0
    rows_right: int = 0
    cells: Counter[str] = field(default_factory=Counter)
    cells_right: Counter[str] = field(default_factory=Counter)
    periods: int = 0
    periods_right: int = 0
    surely_wrong: int = 0
    invented: int = 0
    suspected: int = 0
    pages: int = 0
    seconds: float = 0.0
    long_whole: int = 0
    long_papers: int = 0


def main(seed: str = "report-1", texts: int = 60, scans: int = 16, photos: int = 8, out: Path = OUT) -> None:
    """Draw, read, count, and write the tables."""
    cv2.setNumThreads(1)
    room = build_room({"engine": "tesserocr", "tessdata": None, "engine_seconds": 240.0})
    sets = {"text layer": texts, "scan": scans, "photo": photos}
    scores = {medium: measured(room, medium, f"{seed}/{medium}", count) for medium, count in sets.items() if count}
    out.write_text(report(seed, scores, ten_pages(room, seed)), encoding="utf-8")


def measured(room: OpeningRoom, medium: str, seed: str, count: int) -> Score:
    score = Score()
    counts = itertools.cycle(COUNTS if medium == "text layer" else SCANNED)
    for index, events in zip(range(count), counts, strict=False):
        rng = Random(f"{seed}/{index}")
        extract = draw(rng, events)
        data = extract.pdf if medium == "text layer" else pictured(rng, extract.pdf, medium)
        started = process_time()
        case = read(room, data)
        score.seconds += process_time() - started
        count_in(score, extract, case)
    return score


def pictured(rng: Random, pdf: bytes, medium: str) -> bytes:
    """The pages as a scanner or a telephone saw them, in one PDF."""
    dpi = rng.choice((150, 200, 200, 300))
    pictures = []
    for page in pypdfium2.PdfDocument(pdf):
        pixels = np.ascontiguousarray(page.render(scale=(dpi if medium == "scan" else 250) / 72).to_numpy()[:, :, :3])
        grey = rng.random() < 0.4
        seen = scanned(pixels, rng, dpi=dpi, grey=grey) if medium == "scan" else photographed(pixels, rng, EASY)
        pictures.append(cv2.imencode(".jpg", seen, (cv2.IMWRITE_JPEG_QUALITY, 82))[1].tobytes())
    return picture_pdf(pictures, 297, 210)


def read(room: OpeningRoom, data: bytes) -> Case:
    """Through the stages that open a file."""
    tools = room.open(data, None, lambda: NOW)
    upload = Upload(name="a.pdf", size=len(data), sha256=hashlib.sha256(data).hexdigest())
    case = Case(id="a", claim=Claim(kind="employment_history_extract", upload=upload))
    for stage in room.stages.values():
        case = stage(case, tools)
    return case


def count_in(score: Score, extract: Extract, case: Case) -> None:
    entries = case.reading.history.entries if case.reading and case.reading.history else ()
    score.papers += 1
    score.pages += len(case.pages or ())
    score.suspected += any(finding.code == "ALTERATION_SUSPECTED" for finding in case.findings)
    right_rows = 0
    for told, entry in aligned(extract, entries):
        if told is None:
            score.invented += 1
            continue
        cells = dict(compared(told, entry, own=extract.own))
        score.rows += 1
        score.cells.update(cells.keys())
        score.cells_right.update(name for name, right in cells.items() if right)
        right = all(cells.get(name, True) for name in ("date", "end", "event", "cancelled", "organisation"))
        right_rows += right
        score.surely_wrong += not right and entry is not None and entry.confidence >= SLIP
    score.rows_right += right_rows
    whole = right_rows == len(extract.told) == len(entries)
    score.whole += whole
    if len(case.pages or ()) > 5:
        score.long_papers += 1
        score.long_whole += whole
    count_periods(score, extract, tuple(entries))


def aligned(extract: Extract, entries: tuple[WorkEntry, ...]) -> list[tuple[Told | None, WorkEntry | None]]:
    """Rows as printed beside rows as read, in order, so that the most cells are right: a row that was lost is missing,
    and does not count against all that come after it. Two rows that share nothing are still each other's."""
    told = extract.told
    alike = [
        [1 + 2 * sum(right for _, right in compared(one, entry, own=extract.own)) for entry in entries] for one in told
    ]
    best = np.zeros((len(told) + 1, len(entries) + 1), np.int64)
    for row, column in itertools.product(range(len(told)), range(len(entries))):
        paired = best[row, column] + alike[row][column]
        best[row + 1, column + 1] = max(paired, best[row, column + 1], best[row + 1, column])
    pairs: list[tuple[Told | None, WorkEntry | None]] = []
    row, column = len(told), len(entries)
    while row or column:
        if row and column and best[row, column] == best[row - 1, column - 1] + alike[row - 1][column - 1]:
            row, column = row - 1, column - 1
            pairs.append((told[row], entries[column]))
        elif row and best[row, column] == best[row - 1, column]:
            row -= 1
            pairs.append((told[row], None))
        else:
            column -= 1
            pairs.append((None, entries[column]))
    return pairs[::-1]


def compared(told: Told, entry: WorkEntry | None, *, own: bool) -> Iterator[tuple[str, bool]]:
    """Each cell of a row, and whether it was read as it is printed; without spaces, stops and case."""
    names = (
        "date", "organisation", "number",
        *(("event", "position", "code", "reason", "cancelled", "order") if told.event else ("end",)),
    )  # fmt: skip
    if entry is None:
        yield from ((name, False) for name in names)
        return
    day = entry.date.day if entry.date else None
    seen = {
        "date": day == told.day, "organisation": bare(entry.organisation) == bare(told.employer),
        "end": (entry.end.day if entry.end else None) == told.end,
        "event": (entry.event.value if entry.event else "") == told.event,
        "position": bare(entry.position) == bare(told.position), "code": bare(entry.position_code) == bare(told.code),
        "reason": bare(entry.reason) == bare(told.reason), "cancelled": entry.cancelled == told.cancelled,
        "number": own or bare(entry.organisation_number) == bare(told.number),
        "order": bare(entry.basis) == bare(f"{told.order} от {told.day:%d.%m.%Y} № {told.order_number}"),
    }  # fmt: skip
    yield from ((name, seen[name]) for name in names)


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower().replace("ё", "е"))


def count_periods(score: Score, extract: Extract, entries: tuple[WorkEntry, ...]) -> None:
    """Periods that follow from what was read, beside those that follow from what is printed."""
    wanted = Counter(map(known_by, periods_from(tuple(map(true_entry, extract.told)))))
    found = Counter(map(known_by, periods_from(entries)))
    score.periods += sum(wanted.values())
    score.periods_right += sum((wanted & found).values())


def periods_from(entries: tuple[WorkEntry, ...]) -> tuple[Period, ...]:
    return periods_of(WorkHistory(entries=entries), kept_positions()).periods


def true_entry(told: Told) -> WorkEntry:
    """The entry that a faultless reader would make of a row."""
    return WorkEntry(
        page=1, hand="typed", table="events" if told.event else "periods", confidence=1.0,
        event=EventKind(told.event) if told.event else None, date=WorkDate(day=told.day),
        end=WorkDate(day=told.end) if told.end else None, organisation=told.employer,
        organisation_number=told.number, position=told.position, position_code=told.code, cancelled=told.cancelled,
    )  # fmt: skip


def known_by(period: Period) -> tuple[object, ...]:
    return bare(period.organisation), period.start.day, period.end.day if period.end else None


def report(seed: str, scores: dict[str, Score], ten: tuple[int, float]) -> str:
    head = ["", "papers", "pages", "every row right", "over five pages", "rows", "cells", "periods", "wrong and sure",
            "rows invented", "honest ones suspected", "s a page"]  # fmt: skip
    lines = [
        (
            medium, one.papers, one.pages, percent(one.whole, one.papers), percent(one.long_whole, one.long_papers),
            percent(one.rows_right, one.rows), percent(one.cells_right.total(), one.cells.total()),
            percent(one.periods_right, one.periods), one.surely_wrong, one.invented, one.suspected,
            f"{one.seconds / max(one.pages, 1):.2f}",
        )
        for medium, one in scores.items()
    ]  # fmt: skip
    cells = sorted({name for one in scores.values() for name in one.cells})
    by_cell = [(name, *(percent(one.cells_right[name], one.cells[name]) for one in scores.values())) for name in cells]
    return "\n".join([
        "# Extracts about work", "",
        f"`python -m benchmarks.extracts --seed {seed}`: all are drawn, by another layout engine, in other typefaces, "
        "widths, heights and borders than the samples. A row is right when its date, last day, event, cancelling and "
        "employer are; «wrong and sure» are rows that no person would be asked about. Seconds are of the processor, "
        "from the file to the fields.", "",
        table(head, lines), "", "## Cells", "", table(["", *scores], by_cell), "", "## Targets", "",
        table(["", "aimed at", "measured", "met"], targets(scores, ten)), "",
    ])  # fmt: skip


def targets(scores: dict[str, Score], ten: tuple[int, float]) -> Iterator[tuple[object, ...]]:
    text, scan = scores.get("text layer"), scores.get("scan")
    if text:
        met = text.whole >= 0.99 * text.papers
        yield "text layer: every period right", "99 % of papers", percent(text.whole, text.papers), verdict(met)
    if scan:
        cells, right = scan.cells.total(), scan.cells_right.total()
        yield "scans: cells", "97 %", percent(right, cells), verdict(right >= 0.97 * cells)
        met = scan.periods_right >= 0.95 * scan.periods
        yield "scans: periods", "95 %", percent(scan.periods_right, scan.periods), verdict(met)
    pages, seconds = ten
    yield f"a text layer of {pages} pages", "2 s", f"{seconds:.2f} s", verdict(seconds <= 2 * pages / 10)


def ten_pages(room: OpeningRoom, seed: str) -> tuple[int, float]:
    """Pages and the least of three times, of the first extract of ten pages or more."""
    for events in range(40, 200, 10):
        extract = draw(Random(f"{seed}/ten/{events}"), events)
        pages = len(pypdfium2.PdfDocument(extract.pdf))
        if pages >= 10:
            break
    times = []
    for _ in range(3):
        started = process_time()
        read(room, extract.pdf)
        times.append(process_time() - started)
    return pages, min(times)


if __name__ == "__main__":
    typer.run(main)
