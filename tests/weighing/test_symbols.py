"""Is a number held against anyone only when the evidence for another number is strong?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.case import Alternative, Look, Value, Verdict
from pipeline.rules.numbers import compact
from pipeline.weighing.symbols import chance_of, difference, russian, weigh_date, weigh_number, weigh_series
from tests.papers import hesitant, saw, value

MATCH, DIFFERENT, DOUBT = Verdict.MATCH, Verdict.DIFFERENT, Verdict.DOUBT
DIGITS = st.text("0123456789", min_size=1, max_size=8)
SHARE = st.floats(0.0, 1.0)
RIVAL = (Alternative(value="0123458", confidence=0.6),)
TORN = (Alternative(value="2019-06-28", confidence=0.4),)


def number(read: str, *looks: str, confidence: float = 0.97, **more: object) -> Value:
    """As many readings agree as looks saw what was read, the page's own with them."""
    agreed = 1 + sum(look == read for look in looks)
    return value("number", read, looks=saw(*looks), confidence=confidence, **{"agreed": agreed, **more})


@pytest.mark.parametrize(
    ("seen", "expected", "verdict"),
    [
        (number("0123456", "0123456", "0123456"), "0123456", MATCH),
        (number("0123456", confidence=0.3), "012-3456", MATCH),
        (number("0123456", alternatives=RIVAL), "0123456", DOUBT),
        (number("0123458", "0123458", "0123458", "0123458"), "0123456", DIFFERENT),
        (number("0123458", "0123458", "0123458", "0123456"), "0123456", DOUBT),
        (number("0123458", "0123458", confidence=0.95), "0123456", DOUBT),
        (number("0123458", *["0123458"] * 3, confidence=0.75), "0123456", DOUBT),
        (number("0123456", *["0123456"] * 3, alternatives=RIVAL), "0123458", DOUBT),
        (number("012345", *["012345"] * 3), "0123456", DOUBT),
        (number("9876543", "9876543"), "0123456", DIFFERENT),
        (number("9876543"), "0123456", DOUBT),
        (value("number", "0123458", looks=(hesitant("0123458", _6=0.3), *saw(*["0123458"] * 3))), "0123456", DOUBT),
        (value("number", "0123458", looks=(hesitant("0123458", _1=0.3), *saw(*["0123458"] * 3))), "0123456", DIFFERENT),
    ],
)
def test_only_strong_evidence_makes_a_number_another_one(seen: Value, expected: str, verdict: Verdict) -> None:
    assert weigh_number(seen, expected).verdict is verdict


def test_a_reviewer_is_told_where_the_numbers_differ() -> None:
    assert difference("0123458", "0123456") == "7-й знак: на бумаге 8, ожидалось 6"
    assert difference("012345", "0123456") == "на бумаге знаков: 6, ожидалось: 7"


def test_a_match_is_surer_than_the_doubt_about_a_rival() -> None:
    assert weigh_number(number("0123456", confidence=0.2), "0123456").confidence >= 0.6


@pytest.mark.parametrize(
    ("look", "wanted", "chance"),
    [
        (hesitant("0123458", _6=0.3), "0123456", 0.3),
        (hesitant("0123458", _6=0.3), "0123457", 0.0),
        (hesitant("0123458", _6=0.3), "10770123456", 0.3),
        (hesitant("0123458", _6=0.3), "12", 0.0),
        (Look(how="eng", text="0123458", confidence=0.9), "0123456", 0.0),
    ],
)
def test_a_symbols_second_choice_is_a_chance_for_what_was_expected(look: Look, wanted: str, chance: float) -> None:
    assert chance_of(look, wanted) == chance


@pytest.mark.parametrize(
    ("seen", "others", "verdict"),
    [
        (value("issue_date", "2019-06-28"), (), MATCH),
        (value("issue_date", "2019-06-23"), (), DIFFERENT),
        (value("issue_date", "2019-06-23", confidence=0.7), (), DOUBT),
        (value("issue_date", "2019-06-23", looks=()), (), DOUBT),
        (value("issue_date", "2019-06-23", alternatives=(Alternative(value="2019-06-28", confidence=0.2),)), (), DOUBT),
        (value("issue_date", "2019-06-25"), ("2019-06-28",), DOUBT),
        (value("issue_date", "2019-06-23", raw="28 июня 2019 г.", alternatives=TORN), (), MATCH),
        (value("issue_date", "2019-06-23", raw="23 июня 2019 г.", alternatives=TORN), (), DOUBT),
    ],
)
def test_a_date_is_another_one_only_when_surely_read_and_the_expected_one_is_nowhere(
    seen: Value, others: tuple[str, ...], verdict: Verdict
) -> None:
    assert weigh_date(seen, "2019-06-28", others).verdict is verdict


def test_dates_are_shown_as_russians_write_them() -> None:
    assert (russian("2019-06-28"), russian("0123456")) == ("28.06.2019", "0123456")


@settings(max_examples=150, deadline=None)
@given(read=DIGITS, expected=DIGITS, looks=st.lists(DIGITS, max_size=4), sure=SHARE, rival=DIGITS, share=SHARE)
def test_different_numbers_never_match_and_every_sureness_is_a_share(
    read: str, expected: str, looks: list[str], sure: float, rival: str, share: float
) -> None:
    seen = number(read, *looks, confidence=sure, alternatives=(Alternative(value=rival, confidence=share),))
    weighed = weigh_number(seen, expected)
    assert weighed.verdict is not MATCH or compact(read) == compact(expected)
    assert 0.0 <= weighed.confidence <= 1.0


@pytest.mark.parametrize(
    ("page", "looks", "expected", "verdict"),
    [
        ("95955", ["295953"] * 4 + ["95955"] * 2, "95953", MATCH),
        ("95955", ["295953"] * 2 + ["95955"] * 4, "95953", DOUBT),
        ("295953", ["295953"] * 4, "95953", DOUBT),
        ("95955", ["295954"] * 4, "95953", DOUBT),
    ],
)
def test_a_look_may_take_in_a_piece_of_what_stands_before_the_number(
    page: str, looks: list[str], expected: str, verdict: Verdict
) -> None:
    seen = value("number", looks[0], raw=page, looks=saw(*looks), confidence=0.7)
    assert weigh_number(seen, expected).verdict is verdict


@pytest.mark.parametrize(("page", "verdict"), [("022 017589483", DOUBT), ("0222 017589483", DIFFERENT)])
def test_digits_that_the_page_did_not_see_are_held_against_nobody(page: str, verdict: Verdict) -> None:
    seen = value("number", "0222017589483", raw=page)
    assert weigh_number(seen, "7022017589483").verdict is verdict


@pytest.mark.parametrize(
    ("read", "agreed", "expected", "verdict"),
    [
        ("I-БО", 1, "II-БО", Verdict.NOT_READ),
        ("I-БО", 3, "II-БО", Verdict.NOT_READ),
        ("Д", 3, "Д-I", Verdict.NOT_READ),
        ("ПГ", 3, "ПП", Verdict.NOT_READ),
        ("I-БО", 3, "I-ВА", DOUBT),
        ("АБ", 3, "ЭВ", DOUBT),
        ("I-БО", 1, "I-БО", MATCH),
        ("107704", 1, "107705", DOUBT),
    ],
)
def test_letters_of_a_series_that_looks_read_otherwise_or_with_a_stroke_less_are_not_read(
    read: str, agreed: int, expected: str, verdict: Verdict
) -> None:
    assert weigh_series(value("series", read, confidence=0.5, agreed=agreed, looks=()), expected).verdict is verdict
