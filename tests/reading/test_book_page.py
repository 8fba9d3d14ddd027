"""Are the lines of a drawn labour book found, read, and told by whom they were written? (real engine)"""

from __future__ import annotations

import random
from functools import cache

import numpy as np
import pytest

from pipeline.case import Page
from pipeline.case.book import BookPage
from pipeline.reading.book_columns import columns_of
from pipeline.reading.book_hand import twins
from pipeline.reading.book_page import read_book
from pipeline.reading.book_rules import Rule, down
from pipeline.reading.engines import build_engine
from pipeline.reading.protocol import Pixels
from samples import media
from samples.books.draw import Book, book


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


def test_letters_of_a_machine_have_twins() -> None:
    letters = np.full((40, 200), 255, np.uint8)
    for x in (10, 60, 110):
        letters[8:28, x : x + 3] = letters[8:11, x : x + 14] = 0
    letters[8:28, 160:174] = np.random.default_rng(2).integers(0, 255, (20, 14))
    boxes = np.array([(x, 8, 14, 20) for x in (10, 60, 110, 160)], np.int32)
    assert twins(letters, boxes).tolist() == [True, True, True, False]
