"""Does a drawn labour book, handed in as a PDF, come out of the stages as its entries? (real engine, real pixels)"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
from functools import cache
from pathlib import Path
from typing import Literal

import pytest

from pipeline.cabinet.database import open_database, sqlite_url
from pipeline.caller import Podlinnik
from pipeline.case import Case, Claim, Holder, Upload, Weight
from pipeline.case.employment import EventKind, WorkEntry, WorkHistory
from pipeline.reading.engines import build_engine
from pipeline.registry.load import import_snapshot
from pipeline.stages.extraction import extraction
from pipeline.stages.format_check import format_check
from pipeline.stages.ocr import ocr
from pipeline.wiring_room import OpeningRoom
from samples.books.draw import KEPT, Book, book, handed_in

MISSING = {"SEAL_MISSING", "SIGNATURE_MISSING"}
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


@cache
def examined(fault: Literal["", "older", "unmarked"]) -> tuple[Book, Case]:
    """A short typed book with one dismissal at least, through the stages that open an upload."""
    made = next(
        one
        for seed in range(100)
        if len((one := book(random.Random(f"{fault}/{seed}"), variant="2004", by_hand=False, fault=fault)).sheets) == 2
        and any(entry.event == "dismissal" for entry in one.career.entries)
        and not one.duplicate
    )
    content = handed_in(random.Random(1), made, "scan_200")
    case = through_stages(content)
    return made, case


def through_stages(content: bytes) -> Case:
    upload = Upload(name="b.pdf", size=len(content), sha256=hashlib.sha256(content).hexdigest())
    case = Case(id="b", claim=Claim(kind="labour_book", upload=upload))
    tools = OpeningRoom(build_engine("tesserocr", None, 60.0)).open(content, None, lambda: NOW)
    for stage in (format_check, ocr, extraction):
        case = stage(case, tools)
    return case


def history(case: Case) -> WorkHistory:
    assert case.reading is not None
    assert case.reading.history is not None
    return case.reading.history


def dismissals(case: Case) -> list[WorkEntry]:
    return [entry for entry in history(case).entries if entry.event is EventKind.DISMISSAL]


def test_every_entry_is_there_with_its_day_and_event_and_the_series_beside_it() -> None:
    made, case = examined("")
    told = [(entry.event, entry.date.day if entry.date else None) for entry in history(case).entries]
    assert told == [(entry.event, entry.date) for entry in made.career.entries]
    assert all(entry.hand == "typed" and entry.box for entry in history(case).entries)
    assert case.reading is not None
    assert case.reading.fields["series"].value == made.series
    assert not history(case).duplicate
    assert not {f.code for f in case.findings} & {"DATES_INCONSISTENT", "PAGE_MISSING", "SCAN_UNREADABLE"}


def test_signature_and_seal_at_a_dismissal_are_seen_and_missed() -> None:
    _, attested = examined("")
    assert all(entry.signed is not False and entry.sealed for entry in dismissals(attested))
    assert not MISSING & {finding.code for finding in attested.findings}
    _, bare = examined("unmarked")
    assert all(not entry.signed and not entry.sealed for entry in dismissals(bare))
    assert MISSING & {finding.code for finding in bare.findings}


def test_a_book_older_than_its_series_goes_to_a_person() -> None:
    made, case = examined("older")
    assert made.career.entries[0].date.year < 2004, "the years between ТК and ТК-VI are not known: draw another"
    (finding,) = (finding for finding in case.findings if finding.code == "DATES_INCONSISTENT")
    assert (finding.weight, finding.field) == (Weight.REVIEW, "series")


@pytest.mark.parametrize("name", ["b-typed", "b-hand"])
def test_the_kept_books_come_out_as_their_truth_says(name: str) -> None:
    """Every row is found; what was typed is read, what a hand wrote is left to a person."""
    lines = (KEPT / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    truth = next(one for one in map(json.loads, lines) if one["id"] == name)
    found = history(through_stages((KEPT / "files" / f"{name}.pdf").read_bytes())).entries
    numbered = [entry for entry in truth["entries"] if entry["number"]]
    if truth["by_hand"]:
        assert len([entry for entry in found if entry.event is not EventKind.RENAMING]) == len(numbered)
        assert all(entry.hand == "handwritten" and entry.box and entry.confidence <= 0.3 for entry in found)
    else:
        told = [(str(entry.event), entry.date and entry.date.day.isoformat()) for entry in found]
        assert told == [(entry["event"], entry["date"]) for entry in truth["entries"]]
        assert {entry.organisation for entry in found} == {entry["organisation"] for entry in truth["entries"]}


@pytest.mark.engine
def test_a_typed_book_that_the_register_knows_is_approved_and_one_written_by_hand_goes_to_a_person(
    tmp_path: Path,
) -> None:
    address = sqlite_url(tmp_path / "register.db")
    import_snapshot(KEPT / "registry.jsonl", open_database(address))
    podlinnik = Podlinnik(registry=address, as_of=NOW.date())
    outcomes = {}
    for line in map(json.loads, (KEPT / "manifest.jsonl").read_text(encoding="utf-8").splitlines()):
        holder = Holder.model_validate(line["holder"])
        case = podlinnik.check(KEPT / line["file"], kind=line["kind"], holder=holder, declared=line["declared"])
        outcomes[line["id"]] = case.decision and case.decision.outcome.value
    podlinnik.close()
    assert outcomes == {"b-typed": "approved", "b-hand": "needs_review"}
