"""Are a labour book's pages put in order by what is printed on them, and is a missing one seen?"""

from __future__ import annotations

from pipeline.case.book import BookPage
from pipeline.fields.book_order import in_order
from tests.fields.books import HIRED, page


def spread(number: int, left: int | None, right: int | None) -> list[BookPage]:
    return [
        page(HIRED, number=number, printed=left), page(HIRED, number=number, part=1, printed=right),
    ]  # fmt: skip


def files(*spreads: list[BookPage]) -> list[int]:
    return list(dict.fromkeys(one.page for one in in_order([part for each in spreads for part in each]).pages))


def test_spreads_scanned_out_of_order_stand_by_their_numbers() -> None:
    assert files(spread(1, 6, 7), spread(2, 2, 3), spread(3, 4, 5)) == [2, 3, 1]


def test_one_legible_number_of_a_spread_is_enough() -> None:
    assert files(spread(1, None, 7), spread(2, 2, None), spread(3, 4, None)) == [2, 3, 1]


def test_a_misread_number_is_known_by_its_side() -> None:
    assert files(spread(1, 5, None), spread(2, 2, 3)) == [1, 2], "5 is no left page"
    assert not in_order([*spread(1, 5, None), *spread(2, 2, 3)]).numbered


def test_spreads_that_claim_one_number_keep_the_order_of_the_file() -> None:
    assert files(spread(1, 4, 5), spread(2, 4, 5)) == [1, 2]


def test_pages_between_that_are_not_there_are_told() -> None:
    assert in_order([*spread(1, 2, 3), *spread(2, 6, 7)]).missing == (4, 5)
    assert in_order([*spread(1, 2, 3), *spread(2, 4, 5)]).missing == ()
    assert in_order([*spread(1, 2, 3), *spread(2, 48, None)]).missing == (), "so far away is misread"
