"""Do closer looks at a number or a date mend a misreading, and leave the rest as it was?"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.case import Box, Look
from pipeline.fields.candidates import Candidate, text_of
from pipeline.fields.closer import joined, number_from_run, reread_date, reread_hours, reread_number
from tests.papers import flow, saw

SEVEN = (r"(?P<number>\d{7})",)
LETTERED = (r"(?P<series>[А-Я]{2})\s?(?P<number>\d{6})",)


class Looker:
    """Sees the given texts at each spot in turn; notes what it was asked."""

    def __init__(self, *spots: Sequence[str]) -> None:
        self.spots = spots
        self.asked: list[tuple[int, tuple[str, ...]]] = []

    def __call__(
        self, page: int, boxes: Sequence[Box], seen: Sequence[str], allowed: str
    ) -> tuple[tuple[Look, ...], ...]:
        self.asked.append((page, tuple(seen)))
        return tuple(saw(*texts) for texts in self.spots[: len(boxes)])


def candidate(printed: str, pattern: str | None = None, **values: str | int) -> Candidate:
    tokens = flow(printed).tokens
    return Candidate(values=dict(values), tokens=tokens, raw=text_of(tokens), trust=0.9, pattern=pattern)


@pytest.mark.parametrize(
    ("looks", "number"),
    [
        (["0123456", "0123456"], "0123456"),
        (["0123458", "0123456"], "0123458"),
        (["123456", "123456"], "0123458"),
        (["", ""], "0123458"),
    ],
)
def test_two_looks_of_the_right_form_mend_a_misread_digit(looks: list[str], number: str) -> None:
    read = candidate("0123458", SEVEN[0], number="0123458")
    assert reread_number(read, "number", SEVEN, Looker(looks), from_layer=False).values == {"number": number}


def test_letters_of_a_series_stay_and_only_the_digits_are_looked_at() -> None:
    look = Looker(["123456", "123456"])
    again = reread_number(
        candidate("ЭВ 123458", LETTERED[0], series="ЭВ", number="123458"), "number", LETTERED, look, from_layer=False
    )
    assert again.values == {"series": "ЭВ", "number": "123456"}
    assert look.asked == [(1, ("123458",))]
    assert [other.value for other in again.alternatives] == ["ЭВ123458"]


def test_hours_are_looked_at_again() -> None:
    read = candidate("204", hours=204)
    again = reread_hours(read, "hours", Looker(["504", "504", "504"]), from_layer=False)
    assert again.values == {"hours": 504}


def test_a_number_in_two_words_is_looked_at_word_by_word() -> None:
    pattern = r"(?P<number>\d{2}\s?\d{5})"
    again = reread_number(
        candidate("01 23458", pattern, number="0123458"), "number", (pattern,),
        Looker(["01", "01"], ["23456", "23456"]), from_layer=False,
    )  # fmt: skip
    assert again.values == {"number": "0123456"}
    assert len(again.spots) == 2


@pytest.mark.parametrize(
    ("printed", "looks", "found"),
    [("31-0517", ["31-0511", "31-0511"], "31-0511"), ("310517", ["31/0511", "310511", "310511"], "310511")],
)
def test_signs_count_only_where_the_number_has_them(printed: str, looks: list[str], found: str) -> None:
    pattern = r"[0-9-]{4,9}"
    read = candidate(printed, pattern, registration_number=printed)
    again = reread_number(read, "registration_number", (pattern,), Looker(looks), from_layer=False)
    assert again.values == {"registration_number": found}


@pytest.mark.parametrize(
    ("read", "looks", "snils"),
    [
        ("11223344598", ["11223344595", "11223344598"], "11223344595"),
        ("11223344595", ["11223344598", "11223344598"], "11223344595"),
        ("11223344598", ["11223344598", "11223344598"], "11223344598"),
    ],
)
def test_a_reading_whose_check_digits_hold_outweighs_those_that_do_not(read: str, looks: list[str], snils: str) -> None:
    pattern = r"(?P<snils>\d{11})"
    again = reread_number(candidate(read, pattern, snils=read), "snils", (pattern,), Looker(looks), from_layer=False)
    assert again.values == {"snils": snils}


def test_a_number_with_letters_inside_is_left_alone() -> None:
    look = Looker(["12", "12"])
    read = candidate("12-А-34", registration_number="12-А-34")
    assert reread_number(read, "registration_number", (), look, from_layer=False).values == read.values
    assert look.asked == []


@pytest.mark.parametrize(
    ("looks", "date"),
    [
        ((["23", "23"], ["2019", "2019"]), "2019-06-23"),
        ((["28", "28"], ["2018", "2018"]), "2018-06-28"),
        ((["28", "23"], ["2019", "2019"]), "2019-06-28"),
        ((["288", "288"], ["20", "20"]), "2019-06-28"),
    ],
)
def test_the_digits_of_a_date_are_mended_and_the_month_stays(looks: tuple[list[str], ...], date: str) -> None:
    read = candidate("28 июня 2019", issue_date="2019-06-28")
    assert reread_date(read, "issue_date", Looker(*looks), from_layer=False).values == {"issue_date": date}


def test_a_date_whose_digits_are_disputed_names_the_other_date() -> None:
    read = candidate("28.06.2019", issue_date="2019-06-28")
    again = reread_date(read, "issue_date", Looker(["28.06.2019", "23.06.2019"]), from_layer=False)
    assert [other.value for other in again.alternatives] == ["2019-06-23"]
    assert again.confidence < 0.8


def test_looks_that_make_no_date_leave_the_date_as_read_but_unsure() -> None:
    read = candidate("28.02.2019", issue_date="2019-02-28")
    again = reread_date(read, "issue_date", Looker(["31.02.2019", "31.02.2019"]), from_layer=False)
    assert again.values == {"issue_date": "2019-02-28"}
    assert again.confidence <= 0.5


@pytest.mark.parametrize(
    ("looks", "number"), [(["0123456", "0123456"], "0123456"), (["0123456", "012345"], None), (["01", "02"], None)]
)
def test_a_spot_of_digits_becomes_a_number_when_two_looks_fit_its_form(looks: list[str], number: str | None) -> None:
    found = number_from_run(flow("01234456").tokens, "number", SEVEN, Looker(looks))
    assert (found[0].values["number"] if found else None) == number


class Wider:
    """Sees digits that the page's reading lost, where the spot reaches out to them."""

    def __call__(
        self, page: int, boxes: Sequence[Box], seen: Sequence[str], allowed: str
    ) -> tuple[tuple[Look, ...], ...]:
        return (saw("7722024", "7722024") if boxes[0][0] < 100 else saw("22024", "22024"),)


