"""Is what a forger hides, covers or pastes found in a PDF, and nothing in an honest one?"""

from __future__ import annotations

import io
from functools import lru_cache

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas

from pipeline.case import Page
from pipeline.reading.overlaid import Drawn, overlaid
from pipeline.reading.page_traces import on_preview, traces_on_pages
from pipeline.reading.pages import source_page
from pipeline.reading.pdf_notes import notes_on
from pipeline.reading.pdf_objects import drawn_on
from samples import draw, forgeries, scenarios
from samples.blanks import all_blanks
from tests.reading.test_text_layer import A4, pdf, written

NUMBERED = "higher_education_diploma"


def forged(name: str) -> bytes:
    return sample(name, "text_pdf")


@lru_cache(maxsize=8)
def sample(scenario: str, medium: str) -> bytes:
    blanks = [blank for blank in all_blanks() if blank.variant == "2014_specialist"]
    stories = [story for story in scenarios.stories() if story.name == scenario]
    _, _, _, file = draw.sample(f"overlaid/{scenario}", "s", blanks, stories, [medium], draw.AS_OF, "main")
    return file.content


def traces(data: bytes) -> list[str]:
    height, width = source_page(data, "pdf", 1).pixels.shape[:2]
    found = traces_on_pages(data, [Page(number=1, width=width, height=height)])
    assert all(trace.box is None or trace.box[0] < trace.box[2] for trace in found)
    return sorted({trace.what for trace in found})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("forged_layer", ["covered_text"]),
        ("forged_hidden_text", ["hidden_text"]),
        ("forged_typed_over", ["covered_text", "text_over_text"]),
        ("forged_increment", ["covered_text", "text_over_text"]),
        ("forged_scan_patch", ["patch"]),
    ],
)
def test_each_forgery_leaves_its_trace(name: str, expected: list[str]) -> None:
    assert name in forgeries.forgeries()
    assert traces(forged(name)) == expected


@pytest.mark.parametrize("medium", ["text_pdf", "scan_pdf"])
def test_an_honest_paper_with_stamps_and_guilloche_leaves_none(medium: str) -> None:
    assert not traces(sample("genuine", medium))


def test_a_recognisers_layer_under_a_scan_is_no_hidden_text() -> None:
    scan = Drawn(kind="picture", place=(0, 0, 1, 1), opaque=True)
    words = [
        Drawn(kind="text", place=(0.1, y / 10, 0.5, y / 10 + 0.02), text="слово", invisible=True) for y in range(9)
    ]
    assert not overlaid([scan, *words])


def test_typed_text_over_a_picture_of_the_blank_is_no_patch() -> None:
    blank = Drawn(kind="picture", place=(0, 0, 1, 1), opaque=True)
    words = [Drawn(kind="text", place=(0.1, y / 10, 0.5, y / 10 + 0.02), text="напечатано на бланке") for y in range(9)]
    assert not overlaid([blank, *words])


def test_white_text_on_white_is_hidden_and_on_a_dark_header_is_not() -> None:
    header = Drawn(kind="area", place=(0, 0, 1, 0.1), opaque=True)
    on_header = Drawn(kind="text", place=(0.1, 0.02, 0.4, 0.05), text="Заголовок", white=True)
    plain = Drawn(kind="text", place=(0.1, 0.3, 0.9, 0.35), text="Видимый текст страницы")
    on_paper = Drawn(kind="text", place=(0.1, 0.5, 0.3, 0.52), text="0123456", white=True)
    (found,) = overlaid([header, on_header, plain, on_paper])
    assert (found.what, found.place) == ("hidden_text", on_paper.place)


def test_a_dash_is_as_low_as_its_stroke_and_not_hidden() -> None:
    def drawing(canvas: Canvas) -> None:
        written(canvas)
        for size, text in ((9, "-"), (0.5, "0123456")):
            canvas.setFont("Drawn", size)
            canvas.drawString(300, 300, text)

    assert [one.text for one in drawn_on(pdf(drawing), 0) if one.invisible] == ["0123456"]


def test_digits_of_one_number_in_two_fonts_are_found() -> None:
    def number(font: str, *, gap: float) -> list[Drawn]:
        first = Drawn(kind="text", place=(0.1, 0.1, 0.2, 0.12), text="01234", font="AAAAAA+Sans", size=12)
        start = 0.2 + gap
        return [first, Drawn(kind="text", place=(start, 0.1, start + 0.04, 0.12), text="59", font=font, size=12)]

    assert [one.what for one in overlaid(number("BBBBBB+Sans", gap=0.001))] == ["mixed_fonts"]
    assert not overlaid(number("AAAAAA+Sans", gap=0.001))
    assert not overlaid(number("BBBBBB+Sans", gap=0.05))  # another number


def test_text_outside_of_the_crop_box_is_counted_and_places_follow_the_box() -> None:
    def drawing(canvas: Canvas) -> None:
        written(canvas)
        canvas.setFont("Drawn", 12)
        canvas.drawString(10, 20, "12345")

    writer = PdfWriter(io.BytesIO(pdf(drawing)))
    writer.pages[0].cropbox = RectangleObject((50, 100, A4[0], A4[1]))
    packed = io.BytesIO()
    writer.write(packed)
    found = overlaid(drawn_on(packed.getvalue(), 0))
    assert [(one.what, one.detail) for one in found] == [("cropped_text", "за краем страницы знаков: 5")]
    first = next(one for one in drawn_on(packed.getvalue(), 0) if one.kind == "text")
    assert abs(first.place[0] - (80 - 50) / (A4[0] - 50)) < 0.01


def test_annotations_and_filled_fields_over_a_page_are_named_with_their_place() -> None:
    writer = PdfWriter(io.BytesIO(pdf(written)))
    writer.add_annotation(0, FreeText(text="0123459", rect=(100, 642, 300, 742)))
    packed = io.BytesIO()
    writer.write(packed)
    (note,) = notes_on(packed.getvalue(), 1)[1]
    assert (note.what, note.strength) == ("annotation", "fair")
    assert note.place is not None
    assert tuple(round(side, 2) for side in note.place) == (0.17, 0.12, 0.5, 0.24)
    assert not notes_on(pdf(written), 1)[1]


def test_what_lies_outside_of_the_page_has_no_place_on_the_preview() -> None:
    page = Page(number=1, width=1000, height=500)
    assert on_preview((0.1, 0.2, 0.3, 0.4), page, 1000, 500) == (100, 100, 300, 200)
    assert on_preview((1.1, 0.2, 1.3, 0.4), page, 1000, 500) is None


def test_the_increment_is_appended_to_the_honest_bytes() -> None:
    data = forged("forged_increment")
    assert data.count(b"%%EOF") == 2
    assert len(PdfReader(io.BytesIO(data[: data.index(b"%%EOF") + 5])).pages) == 1
