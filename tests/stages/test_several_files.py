"""Is a document that was handed in as several files read as one, and each of its files judged as one by itself is?"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PIL import Image

from pipeline.antivirus.clamd import Clamd
from pipeline.bundle import packed
from pipeline.case import Case, Claim, ESignatureState, FileFacts, Finding, ScanResult, TextSource, Trace, Upload
from pipeline.confined.killers import Forgetful
from pipeline.confined.warm import Files
from pipeline.esignatures.trust import Trust
from pipeline.reading.engines import build_engine
from pipeline.reading.pages import source_page
from pipeline.rules.loader import load_kinds
from pipeline.settings import Settings
from pipeline.stages.extraction import extraction
from pipeline.stages.format_check import format_check
from pipeline.stages.ocr import ocr
from pipeline.stages.virus_scan import virus_scan
from pipeline.weighing.outcome import stands
from pipeline.wiring_child import build_children
from pipeline.wiring_room import OpeningRoom
from samples.books.draw import KEPT as BOOKS
from samples.books.draw import book, handed_in
from samples.hostile.draw import TRICKS, drawn
from samples.servers.clamd import ClamdServer, eicar
from tests import fakes
from tests.esignatures import signed_pdf
from tests.esignatures.signers import issued, now, root
from tests.esignatures.test_pdf import PAPER as SIGNABLE
from tests.reading import files
from tests.reading.drawn import TEXT
from tests.reading.test_text_layer import pdf, written

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
DIPLOMA, BOOK = "higher_education_diploma", "labour_book"
PAGE = files.saved(files.page(), quality=85)
PNG = files.saved(files.page(), "PNG")
File = tuple[str, bytes]


def bundle(*several: File) -> bytes:
    return b"".join(packed(several))


def case_of(content: bytes, parts: int, kind: str = DIPLOMA) -> Case:
    upload = Upload(name="a", size=len(content), sha256=hashlib.sha256(content).hexdigest(), parts=parts)
    return Case(id="a-1", claim=Claim(kind=kind, upload=upload))


def checked(content: bytes, parts: int, kind: str = DIPLOMA) -> Case:
    return format_check(case_of(content, parts, kind), replace(fakes.tools(lambda _: content), kinds=load_kinds()))


def through_stages(content: bytes, parts: int, kind: str) -> Case:
    case = case_of(content, parts, kind)
    tools = OpeningRoom(build_engine("tesserocr", None, 60.0)).open(content, None, lambda: NOW)
    for stage in (format_check, ocr, extraction):
        case = stage(case, tools)
    return case


def told(found: Sequence[Finding]) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.page) for finding in found]


def test_the_pages_of_all_files_in_their_order_are_those_of_the_document() -> None:
    case = checked(bundle(("b.jpg", PAGE), ("a.pdf", files.pdf(3)), ("c.png", PNG)), 3)
    assert case.file is not None
    assert (case.file.format, case.file.page_count, case.findings) == ("files", 5, ())
    assert [picture.page for picture in case.file.pictures] == [1, 5]


@pytest.mark.parametrize(("bad", "code"), [
    (("b.jpg", b""), "FILE_EMPTY"),
    (("b.jpg", PAGE[: len(PAGE) // 2]), "FILE_CORRUPT"),
    (("b.jpg", PNG), "FILE_TYPE_MISMATCH"),
    (("b.jpg", PAGE + files.docx()), "FILE_ACTIVE_CONTENT"),
    (("b.jpg", PAGE + bytes(5_300_000)), "FILE_TOO_LARGE"),
    (("b.pdf", files.protected(user="secret", owner="secret")), "FILE_ENCRYPTED"),
    (("b.zip", bundle(("a.jpg", PAGE), ("b.jpg", PAGE))), "FILE_TYPE_NOT_ALLOWED"),
    (("b.png", files.saved(files.page().resize((9000, 9000)).convert("1"), "PNG")), "PAGE_TOO_LARGE"),
])  # fmt: skip
def test_a_file_that_would_bounce_by_itself_bounces_among_others_and_is_named(bad: File, code: str) -> None:
    case = checked(bundle(("a.pdf", files.pdf(2)), bad, ("c.jpg", PAGE)), 3)
    assert told(case.findings) == [(code, 3)]
    assert case.findings[0].detail.startswith("file 2: ")


def test_word_files_are_none_of_several_even_where_the_kind_takes_them() -> None:
    alone, among = files.docx(), bundle(("a.docx", files.docx()), ("b.jpg", PAGE))
    assert not checked(alone, 1, "employment_contract").stopped
    assert told(checked(among, 2, "employment_contract").findings) == [("FILE_TYPE_NOT_ALLOWED", 1)]


def test_all_files_together_have_no_more_pages_than_one_may() -> None:
    case = checked(bundle(("a.pdf", files.pdf(10)), ("b.pdf", files.pdf(10)), ("c.jpg", PAGE)), 3)
    assert [finding.code for finding in case.findings] == ["PAGE_COUNT_EXCEEDED"]
    assert not checked(bundle(("a.pdf", files.pdf(10)), ("b.pdf", files.pdf(10))), 2).findings


@pytest.mark.parametrize(("content", "parts"), [
    (bundle(("a.jpg", PAGE), ("b.jpg", PAGE)), 3),
    (bundle(("a.jpg", PAGE), ("b.jpg", PAGE))[:-1], 2),
    (b"%PDF-1.7\n" + bundle(("a.jpg", PAGE), ("b.jpg", PAGE)), 2),
    (PAGE, 2),
])  # fmt: skip
def test_files_that_are_not_packed_as_they_were_taken_in_are_corrupt(content: bytes, parts: int) -> None:
    case = checked(content, parts)
    assert told(case.findings) == [("FILE_CORRUPT", None)]
    assert case.stopped


def test_the_same_bytes_handed_in_as_one_file_are_a_zip_and_not_allowed() -> None:
    case = checked(bundle(("a.jpg", PAGE), ("b.jpg", PAGE)), 1)
    assert [finding.code for finding in case.findings] == ["FILE_TYPE_NOT_ALLOWED"]


@pytest.mark.engine
@pytest.mark.parametrize("trick", ["pdf: script", "png: no size", "jpeg: thousands of scans"])
def test_a_hostile_file_among_good_ones_bounces_with_its_reason_in_the_child(trick: str) -> None:
    one = next(drawn(5, 1, [trick]))
    content = bundle(("a.jpg", PAGE), (f"b{TRICKS[trick].suffix}", one.content))
    children = build_children(Settings(), Trust(), Forgetful())
    case = children.opening.run("format_check", case_of(content, 2), Files(original=lambda _: content), NOW)
    children.close()
    assert {finding.code for finding in case.findings} & set(one.codes)
    assert case.stopped


def test_a_page_is_read_from_the_text_layer_of_its_own_file_or_from_its_pixels() -> None:
    content = bundle(("a.jpg", as_jpeg(pdf(written), 1)), ("b.pdf", pdf(written)))
    tools = OpeningRoom(build_engine("tesserocr", None, 60.0)).open(content, None, lambda: NOW)
    case = ocr(format_check(case_of(content, 2), tools), tools)
    sources = [(page.number, page.source) for page in case.pages or ()]
    assert sources == [(1, TextSource.OCR), (2, TextSource.TEXT_LAYER)]
    for page in case.pages or ():
        assert TEXT[1] in [line.text for line in page.lines]


def test_what_was_altered_in_one_file_is_told_with_its_page_in_the_document() -> None:
    content = bundle(("a.jpg", PAGE), ("b.pdf", annotated()))
    tools = OpeningRoom(build_engine("tesserocr", None, 60.0)).open(content, None, lambda: NOW)
    found: tuple[Trace, ...] = ocr(format_check(case_of(content, 2), tools), tools).traces
    assert [trace.page for trace in found if trace.what == "annotation"] == [2]


def annotated() -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.annotations import FreeText

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(written))))
    writer.add_annotation(0, FreeText(text="1", rect=(100, 500, 300, 560)))
    return files.written(writer)


def test_a_typed_book_photographed_page_by_page_in_a_wrong_order_tells_what_its_pdf_tells() -> None:
    truth = next(
        one
        for one in map(json.loads, (BOOKS / "truth.jsonl").read_text(encoding="utf-8").splitlines())
        if one["id"] == "b-typed"
    )
    content = (BOOKS / "files" / "b-typed.pdf").read_bytes()
    whole = through_stages(content, 1, BOOK)
    assert whole.file is not None
    pages = [(f"IMG_{number}.jpg", as_jpeg(content, number)) for number in range(1, whole.file.page_count + 1)]
    assert len(pages) > 1
    case = through_stages(bundle(*pages[::-1]), len(pages), BOOK)
    found = [(event, date) for event, date, _ in entries(case)]
    assert found == [(entry["event"], entry["date"]) for entry in truth["entries"]]
    assert entries(case) == entries(whole)


def test_a_book_of_several_spreads_is_put_in_the_order_of_its_printed_pages() -> None:
    made = next(
        one
        for seed in range(100)
        if len((one := book(random.Random(f"files/{seed}"), variant="2004", by_hand=False)).sheets) == 4
    )
    content = handed_in(random.Random(1), made, "scan_200")
    one, two, three, four = (as_jpeg(content, number) for number in range(1, 5))
    case = through_stages(bundle(("1.jpg", four), ("2.jpg", two), ("3.jpg", one), ("4.jpg", three)), 4, BOOK)
    dates = [entry.date for entry in made.career.entries]
    assert [date for _, date, _ in entries(case)] == [date and date.isoformat() for date in dates]
    assert "PAGE_MISSING" not in {finding.code for finding in case.findings}


def entries(case: Case) -> list[tuple[str, str | None, str]]:
    assert case.reading is not None
    assert case.reading.history is not None
    return [
        (str(entry.event), entry.date.day.isoformat() if entry.date else None, entry.organisation)
        for entry in case.reading.history.entries
    ]


def as_jpeg(content: bytes, number: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(source_page(content, "pdf", number).pixels[:, :, ::-1]).save(out, "JPEG", quality=92)
    return out.getvalue()


def test_a_signature_in_one_of_several_is_verified_and_does_not_stand_for_the_others() -> None:
    ministry = root()
    signed = signed_pdf.signed(SIGNABLE, issued(ministry))
    forged = signed_pdf.with_another_text(signed)
    children = build_children(Settings(), Trust((ministry.der,)), Forgetful())
    outcomes = []
    for content in (bundle(("a.pdf", signed), ("b.jpg", PAGE)), bundle(("b.jpg", PAGE), ("a.pdf", forged))):
        case = case_of(content, 2).model_copy(
            update={"file": FileFacts(media_type="application/zip", format="files", page_count=2)}
        )
        done = children.verifying.run("esignatures", case, Files(original=lambda _, c=content: c), now())  # type: ignore[misc]
        (signature,) = done.esignatures or ()
        outcomes.append((signature.state, stands(signature), [finding.code for finding in done.findings]))
    children.close()
    assert outcomes[0] == (ESignatureState.VALID, False, [])
    assert outcomes[1][1:] == (False, ["ESIGNATURE_INVALID"])


def test_an_antivirus_looks_into_every_file(clamd_server: ClamdServer) -> None:
    def result(*several: File) -> ScanResult:
        content = bundle(*several)
        tools = replace(
            fakes.tools(lambda _: content), scanner=Clamd(address=clamd_server.address, seconds=20), scanning="required"
        )
        done = virus_scan(case_of(content, len(several)), tools)
        assert done.virus_scan is not None
        return done.virus_scan.result

    assert result(("a.jpg", PAGE), ("b.pdf", files.pdf())) is ScanResult.CLEAN
    assert result(("a.jpg", PAGE), ("b.pdf", eicar())) is ScanResult.INFECTED
