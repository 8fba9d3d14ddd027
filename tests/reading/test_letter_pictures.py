"""Are lines of a layer known again by the pictures of their letters, and is what was drawn over them not?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.case import Page, TextSource
from pipeline.reading.letter_pictures import Letters, letters_drawn
from pipeline.reading.pages import source_page
from pipeline.reading.pdf_signs import sign_places
from tests.reading.test_text_layer import pdf

DATES = ("13.08.2021", "31.12.2018", "30.03.2023")


def dated(canvas: Canvas, over: Callable[[Canvas], None] = lambda _: None, x: float = 100) -> None:
    """Dates one under another, each a little further to the side."""
    for at, text in enumerate(DATES):
        canvas.setFont("Drawn", 10)
        canvas.drawString(x + 7.3 * at, 700 - 31.7 * at, text)
    over(canvas)


def told(data: bytes, names: tuple[str, ...] = DATES) -> list[Letters | None]:
    """The letters of the page's three lines, of which the layer is said to name `names`."""
    height, width = source_page(data, "pdf", 1).pixels.shape[:2]
    page = Page(number=1, width=width // 2, height=height // 2, source=TextSource.TEXT_LAYER)
    signs = [place for sign, place in sign_places(data, 0) if not sign.isspace()]
    lines = []
    for at, name in enumerate(names):
        top = signs[0][1] + (31.7 * at) / 841.89
        row = [place for place in signs if abs((place[1] + place[3]) / 2 - top) < 0.012]
        x0, x1 = min(place[0] for place in row), max(place[2] for place in row)
        box = (x0 * page.width, (top - 0.002) * page.height, x1 * page.width, (top + 0.012) * page.height)
        lines.append((name, (int(box[0]), int(box[1]), int(box[2]) + 1, int(box[3]) + 1)))
    return letters_drawn(data, page, lines)


def test_the_same_figure_has_the_same_picture_wherever_it_stands() -> None:
    found = told(pdf(dated))
    whole: set[tuple[str, bytes]] = set()
    for letters in found:
        assert letters is not None
        whole |= letters
    assert {sign for sign, _ in whole} == set("".join(DATES))
    assert len(whole) <= 1.5 * len(set("".join(DATES)))


def test_what_the_layer_names_otherwise_or_not_at_all_is_not_told() -> None:
    assert told(pdf(dated), ("13.08.2024", *DATES[1:]))[0] is None


def covered(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.rect(125, 695, 40, 20, stroke=0, fill=1)


def struck(canvas: Canvas) -> None:
    canvas.setStrokeGray(0)
    canvas.line(100, 703, 150, 703)


def paled(canvas: Canvas) -> None:
    canvas.setFillGray(0.75)
    canvas.setFont("Drawn", 10)
    canvas.drawString(101, 701, "88.88.8888")


def beside(canvas: Canvas) -> None:
    canvas.setFillGray(0)
    canvas.rect(100 + canvas.stringWidth(DATES[0], "Drawn", 10) + 1, 700, 1.5, 7, stroke=0, fill=1)


@pytest.mark.parametrize("over", [covered, struck, paled, beside])
def test_ink_that_is_covered_crossed_or_added_makes_a_line_like_no_other(over: Callable[[Canvas], None]) -> None:
    honest, forged = told(pdf(dated)), told(pdf(lambda canvas: dated(canvas, over)))
    known = {letter for letters in honest for letter in letters or ()}
    assert honest[0] is not None
    assert forged[0] is None or not forged[0] <= known
    assert forged[1:] == honest[1:]


def test_pixels_of_another_figure_over_the_layer_s_are_no_picture_of_it() -> None:
    def over(canvas: Canvas) -> None:
        """A drawn «8» where the layer names a «3»: arcs, for text would be in the layer."""
        canvas.setFillGray(1)
        canvas.rect(105.5, 699, 5.6, 9, stroke=0, fill=1)
        canvas.setLineWidth(0.8)
        canvas.circle(108, 701.8, 1.7)
        canvas.circle(108, 705.4, 1.5)

    honest, forged = told(pdf(dated)), told(pdf(lambda canvas: dated(canvas, over)))
    known = {letter for letters in honest for letter in letters or ()}
    assert forged[0] is None or not forged[0] <= known
