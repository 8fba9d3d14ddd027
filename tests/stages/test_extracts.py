"""Does an extract about work, drawn and read by the real engine, tell its rows, its holder and its day?"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
from pathlib import Path

import pytest

from pipeline.case import Case, Claim, Upload
from pipeline.wiring_room import OpeningRoom, build_room
from samples import media, style
from samples.blanks import history_extract
from samples.canvas import Paper
from samples.facts import Facts, Marks, holder_for
from samples.forgeries import Forge, hidden_text, layer_under_picture, typed_over

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
KEPT = Path("samples/kept/extracts")
ISSUED = dt.date(2025, 5, 5)


@pytest.fixture(scope="module")
def room() -> OpeningRoom:
    return build_room({"engine": "tesserocr", "tessdata": None, "engine_seconds": 120.0})


def drawn(seed: str, variant: str, rows: int) -> tuple[Facts, Paper]:
    rng = random.Random(seed)
    facts = history_extract.invent(rng, holder_for(rng, ISSUED, (30, 50)), ISSUED, variant, rows=rows)
    return facts, history_extract.draw(rng, facts, style.draw(rng), Marks())


def read(room: OpeningRoom, data: bytes) -> Case:
    tools = room.open(data, None, lambda: NOON)
    upload = Upload(name="a.pdf", size=len(data), sha256=hashlib.sha256(data).hexdigest())
    case = Case(id="a-1", claim=Claim(kind=history_extract.KIND, upload=upload))
    for name in ("format_check", "ocr", "extraction"):
        case = room.stages[name](case, tools)
    return case


def told(facts: Facts) -> list[tuple[object, ...]]:
    return [(row.table, row.event or None, row.date, row.end, row.cancelled) for row in facts.rows]


def found(case: Case) -> list[tuple[object, ...]]:
    assert case.reading is not None
    assert case.reading.history is not None
    return [
        (entry.table, entry.event and entry.event.value, entry.date and entry.date.day, entry.end and entry.end.day,
         entry.cancelled)
        for entry in case.reading.history.entries
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seed", "variant", "rows"),
    [("std_sfr", "std_sfr", 20), ("std_r", "std_r", 6), ("last/1", "std_sfr", 3)],  # the last page has no table
)
def test_a_text_pdf_tells_every_row_over_its_pages_and_nothing_is_suspected(
    room: OpeningRoom, seed: str, variant: str, rows: int
) -> None:
    facts, paper = drawn(f"extract/{seed}", variant, rows)
    case = read(room, media.text_pdf(paper))
    assert len(paper.sheets) > 1
    assert found(case) == told(facts)
    assert (case.pages or ())[-1].tables == () or seed != "last/1"
    assert case.reading is not None
    assert case.reading.variant == variant
    assert {name: case.reading.fields[name].value for name in facts.shown()} == facts.shown()
    assert not [finding for finding in case.findings if finding.code == "ALTERATION_SUSPECTED"]


def test_a_picture_of_another_date_over_the_layer_s_goes_to_a_person(room: OpeningRoom) -> None:
    facts, paper = drawn("extract/forged", "std_sfr", 4)
    day = f"{facts.rows[0].date:%d.%m.%Y}"
    shown = f"{day[:6]}{int(day[6:]) - 3}"
    case = read(room, layer_under_picture(random.Random("f"), paper, day, shown).content)
    assert case.reading is not None
    assert case.reading.history is not None
    (suspected,) = [finding for finding in case.findings if finding.code == "ALTERATION_SUSPECTED"]
    assert (suspected.expected, suspected.page) == (day, 1)
    doubted = [entry for entry in case.reading.history.entries if entry.confidence == 0]
    assert [entry.date and entry.date.day for entry in doubted] == [facts.rows[0].date]


@pytest.mark.parametrize("forge", [layer_under_picture, hidden_text, typed_over])
def test_however_a_cell_s_date_is_altered_its_row_goes_to_a_person_and_no_other(
    room: OpeningRoom, forge: Forge
) -> None:
    """The last row's, whose figures all stand in other rows, too."""
    facts, paper = drawn("extract/cell", "std_sfr", 5)
    dated = [row for row in facts.rows if row.table == "events"]
    day = f"{dated[-1].date:%d.%m.%Y}"
    shown = f"{day[:6]}{int(day[6:]) - 3}"
    case = read(room, forge(random.Random("f"), paper, day, shown).content)
    assert "ALTERATION_SUSPECTED" in {finding.code for finding in case.findings}
    assert case.reading is not None
    assert case.reading.history is not None
    sure = [entry.confidence > 0 for entry in case.reading.history.entries]
    assert sure == [at != len(dated) - 1 for at in range(len(facts.rows))]


@pytest.mark.parametrize("name", ["x-text", "x-scan"])
def test_the_kept_extracts_come_out_as_is_expected(room: OpeningRoom, name: str) -> None:
    lines = (KEPT / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    expected = next(one for one in map(json.loads, lines) if one["id"] == name)
    case = read(room, (KEPT / "files" / f"{name}.pdf").read_bytes())
    rows = [
        (table, event, str(day), last and str(last), cancelled) for table, event, day, last, cancelled in found(case)
    ]
    assert rows == [
        (row["table"], row["event"] or None, row["date"], row["end"], row["cancelled"]) for row in expected["rows"]
    ]
    assert not case.findings
