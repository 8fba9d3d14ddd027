"""Are extracts' rows compared as they are reported: a lost row is missing once, an invented one is invented once?"""

from __future__ import annotations

import datetime as dt

from benchmarks.extracts import Extract, Score, aligned, count_in
from benchmarks.reporting_set.extract_rows import Told
from pipeline.case import Case, Claim, EventKind, Reading, Upload, WorkDate, WorkEntry, WorkHistory

DAYS = tuple(dt.date(2020 + year, 3, 4) for year in range(4))


def told(day: dt.date) -> Told:
    return Told(employer="ГБУЗ «Больница»", number="1", day=day, event="transfer", position="Врач", order="Приказ")


def entry(day: dt.date, confidence: float = 0.9) -> WorkEntry:
    return WorkEntry(
        page=1, hand="typed", event=EventKind.TRANSFER, date=WorkDate(day=day), organisation="ГБУЗ «Больница»",
        organisation_number="1", position="Врач", basis=f"Приказ от {day:%d.%m.%Y}", confidence=confidence,
    )  # fmt: skip


def extract() -> Extract:
    return Extract(pdf=b"", own=False, employer="", told=tuple(map(told, DAYS)))


def scored(*entries: WorkEntry) -> Score:
    score = Score()
    claim = Claim(kind="employment_history_extract", upload=Upload(name="a.pdf", size=1, sha256="0" * 64))
    reading = Reading(kind_detected=None, history=WorkHistory(entries=entries))
    count_in(score, extract(), Case(id="a", claim=claim, reading=reading))
    return score


def test_a_lost_row_counts_once_and_not_against_those_after_it() -> None:
    score = scored(*(entry(day) for day in DAYS[1:]))
    assert (score.rows, score.rows_right, score.invented) == (4, 3, 0)
    assert score.cells["date"] == score.cells["order"] == 4
    assert score.cells_right["date"] == score.cells_right["order"] == 3


def test_an_invented_row_counts_once() -> None:
    score = scored(entry(DAYS[0]), entry(dt.date(1999, 1, 1)), *(entry(day) for day in DAYS[1:]))
    assert (score.rows_right, score.invented) == (4, 1)


def test_a_row_read_wrongly_is_that_row_and_no_other() -> None:
    entries = (entry(DAYS[0]), entry(dt.date(1999, 1, 1)), entry(DAYS[2]), entry(DAYS[3]))
    assert aligned(extract(), entries) == list(zip(map(told, DAYS), entries, strict=True))
    score = scored(*entries)
    assert (score.rows_right, score.invented, score.surely_wrong) == (3, 0, 1)
