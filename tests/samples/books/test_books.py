"""Do drawn labour books say what their truth says?"""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from samples.books import draw, hands
from samples.books.draw import book
from samples.books.forms import VARIANTS
from samples.canvas import Sheet, Stamp, Text


def texts(sheet: Sheet) -> list[str]:
    return [one.text for one in sheet.operations if isinstance(one, Text)]


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_typed_book_prints_every_entry_in_order(variant: str) -> None:
    made = book(random.Random(f"typed/{variant}"), variant=variant, by_hand=False)  # type: ignore[arg-type]
    printed = "".join("".join(texts(sheet)) for sheet in made.sheets[1:]).replace(" ", "")
    places = [printed.find(entry.text.replace(" ", "")[:12]) for entry in made.career.entries]
    assert all(place >= 0 for place in places)
    assert [entry.number for entry in made.career.entries if entry.number] == list(
        range(1, 1 + sum(entry.number is not None for entry in made.career.entries))
    )
    assert all(one.date < other.date for one, other in pairwise(made.career.entries))
    assert f"{made.series} № {made.number}" in texts(made.sheets[0])


def test_a_hand_never_writes_a_letter_twice_alike() -> None:
    rng = random.Random(1)
    written = hands.hand(rng)
    one, other = (hands.written_line(rng, "оо", 0, 0, written) for _ in range(2))
    assert isinstance(one, Stamp)
    assert one.picture.shape != other.picture.shape or (one.picture != other.picture).any()


def test_digits_come_from_the_face_too() -> None:
    """The Cyrillic files have none: what is not there is drawn as one and the same empty box."""
    written = hands.hand(random.Random(2))
    one, other = (hands.written_line(random.Random(3), digits, 0, 0, written).picture for digits in ("111", "888"))
    assert one.shape != other.shape or (one[..., 3] > 100).sum() != (other[..., 3] > 100).sum()


def test_a_book_older_than_its_series_is_told_of() -> None:
    made = book(random.Random(5), fault="older")
    assert made.older_than_series
    assert not made.duplicate
    assert "ДУБЛИКАТ" not in texts(made.sheets[0])
    assert draw.truth(made, "photo")["older_than_series"]
