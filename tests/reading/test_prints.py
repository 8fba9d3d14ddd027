"""By what are a paper's facts and a PDF's stamps known?"""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.reading.pdf_stamps import stamps_in
from pipeline.reading.prints import facts_of
from tests import papers
from tests.reading.test_text_layer import pdf, written


def test_facts_are_the_number_the_registration_and_the_name() -> None:
    values = {
        name: papers.value(name, read)
        for name, read in (
            ("series", "107704"), ("number", "0123456"), ("registration_number", "31-0517"),
            ("issue_date", "2019-06-28"), ("last_name", "Воробьёва"), ("first_name", "Мария"),
            ("middle_name", "Петровна"),
        )
    }  # fmt: skip
    facts = facts_of(values)
    assert len(set(facts)) == 3
    assert facts_of({**values, "last_name": papers.value("last_name", "Воробьева")}) == facts
    assert facts_of({**values, "number": papers.value("number", "0123459")})[1:] == facts[1:]
    assert facts_of({"series": values["series"], "last_name": values["last_name"]}) == ()


def stamped(shade: int, *, turned: int = 0, clear: bool = True) -> bytes:
    """A PDF with a round stamp laid over its text."""
    rows, columns = np.mgrid[:120, :120]
    ring = np.abs(np.hypot(rows - 60, columns - 60) - 45) < 8
    picture = np.zeros((120, 120, 4 if clear else 3), np.uint8)
    picture[..., 2] = shade
    if clear:
        picture[..., 3] = np.rot90(ring * 200, turned)

    def drawing(canvas: Canvas) -> None:
        written(canvas)
        canvas.drawImage(ImageReader(Image.fromarray(picture)), 300, 100, 80, 80, mask="auto")

    return pdf(drawing)


def test_a_stamp_is_known_by_its_bits_wherever_it_lies() -> None:
    (first,) = stamps_in(stamped(180))
    assert stamps_in(stamped(180)) == (first,)
    assert stamps_in(stamped(181)) != (first,)
    assert not stamps_in(stamped(180, clear=False))  # a picture, no cut-out
    assert not stamps_in(pdf(written))
    assert not stamps_in(b"no pdf")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 broken"])
def test_what_cannot_be_opened_has_no_stamps(content: bytes) -> None:
    assert stamps_in(content) == ()
