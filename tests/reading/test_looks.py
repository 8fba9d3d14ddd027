"""Is a spot cut between glyphs, clear of its neighbours, and is a layer's word where it is drawn?"""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.case import Box, Line, Page, Word
from pipeline.reading.document import in_place
from pipeline.reading.looks import digit_looks, glyph_edges, room
from tests.fakes import ScriptedEngine, WhiteImages, case


def strip(*ink: tuple[int, int]) -> np.ndarray:
    """A white line 40 high and 200 wide with black from x0 to x1 for each of `ink`."""
    pixels = np.full((40, 200), 255, np.uint8)
    for x0, x1 in ink:
        pixels[5:35, x0:x1] = 0
    return pixels


@pytest.mark.parametrize(
    ("ink", "left", "right"),
    [
        (((50, 150),), range(45, 51), range(150, 156)),
        (((40, 165),), range(34, 41), range(165, 172)),
        (((50, 150), (190, 200)), range(45, 51), range(150, 156)),
    ],
    ids=["the box fits", "the box cuts through glyphs at both ends", "a neighbour stands beyond a gap"],
)
def test_a_cut_goes_out_to_the_next_gap(ink: tuple[tuple[int, int], ...], left: range, right: range) -> None:
    found = glyph_edges(strip(*ink), beside=50)
    assert found[0] in left
    assert found[1] in right


def page(*words: tuple[str, Box]) -> Page:
    line = Line(words=tuple(Word(text=t, confidence=0.9, box=b) for t, b in words), box=(0, 100, 900, 130))
    return Page(number=1, width=1000, height=1400, lines=(line,))


def test_a_cut_keeps_clear_of_the_words_beside_it() -> None:
    beside = page(("№", (80, 100, 96, 130)), ("0123456", (100, 100, 220, 130)), ("от", (230, 100, 250, 130)))
    assert room(beside, (100, 100, 220, 130), most=36) == (4, 10)


@pytest.mark.parametrize(("seen", "turned"), [("2", False), ("2014", True)])
def test_a_lone_digit_is_not_text_that_runs_up_the_page(seen: str, turned: bool) -> None:
    images = WhiteImages()
    engine = ScriptedEngine(images=images)
    sheet = page((seen, (100, 100, 110, 130)))
    found = digit_looks(engine, images, case(), sheet, (100, 100, 110, 130), seen=seen)
    assert {look.text for look in found} == {seen}
    assert len(engine.seen[seen]) == (6 if turned else 2)


def test_a_line_above_does_not_narrow_a_cut() -> None:
    above = page(("№", (80, 40, 96, 70)))
    assert room(above, (100, 100, 220, 130), most=36) == (36, 36)


def test_a_letter_spaced_word_of_a_layer_stands_where_it_is_drawn() -> None:
    claimed = page(("06290121", (183, 100, 304, 130)), ("2025", (418, 100, 473, 130)))
    drawn = in_place(claimed, [("06290121", (0.19, 0.071, 0.335, 0.093)), ("2025", (0.418, 0.5, 0.473, 0.52))])
    assert [word.box for word in drawn.lines[0].words] == [(190, 100, 335, 130), (418, 100, 473, 130)]
