"""Is the reporting set the same for the same seed, in the contract's formats, and mixed as promised?"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from random import Random

import pytest

from benchmarks.reporting_set import draw, people, plan, sheet, sheet_style
from benchmarks.reporting_set.faults import FAULTS
from benchmarks.reporting_set.media import MEDIA
from benchmarks.reporting_set.papers.everything import MAKERS, WEIGHTS
from benchmarks.reporting_set.papers.machine_zone import check_digit
from benchmarks.reporting_set.typefaces import TypefaceMissing, file_of

COUNT = 5


def _fonts_are_here() -> bool:
    try:
        for name in ("oldstandard", "carlito", "opensans", "roboto", "gentium", "notoserif", "mono", "typewriter"):
            file_of(name)
    except TypefaceMissing:
        return False
    return True


needs_fonts = pytest.mark.skipif(not _fonts_are_here(), reason="the typefaces of the reporting set are not installed")


def _digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def drawn_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("set")
    draw.write(3, COUNT, folder)
    return folder


@needs_fonts
def test_the_same_seed_draws_the_same_bytes(drawn_set: Path, tmp_path: Path) -> None:
    draw.write(3, COUNT, tmp_path)
    assert _digest(tmp_path) == _digest(drawn_set)


@needs_fonts
@pytest.mark.parametrize("name", FAULTS)
def test_every_file_fault_can_be_made(name: str) -> None:
    maker = next(maker for maker in MAKERS if maker.variant == "notice")
    rng = Random(1)
    pdf = sheet.pdf(maker.layout(maker.facts(rng), sheet_style.style(rng)))
    handed = FAULTS[name][0](pdf, rng)
    assert (len(handed.content) > 5_242_880) == (name == "file_too_large")
    assert (b"/JavaScript" in handed.content) == (name == "file_script")


@needs_fonts
def test_manifest_and_truth_speak_of_the_same_papers_and_files(drawn_set: Path) -> None:
    manifest, truth = _lines(drawn_set / "manifest.jsonl"), _lines(drawn_set / "truth.jsonl")
    assert [line["id"] for line in manifest] == [line["id"] for line in truth]
    assert len(manifest) == COUNT
    assert all((drawn_set / str(line["file"])).is_file() for line in manifest)
    for line in manifest:
        assert set(line) == {"id", "file", "kind", "holder", "declared"}
        assert line["kind"] in WEIGHTS


@needs_fonts
def test_a_genuine_paper_stands_in_the_registry_with_what_it_shows(drawn_set: Path) -> None:
    entries = [entry for line in _lines(drawn_set / "registry.jsonl") for entry in line["documents"]]  # type: ignore[attr-defined]
    for line in _lines(drawn_set / "truth.jsonl"):
        fields = line["fields"]
        assert isinstance(fields, dict)
        if line["genuine"] and "number" in fields:
            assert any(entry["kind"] == line["kind"] and entry.get("number") == fields["number"] for entry in entries)


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: f"{maker.kind}-{maker.variant}")
def test_facts_are_normalised_as_the_contract_says(maker: object) -> None:
    facts = maker.facts(Random(5))  # type: ignore[attr-defined]
    assert facts.kind in WEIGHTS
    for name, value in facts.fields.items():
        if name.endswith("_date") or name in ("valid_until", "study_start", "study_end"):
            assert dt.date(1950, 1, 1) < dt.date.fromisoformat(str(value)) < dt.date(2031, 1, 1)
        if name in ("series", "number"):
            assert " " not in str(value)
            assert "№" not in str(value)
        if name == "hours":
            assert isinstance(value, int)
        if name in ("last_name", "first_name", "middle_name"):
            assert str(value).istitle()


def test_three_in_five_are_genuine_and_every_kind_medium_and_wrong_is_there() -> None:
    papers = plan.planned(400, Random("plan-7"))
    right = [paper for paper in papers if paper.scenario in plan.GENUINE]
    assert len(papers) == 400
    assert len(right) == 240
    assert {paper.maker.kind for paper in right} == set(WEIGHTS)
    assert {paper.medium for paper in right} == set(MEDIA)
    assert {paper.scenario for paper in papers} == set(plan.GENUINE) | set(plan.WRONG)
    assert {maker.variant for maker in MAKERS if not maker.ends} <= {paper.maker.variant for paper in right}


def test_checksums_of_the_invented_people_are_right() -> None:
    for seed in range(200):
        number = people.snils(Random(seed))
        total = sum(int(digit) * (9 - place) for place, digit in enumerate(number[:9]))
        assert total % 101 % 100 == int(number[9:])
    assert check_digit("451123456") == "9"  # the worked example of a passport's zone
