"""Are the lines of a drawn labour book found, read, and told by whom they were written? (real engine)"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from functools import cache
from typing import Literal

import numpy as np
import pytest

from pipeline.case import Look, Page, Word
from pipeline.case.book import BookPage
from pipeline.reading.book_cells import _figure, is_day_or_year, is_month, numbers_again
from pipeline.reading.book_columns import agreed, candidates_of, columns_of
from pipeline.reading.book_hand import twins
from pipeline.reading.book_page import read_book
from pipeline.reading.book_rules import Rule, down
from pipeline.reading.engines import build_engine
from pipeline.reading.protocol import Pixels
from samples import media
from samples.books.draw import Book, book
from tests.fakes import ScriptedEngine, WhiteImages


@cache
def drawn(seed: str, by_hand: bool) -> tuple[Book, Pixels]:
    rng = random.Random(seed)
    made = book(rng, variant="2004", by_hand=by_hand)
    return made, np.ascontiguousarray(media.scan(rng, made.sheets[1], 200)[:, :, ::-1])


@cache
def read(seed: str, by_hand: bool) -> tuple[BookPage, ...]:
    _, picture = drawn(seed, by_hand)
    page = Page(number=2, width=picture.shape[1], height=picture.shape[0], text_height=11.0)
    return read_book([page], lambda _: picture, build_engine("tesserocr", None, 60.0))


def starts(pages: tuple[BookPage, ...]) -> list[tuple[str, str]]:
    both = [(line.cell("number"), line.cell("date")) for one in pages for line in one.lines]
    return [(number.text, date.text) for number, date in both if number and date]


def test_a_typed_spread_gives_its_numbers_and_days() -> None:
    made, _ = drawn("typed", False)
    wanted = [
        (str(entry.number), f"{entry.date:%d %m %Y}")
        for entry, page in zip(made.career.entries, made.began, strict=True)
        if entry.number and page in (2, 3)
    ]
    pages = read("typed", False)
    assert [one.part for one in pages] == [0, 1]
    assert starts(pages) == wanted
    assert all(line.hand == "typed" for one in pages for line in one.lines if line.cell("date"))


def test_a_spread_written_by_hand_gives_its_rows_and_is_known_for_it() -> None:
    made, _ = drawn("hand", True)
    pages = read("hand", True)
    begun = sum(
        1 for entry, page in zip(made.career.entries, made.began, strict=True) if entry.number and page in (2, 3)
    )
    assert len(starts(pages)) == begun
    assert all(line.hand == "handwritten" for one in pages for line in one.lines if line.cell("date"))


def ruled(shares: tuple[float, ...], *, darker: int) -> Pixels:
    """A page with rules down it and a waving net, 700 x 1000."""
    noise = np.random.default_rng(1).normal(0, 3, (1000, 700))
    picture = 240 + noise
    for x in (round(share * 700) for share in shares):
        picture[100:900, x : x + 2] -= darker
    for start in range(0, 1000, 22):
        xs = np.arange(700)
        picture[np.clip(start + (9 * np.sin(xs / 40)).astype(int), 0, 999), xs] -= 12
    return np.asarray(np.clip(picture, 0, 255), np.uint8)


@pytest.mark.parametrize("darker", [18, 40, 150])
def test_rules_are_found_however_faint(darker: int) -> None:
    shares = (0.06, 0.14, 0.21, 0.28, 0.37, 0.77, 0.95)
    columns = columns_of(down(ruled(shares, darker=darker)), 700, 1000)
    assert columns is not None
    assert columns.dates == 3
    assert [round(rule.at / 700, 2) for rule in columns.edges] == pytest.approx(shares, abs=0.01)


@pytest.mark.parametrize(
    ("shares", "dates"),
    [
        ((0.06, 0.14, 0.21, 0.28, 0.37, 0.77, 0.95), 3), ((0.15, 0.22, 0.29, 0.38, 0.77), 3),
        ((0.06, 0.15, 0.29, 0.72, 0.95), 1), ((0.05, 0.13, 0.2, 0.27, 0.36, 0.41, 0.76, 0.95), 3),
    ],
)  # fmt: skip
def test_columns_are_known_without_rules_at_the_sides_and_with_stray_ones(
    shares: tuple[float, ...], dates: int
) -> None:
    rules = [Rule(at=700 * share, slant=0.0, middle=500, start=100, end=900) for share in shares]
    columns = columns_of(rules, 700, 1000)
    assert columns is not None
    assert columns.dates == dates
    assert len(columns.edges) == dates + 4


def test_a_paper_with_other_tables_has_no_such_columns() -> None:
    rules = [Rule(at=700 * share, slant=0.0, middle=500, start=100, end=900) for share in (0.1, 0.3, 0.5, 0.7, 0.9)]
    assert columns_of(rules, 700, 1000) is None


FULL = (0.06, 0.14, 0.21, 0.28, 0.37, 0.77, 0.95)


def rule(share: float, start: int = 100, end: int = 900) -> Rule:
    return Rule(at=share * 700, slant=0.0, middle=500.0, start=start, end=end)


def test_what_lies_on_a_title_page_does_not_take_the_date_s_columns_from_the_book() -> None:
    """It has a wide column, and narrow ones before it, as a table has whose date is not parted."""
    spread = candidates_of([rule(share) for share in FULL], 700, 1000)
    title = candidates_of([rule(share) for share in (0.06, 0.14, 0.21, 0.77, 0.95)], 700, 1000)
    chosen = agreed([(title, 700), (spread, 700), (spread, 700)])
    assert [columns and columns.dates for columns in chosen] == [1, 3, 3]


def test_a_table_reaches_as_far_as_two_of_its_rules_when_a_camera_s_slant_shows_but_parts_of_them() -> None:
    told = zip(FULL, ((557, 900), (700, 890), (369, 800), (226, 700), (640, 900), (467, 800), (170, 850)), strict=True)
    columns = columns_of([rule(share, *ends) for share, ends in told], 700, 1000)
    assert columns is not None
    assert (columns.top, columns.bottom) == (226, 900)


@pytest.mark.parametrize(
    ("part", "seen", "figure"),
    [("month", ["19", "19", "10", "10", "10", "19", "10"], "10"), ("day", ["95", "05", "95", "05", "05"], "05"),
     ("year", ["2015", "2015", "2015"], "2015")],
)  # fmt: skip
def test_of_what_looks_see_only_what_can_stand_in_a_date_s_part_counts(part: str, seen: list[str], figure: str) -> None:
    engine = Seeing(seen)
    can_be = is_month if part == "month" else is_day_or_year
    assert _figure(np.full((40, 60), 255, np.uint8), [(10, 10, 30, 30)], engine, can_be)[0] == figure


@pytest.mark.parametrize(
    ("seen", "told", "sure"),
    [("10", "10»", True), ("16", "16»", True), ("", "16»", True), ("10 18 19 17 12 11", "16»", False)],
)
def test_a_hospital_s_number_is_what_most_looks_see(seen: str, told: str, sure: bool) -> None:
    line = (Word(text="№", confidence=0.9, box=(0, 0, 20, 20)), Word(text="16»", confidence=0.9, box=(25, 0, 60, 20)))
    words, surest = numbers_again(np.full((40, 80), 255, np.uint8), line, Seeing(seen.split()))
    assert [word.text for word in words] == ["№", told]
    assert (surest > 0.75) is sure


class Seeing(ScriptedEngine):
    """Sees the same figures one after another, and from the beginning again."""

    def __init__(self, seen: list[str]) -> None:
        super().__init__(images=WhiteImages())
        self._seen = itertools.cycle(seen or [""])

    def read_spots(
        self, images: Sequence[Pixels], *, language: Literal["rus", "eng"], allowed: str = "", how: str = ""
    ) -> tuple[Look, ...]:
        return tuple(Look(how=how, text=next(self._seen), confidence=0.9) for _ in images)


def test_letters_of_a_machine_have_twins() -> None:
    letters = np.full((40, 200), 255, np.uint8)
    for x in (10, 60, 110):
        letters[8:28, x : x + 3] = letters[8:11, x : x + 14] = 0
    letters[8:28, 160:174] = np.random.default_rng(2).integers(0, 255, (20, 14))
    boxes = np.array([(x, 8, 14, 20) for x in (10, 60, 110, 160)], np.int32)
    assert twins(letters, boxes).tolist() == [True, True, True, False]
