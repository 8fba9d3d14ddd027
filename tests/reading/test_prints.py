"""When is a paper said to be the one that somebody else handed in?"""

from __future__ import annotations

import base64
import zlib

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.case import Print, SeenPrint, Trace
from pipeline.reading.page_print import FINE, LEVELS, likeness
from pipeline.reading.pdf_stamps import stamps_in
from pipeline.reading.prints import LIKELY, SURELY, facts_of, looked_for, same_elsewhere
from tests import papers
from tests.reading.test_text_layer import pdf, written


def body(seed: int, *, mixed: float = 0.0) -> str:
    """Cells like lines of text; `mixed` with so much of another page's."""
    cells = _text(seed) * (1 - mixed) + _text(seed + 1000) * mixed
    return base64.b64encode(zlib.compress(np.round(cells * LEVELS).astype(np.uint8).tobytes())).decode()


def _text(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    cells = np.zeros((FINE, FINE))
    for row in range(4, FINE - 4, 4):
        start, end = sorted(rng.integers(4, FINE - 4, 2))
        cells[row, start:end] = rng.uniform(0.3, 1.0, end - start)
    return cells


def page(content: str, *, facts: tuple[int, ...] = (), drawn: bool = False) -> Print:
    return Print(what="page", page=1, keys=(1,), body=content, facts=facts, drawn=drawn)


def seen(own: Print, *, stands: bool = True, document_id: str = "d-1") -> SeenPrint:
    return SeenPrint(document_id=document_id, stands=stands, own=own)


def told(found: tuple[Trace, ...]) -> list[tuple[str, str, str | None]]:
    return [(trace.what, trace.strength, trace.document_id) for trace in found]


def test_the_same_page_is_the_same_picture_and_another_is_not() -> None:
    assert told(same_elsewhere([page(body(1))], [seen(page(body(1)))])) == [("same_picture", "strong", "d-1")]
    assert not same_elsewhere([page(body(1))], [seen(page(body(2)))])


def test_what_the_other_document_is_worth_makes_the_trace_strong() -> None:
    assert told(same_elsewhere([page(body(1))], [seen(page(body(1)), stands=False)])) == [
        ("same_picture", "fair", "d-1")
    ]


def test_a_page_that_is_only_likely_the_same_needs_a_fact_in_common() -> None:
    shares = (share / 100 for share in range(60))
    mixed = next(share for share in shares if LIKELY <= likeness(body(1), body(1, mixed=share)) < SURELY)
    like = body(1, mixed=mixed)
    assert not same_elsewhere([page(body(1), facts=(1, 2))], [seen(page(like, facts=(3,)))])
    assert same_elsewhere([page(body(1), facts=(1, 2))], [seen(page(like, facts=(2,)))])


def test_forms_that_a_program_draws_are_the_same_only_with_their_facts() -> None:
    form = page(body(1), facts=(1, 2, 3), drawn=True)
    assert not same_elsewhere([form], [seen(page(body(1), facts=(1, 7, 8), drawn=True))])
    assert same_elsewhere([form], [seen(page(body(1), facts=(1, 2, 8), drawn=True))])


def test_the_surest_trace_of_a_document_is_told() -> None:
    file, stamp = Print(what="file", keys=(7,)), Print(what="stamp", keys=(8,))
    mine = [stamp, page(body(1)), file]
    others = [seen(stamp), seen(page(body(1))), seen(file), seen(stamp, document_id="d-2")]
    assert told(same_elsewhere(mine, others)) == [("same_file", "strong", "d-1"), ("same_mark", "weak", "d-2")]


def test_stamps_and_files_are_the_same_bit_for_bit_only() -> None:
    assert not same_elsewhere([Print(what="file", keys=(7,))], [seen(Print(what="file", keys=(9,)))])
    assert not same_elsewhere([Print(what="file", keys=(7,))], [seen(Print(what="stamp", keys=(7,)))])
    assert looked_for([Print(what="file", keys=(7,)), Print(what="stamp", keys=(3,))]) == (3, 7)


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
