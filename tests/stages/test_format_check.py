"""Does the first stage say what is wrong with an upload, all at once, and let good ones pass?"""

from __future__ import annotations

import resource
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.case import Case, Claim, Upload, Weight
from pipeline.rules.kind import FileRules, Kind
from pipeline.stages.format_check import format_check
from tests import fakes
from tests.reading import files

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
PAGE = files.saved(files.page(), quality=85)
PNG = files.saved(files.page(), "PNG")
DIPLOMA = Kind(kind="higher_education_diploma", title="диплом", signs=(), fields={}, required=())
CONTRACT = DIPLOMA.model_copy(
    update={"kind": "employment_contract", "file": FileRules(formats=("pdf", "jpeg", "png", "doc", "docx"))}
)


def examined(content: bytes, name: str, kind: Kind = DIPLOMA) -> Case:
    upload = Upload(name=name, size=len(content), sha256="0" * 64)
    case = Case(id="a-1", claim=Claim(kind=kind.kind, upload=upload))
    return format_check(case, replace(fakes.tools(lambda _: content), kinds={kind.kind: kind}))


def codes(case: Case) -> list[str]:
    return [finding.code for finding in case.findings]


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"", "a.pdf", ["FILE_EMPTY"]),
        (PAGE + bytes(5_300_000), "a.jpg", ["FILE_TOO_LARGE"]),
        (b"hello " * 1_000_000, "a.pdf", ["FILE_TYPE_MISMATCH", "FILE_TOO_LARGE"]),
        (files.saved(files.page(), "GIF"), "a.gif", ["FILE_TYPE_NOT_ALLOWED"]),
        (files.saved(files.page(), "TIFF"), "scan", ["FILE_TYPE_NOT_ALLOWED"]),
        (files.docx(), "a.docx", ["FILE_TYPE_NOT_ALLOWED"]),
        (files.saved(files.page(), "WEBP"), "a.jpg", ["FILE_TYPE_MISMATCH"]),
        (PNG, "a.jpg", ["FILE_TYPE_MISMATCH"]),
        (files.pdf(), "a.png", ["FILE_TYPE_MISMATCH"]),
        (PAGE[: len(PAGE) // 2], "a.jpg", ["FILE_CORRUPT"]),
        (PNG[: len(PNG) // 2], "a.png", ["FILE_CORRUPT"]),
        (files.pdf()[:300], "a.pdf", ["FILE_CORRUPT"]),
        (files.protected(user="secret", owner="secret"), "a.pdf", ["FILE_ENCRYPTED"]),
        (files.raw_pdf(catalogue=b"/OpenAction<</S/Launch/F(a)>>"), "a.pdf", ["FILE_ACTIVE_CONTENT"]),
        (PAGE + files.docx(), "a.jpg", ["FILE_ACTIVE_CONTENT"]),
        (files.pdf() + PAGE, "a.pdf", ["FILE_ACTIVE_CONTENT"]),
        (files.pdf(21), "a.pdf", ["PAGE_COUNT_EXCEEDED"]),
        (files.pdf(size=(20_000, 100)), "a.pdf", ["PAGE_TOO_LARGE"]),
        (files.saved(files.page().resize((9000, 9000)).convert("1"), "PNG"), "a.png", ["PAGE_TOO_LARGE"]),
        (files.saved(files.blurred(files.page(), 9)), "a.jpg", ["SCAN_BLURRED"]),
    ],
)
def test_each_fault_has_its_code(content: bytes, name: str, expected: list[str]) -> None:
    case = examined(content, name)
    assert codes(case) == expected
    assert all(finding.weight is Weight.REJECT for finding in case.findings)


@pytest.mark.parametrize(
    ("content", "name", "file_format"),
    [
        (PAGE, "a.JPG", "jpeg"),
        (PAGE, "скан от 28.06.2019", "jpeg"),
        (PAGE[:-2], "a.jpeg", "jpeg"),
        (files.saved(files.page().convert("CMYK")), "a.jpg", "jpeg"),
        (files.saved(files.page().convert("LA"), "PNG"), "a.png", "png"),
        (PNG, "a.png", "png"),
        (files.pdf(20), "a.pdf", "pdf"),
        (b"\r\njunk\r\n" + files.pdf(), "a.pdf", "pdf"),
        (files.pdf(size=(2835, 2000)), "metre.pdf", "pdf"),
        (files.protected(user="", owner="secret"), "a.pdf", "pdf"),
    ],
)
def test_a_good_file_passes_with_its_facts(content: bytes, name: str, file_format: str) -> None:
    case = examined(content, name)
    assert codes(case) == []
    assert case.file is not None
    assert case.file.format == file_format
    assert case.file.page_count >= 1
    assert len(case.file.pictures) == (file_format != "pdf")


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (files.docx(), "a.docx", []),
        (files.ole("WordDocument"), "a.doc", []),
        (files.docx(more={"word/vbaProject.bin": b"x"}), "a.docx", ["FILE_ACTIVE_CONTENT"]),
        (files.ole("WordDocument", "Macros"), "a.doc", ["FILE_ACTIVE_CONTENT"]),
        (files.ole("EncryptedPackage", "EncryptionInfo"), "a.doc", ["FILE_ENCRYPTED"]),
    ],
)
def test_word_files_pass_where_the_kind_allows_them(content: bytes, name: str, expected: list[str]) -> None:
    assert codes(examined(content, name, CONTRACT)) == expected


def test_a_wrong_ending_alone_does_not_keep_the_paper_from_being_read() -> None:
    case = examined(PNG, "a.jpg")
    assert not case.stopped
    assert case.file is not None
    assert case.file.pictures


@pytest.mark.corpus
def test_hostile_files_end_in_time_and_without_a_crash() -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"the corpus of hostile files is not at {CORPUS}")
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, hard))
    try:
        for path in sorted(CORPUS.glob("*/**/*.*")):
            if path.is_file():
                started = time.monotonic()
                case = examined(path.read_bytes(), path.name)
                assert case.file is not None, path.name
                assert time.monotonic() - started < 10, path.name
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bomb_giant.pdf", "PAGE_TOO_LARGE"),
        ("issue16263.pdf", "PAGE_TOO_LARGE"),
        ("freeculture.pdf", "PAGE_COUNT_EXCEEDED"),
        ("Pages-tree-refs.pdf", "FILE_CORRUPT"),
        ("pr6531_1.pdf", "FILE_ENCRYPTED"),
        ("attachment.pdf", "FILE_ACTIVE_CONTENT"),
        ("issue17846.pdf", "FILE_ACTIVE_CONTENT"),
        ("js-authors.pdf", "FILE_ACTIVE_CONTENT"),
    ],
)
def test_known_hostile_documents_are_told_apart(name: str, expected: str) -> None:
    path = CORPUS / "hostile" / "pdfjs" / name
    if not path.exists():
        pytest.skip(f"the corpus of hostile files is not at {CORPUS}")
    assert codes(examined(path.read_bytes(), name))[0] == expected