def test_digits_lost_at_the_edge_of_a_spot_are_looked_for_beside_it() -> None:
    found = number_from_run(flow("22024").tokens, "number", SEVEN, Wider())
    assert found is not None
    assert found[0].values["number"] == "7722024"


def test_of_two_readings_the_one_stands_that_holds_what_the_page_saw() -> None:
    def look(page: int, boxes: Sequence[Box], seen: Sequence[str], allowed: str) -> tuple[tuple[Look, ...], ...]:
        reach = boxes[0][0] < 100
        return (saw("7022017", "7022017") if reach else saw("0222017", "0222017", "0222017", "0222017"),)

    found = number_from_run(flow("022017").tokens, "number", SEVEN, look)
    assert found is not None
    assert found[0].values["number"] == "7022017"


@pytest.mark.parametrize("printed", ["201-740.", ".201-740", "`201-740.", "«201-740»"])
def test_stray_marks_around_a_number_do_not_keep_anyone_from_looking_closer(printed: str) -> None:
    read = candidate(printed, registration_number="201-740")
    pattern = (r"[0-9]{1,20}(?:-[0-9]{1,12})?",)
    again = reread_number(read, "registration_number", pattern, Looker(["2011-740", "2011-740"]), from_layer=False)
    assert again.values == {"registration_number": "2011-740"}


def test_letters_among_the_digits_are_told_where_they_stand() -> None:
    read = candidate("Д-96Г", registration_number="Д-96Г")
    again = reread_number(read, "registration_number", ("[А-Я0-9-]+",), Looker(["96"]), from_layer=False)
    assert (again.values, again.spots) == ({"registration_number": "Д-96Г"}, (read.tokens[0].box,))


def test_pieces_of_one_way_of_looking_make_one_look() -> None:
    (one, two) = joined([saw("10", "10"), saw("77", "71", confidence=0.5)])
    assert (one.text, two.text, one.confidence) == ("1077", "1071", 0.5)


def test_a_piece_looked_at_in_fewer_ways_stands_as_it_was_seen() -> None:
    assert [look.text for look in joined([saw("10"), saw("77", "71")])] == ["1077", "1071"]
