"""Do files tell which programs altered them, and do honest ones tell nothing?"""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from pipeline.reading.editors import editor_in
from pipeline.reading.file_traces import traces_of_file
from pipeline.reading.pdf_history import State, differences
from tests.reading.drawn import encoded, page
from tests.reading.test_overlaid import forged, sample
from tests.reading.test_text_layer import pdf, written

THUMBNAIL = 160


def told(content: bytes, file_format: str) -> list[tuple[str, str]]:
    return [(trace.what, trace.strength) for trace in traces_of_file(content, file_format)]


def rewritten(**information: str) -> bytes:
    writer = PdfWriter(io.BytesIO(pdf(written)))
    writer.add_metadata({f"/{key}": value for key, value in information.items()})
    packed = io.BytesIO()
    writer.write(packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    "name",
    ["Adobe Photoshop CC 2019 (Windows)", "GIMP 2.10.30", "Canva", "iLovePDF", "www.ilovepdf.com", "Sejda 3.2", "Draw"],
)
def test_editors_are_known_by_their_names(name: str) -> None:
    assert editor_in(name)


@pytest.mark.parametrize(
    "name",
    ["Microsoft Word 2016", "ABBYY FineReader 15", "Canon iR-ADV", "CamScanner", "Writer", "Redrawn 1", "", "1.2"],
)
def test_what_scans_prints_or_exports_is_no_editor(name: str) -> None:
    assert editor_in(name) is None


def test_an_editor_that_made_the_pdf_is_named() -> None:
    (trace,) = traces_of_file(rewritten(Producer="Adobe Photoshop 21.0"), "pdf")
    assert (trace.what, trace.detail) == ("edited_with", "в файле назван редактор: Adobe Photoshop 21.0")


def test_changed_long_after_it_was_made_and_changed_as_it_was_made() -> None:
    made = "D:20260110120000+03'00'"
    assert told(rewritten(CreationDate=made, ModDate="D:20260615093000+03'00'"), "pdf") == [
        ("changed_after_creation", "weak")
    ]
    assert not told(rewritten(CreationDate=made, ModDate="D:20260110120007+03'00'"), "pdf")


def test_a_later_increment_that_changed_a_page_is_strong() -> None:
    found = told(forged("forged_increment"), "pdf")
    assert ("later_increment", "strong") in found
    assert ("edited_with", "fair") in found


def test_an_increment_that_changed_no_page_leaves_no_trace() -> None:
    same = State(content=("a",), annotations=("b",), metadata="c")
    assert differences(same, same) == []
    signed = State(content=("a",), annotations=("b",), metadata="d")
    assert differences(same, signed) == ["metadata"]
    assert differences(same, State(content=("z",), annotations=("b",), metadata="c")) == ["content"]
    assert differences(same, State(content=("a", "x"), annotations=("b", ""), metadata="c")) == ["pages"]


def test_history_and_hidden_layers_of_a_pdf() -> None:
    writer = PdfWriter(io.BytesIO(pdf(written)))
    history = StreamObject()
    history.set_data(b'<rdf:li stEvt:action="saved" stEvt:softwareAgent="Adobe Photoshop 22.1"/>' * 3)
    writer.root_object[NameObject("/Metadata")] = writer._add_object(history)
    layer = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/OCG")}))
    default = DictionaryObject({NameObject("/OFF"): ArrayObject([layer])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject({NameObject("/D"): default})
    packed = io.BytesIO()
    writer.write(packed)
    details = [trace.detail for trace in traces_of_file(packed.getvalue(), "pdf")]
    assert details == ["сохранён в редакторе 3 раз, последний — Adobe Photoshop 22.1", "скрытых слоёв: 1"]


@pytest.mark.parametrize("medium", ["text_pdf", "scan_pdf"])
def test_honest_pdfs_tell_nothing(medium: str) -> None:
    assert not told(sample("genuine", medium), "pdf")


def picture(software: str = "", thumbnail: np.ndarray | None = None) -> bytes:
    exif = Image.Exif()
    if software:
        exif[0x0131] = software
    exif[0x0110] = "Camera"
    packed = io.BytesIO()
    Image.fromarray(page()[:, :, ::-1]).save(packed, "JPEG", exif=exif if thumbnail is None else _with(thumbnail))
    return packed.getvalue()


def _with(thumbnail: np.ndarray) -> bytes:
    """An EXIF block with a thumbnail in its second directory, written by hand: Pillow writes none."""
    small = io.BytesIO()
    Image.fromarray(thumbnail).save(small, "JPEG")
    data, second = small.getvalue(), 8 + 2 + 12 + 4
    offset = second + 2 + 24 + 4

    def entry(tag: int, kind: int, value: int) -> bytes:
        return tag.to_bytes(2, "big") + kind.to_bytes(2, "big") + (1).to_bytes(4, "big") + value.to_bytes(4, "big")

    first = (1).to_bytes(2, "big") + entry(0x0112, 3, 1 << 16) + second.to_bytes(4, "big")
    other = (2).to_bytes(2, "big") + entry(0x0201, 4, offset) + entry(0x0202, 4, len(data)) + bytes(4)
    return b"Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08" + first + other + data


def shrunk(pixels: np.ndarray) -> np.ndarray:
    small = Image.fromarray(pixels)
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return np.asarray(small)


def test_an_editor_of_pictures_is_named_and_a_cameras_software_is_not() -> None:
    assert told(picture("Adobe Photoshop 22.0 (Windows)"), "jpeg") == [("edited_with", "fair")]
    assert not told(picture("HDR+ 1.0.540104767zd"), "jpeg")
    assert not told(encoded(page()), "jpeg")


def test_a_thumbnail_of_another_picture_is_found_and_one_of_the_same_is_not() -> None:
    own = page()[:, :, ::-1]
    other = own.copy()
    other[: own.shape[0] // 2] = 255 - other[: own.shape[0] // 2] // 2
    assert not told(picture(thumbnail=shrunk(own)), "jpeg")
    assert told(picture(thumbnail=shrunk(other)), "jpeg") == [("thumbnail_differs", "fair")]


def test_what_cannot_be_opened_tells_nothing() -> None:
    for file_format in ("pdf", "jpeg", "png", "docx"):
        assert not traces_of_file(b"no file at all", file_format)
