"""Are Word files read as other papers are, drawn by LibreOffice within the walls, or word for word without it?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands.doctor_office import office_check
from pipeline.case import Case, Claim, Presence, TextSource, Unreadable, Upload, Weight
from pipeline.confined.eyes import Eyes
from pipeline.confined.warm import Confined, Files
from pipeline.esignatures.trust import Trust
from pipeline.office import find_office
from pipeline.settings import Settings
from pipeline.wiring_child import Children, build_children, build_conversion, office_version
from samples.hostile import word as hostile
from samples.word import Said, docx
from tests.confined.memory import NOON, Remembering

KEPT = Path(__file__).resolve().parents[2] / "samples" / "kept" / "word"
PAPERS = [json.loads(line) for line in (KEPT / "papers.jsonl").read_text(encoding="utf-8").splitlines()]
DRAWN = ("reference.doc", "order.docx")
"""Each takes LibreOffice some seconds to begin: two stand for the others."""


def case_of(content: bytes, name: str, kind: str) -> Case:
    upload = Upload(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())
    return Case(id=name, claim=Claim(kind=kind, upload=upload))


def read(children: Children, content: bytes, name: str, kind: str) -> Case:
    case, files = case_of(content, name, kind), Files(original=lambda _: content)
    for stage in ("format_check", "ocr", "extraction"):
        case = children.opening.run(stage, case, children.shown(files), NOON)
    return case


def children_of(**settings: Any) -> Iterator[Children]:
    made = build_children(Settings(**settings), Trust(), Remembering())
    yield made
    made.close()


@pytest.fixture(scope="module")
def drawing() -> Iterator[Children]:
    assert find_office() is not None, "LibreOffice is not installed: scripts/setup.sh --servers"
    yield from children_of()


@pytest.fixture(scope="module")
def wordy() -> Iterator[Children]:
    yield from children_of(office="off")


def agrees(case: Case, paper: dict[str, Any]) -> None:
    assert case.reading is not None
    assert case.reading.kind_detected == paper["kind"]
    fields = {name: str(value.value) for name, value in case.reading.fields.items()}
    assert {name: fields.get(name) for name in paper["fields"]} == paper["fields"]


@pytest.mark.engine
@pytest.mark.parametrize("paper", [each for each in PAPERS if each["file"] in DRAWN], ids=DRAWN)
def test_a_word_file_is_read_from_its_drawn_pages(drawing: Children, paper: dict[str, Any]) -> None:
    content = (KEPT / paper["file"]).read_bytes()
    case = read(drawing, content, paper["file"], paper["kind"])
    agrees(case, paper)
    assert case.file is not None
    assert (case.file.shown_as, case.file.page_count) == ("pdf", 1)
    assert not [finding for finding in case.findings if finding.code.startswith("SCAN_")]
    files = Files(original=lambda _: content)
    assert case.pages is not None
    page = case.pages[0]
    picture = Eyes(drawing.opening, drawing.shown(files)).preview(case, page)
    assert picture.shape == (page.height, page.width, 3)
    word = page.lines[0].words[0].box
    assert picture[word[1] : word[3], word[0] : word[2]].min() < 100


@pytest.mark.engine
@pytest.mark.parametrize(
    "paper", [each for each in PAPERS if each["file"].endswith("docx")], ids=lambda each: each["file"]
)
def test_without_a_program_that_draws_it_a_docx_is_read_word_for_word_and_a_person_looks(
    wordy: Children, paper: dict[str, Any]
) -> None:
    case = read(wordy, (KEPT / paper["file"]).read_bytes(), paper["file"], paper["kind"])
    agrees(case, paper)
    assert case.file is not None
    assert case.file.shown_as == "text"
    assert [page.source for page in case.pages or ()] == [TextSource.TEXT_LAYER]
    assert [(finding.code, finding.weight) for finding in case.findings] == [("SCAN_UNREADABLE", Weight.REVIEW)]
    assert case.reading is not None
    assert {mark.presence for mark in case.reading.marks} == {Presence.UNSURE}


@pytest.mark.engine
def test_without_it_a_doc_goes_to_a_person(wordy: Children) -> None:
    content = (KEPT / "reference.doc").read_bytes()
    case, files = case_of(content, "reference.doc", "employment_reference"), Files(original=lambda _: content)
    for stage in ("format_check", "ocr"):
        case = wordy.opening.run(stage, case, wordy.shown(files), NOON)
    assert {finding.code for finding in case.findings} == {"SCAN_UNREADABLE"}
    assert {finding.weight for finding in case.findings} == {Weight.REVIEW}
    assert case.stopped


@pytest.mark.engine
def test_a_word_file_that_loads_runs_or_embeds_is_refused_before_anything_draws_it(wordy: Children) -> None:
    import random

    for make in (hostile.macro, hostile.remote_template, hostile.external_relation, hostile.loading_field,
                 hostile.embedded):  # fmt: skip
        content = make(random.Random(1), b"")
        case = case_of(content, "a.docx", "employment_reference")
        seen = wordy.opening.run("format_check", case, Files(original=lambda _, content=content: content), NOON)
        assert [finding.code for finding in seen.findings if finding.stops] == ["FILE_ACTIVE_CONTENT"], make


def test_what_libreoffice_does_not_open_is_read_word_for_word() -> None:
    """A DOCX by its name and parts; to LibreOffice, whose limits of its own are met, no document."""
    conversion = build_conversion(Settings(), Remembering())
    assert conversion is not None
    content = b"PK\x03\x04 no archive"
    case = case_of(content, "a.docx", "employment_reference")
    docx_facts = {"media_type": "", "format": "docx", "page_count": 1}
    case = Case.model_validate({**case.model_dump(), "file": docx_facts})
    files = Files(original=lambda _: content)
    try:
        assert conversion.pages_of(case, files) == content
        shown = case.model_copy(update={"file": case.file and case.file.model_copy(update={"shown_as": "pdf"})})
        with pytest.raises(Unreadable):
            build_again(conversion).pages_of(shown, files)
    finally:
        conversion.close()


def build_again(conversion: Any) -> Any:
    """It has forgotten what it drew last."""
    conversion._last = None
    return conversion


def test_a_file_that_is_none_of_words_is_not_drawn(wordy: Children, drawing: Children) -> None:
    case = case_of(b"%PDF-1.7", "a.pdf", "passport")
    files = Files(original=lambda _: b"%PDF-1.7")
    assert drawing.shown(files).original(case) == b"%PDF-1.7"
    assert wordy.converting is None


def test_the_child_that_draws_stands_within_all_walls_and_may_start_nothing() -> None:
    from pipeline.wiring_child import build_converting_plan

    office = find_office()
    assert office is not None
    plan = build_converting_plan(Settings(), office)
    assert (plan.programs, plan.limits.documents) == (False, 1)
    confined = Confined(plan, Remembering())
    try:
        assert [wall.name for wall in confined.walls] == [
            "limits", "no new privileges", "network of its own", "files (Landlock)", "calls (seccomp)",
        ]  # fmt: skip
    finally:
        confined.close()


def test_the_doctor_says_what_word_files_are_read_with() -> None:
    assert (office_check(Settings()).state, office_check(Settings(office="off")).state) == ("ok", "optional")
    assert office_version(Settings(office="off")) == "none"


def test_libreoffice_is_found_where_distributions_put_it(tmp_path: Path) -> None:
    assert find_office(tmp_path) is None
    folder = tmp_path / "usr" / "lib64" / "libreoffice" / "program"
    folder.mkdir(parents=True)
    (folder / "libsofficeapp.so").write_bytes(b"1")
    found = find_office(tmp_path)
    assert found is not None
    assert (found.folder, found.library) == (folder, "libsofficeapp.so")
    (folder / "libsofficeapp.so").write_bytes(b"12")
    again = find_office(tmp_path)
    assert again is not None
    assert again.version != found.version


def test_the_same_paper_is_the_same_bytes() -> None:
    assert docx((Said(text="а"),)) == docx((Said(text="а"),))
