"""Do several looks at a number outvote a misreading, and one look alone never?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.case import Look
from pipeline.fields.votes import Settled, ballot, settle
from tests.papers import saw

SHARE = st.floats(0.0, 1.0)
TEXT = st.text("0123456789", max_size=7)
LOOKS = st.lists(st.builds(Look, how=st.just("eng"), text=TEXT, confidence=SHARE), max_size=8)


def voted(first: str, *looks: str, sure: float = 0.9, of_looks: float = 0.9, from_layer: bool = False) -> Settled:
    """Whatever was read has the form."""
    made = settle([ballot(first, sure, saw(*looks, confidence=of_looks), from_layer=from_layer)], lambda _: True)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("first", "looks", "winner"),
    [
        ("0123456", (), "0123456"),
        ("0123456", ("0123456", "0123456"), "0123456"),
        ("0123458", ("0123456", "0123456"), "0123456"),
        ("0123458", ("0123456", "0123456", "0123458"), "0123456"),
        ("0123458", ("0123456",), "0123458"),
        ("0123458", ("0123456", "0123459", "0123450"), "0123458"),
        ("", ("0123456",), "0123456"),
    ],
)
def test_the_majority_of_looks_wins_and_a_single_one_never(first: str, looks: tuple[str, ...], winner: str) -> None:
    assert voted(first, *looks).text == winner


def test_a_single_sure_look_does_not_outvote_even_an_unsure_reading() -> None:
    assert voted("0123458", "0123456", sure=0.0, of_looks=1.0).text == "0123458"


def test_looks_that_also_saw_the_neighbours_number_sign_do_not_outvote_the_reading() -> None:
    settled = voted("012345", "8012345", "8012345", "012345")
    assert (settled.text, settled.alternatives) == ("012345", ())


def test_agreement_makes_sure_and_disagreement_unsure() -> None:
    alone, agreed = voted("0123456"), voted("0123456", "0123456", "0123456", "0123456")
    divided = voted("0123456", "0123456", "0123458", "0123450")
    assert agreed.confidence > 0.95 > 0.75 > alone.confidence
    assert divided.confidence < 0.6
    assert (alone.agreed, agreed.agreed, divided.agreed) == (1, 4, 2)


def test_what_else_was_read_is_kept_with_its_share() -> None:
    (other,) = voted("0123456", "0123456", "0123456", "0123458").alternatives
    assert other.value == "0123458"
    assert 0.2 < other.confidence < 0.3


def test_an_honest_text_layer_stands_against_two_looks_but_not_against_many() -> None:
    assert voted("0123458", "0123456", "0123456", sure=1.0, from_layer=True).text == "0123458"
    assert voted("0123458", *["0123456"] * 4, sure=1.0, from_layer=True).text == "0123456"


def test_a_reading_without_the_form_gives_way_to_the_likeliest_that_has_it() -> None:
    ballots = [ballot("10770", 0.9, saw("10770", "107704", "107704")), ballot("0123456", 0.9, saw("0123456"))]
    settled = settle(ballots, lambda text: len(text) == 13)
    assert settled is not None
    assert settled.text == "1077040123456"


def test_where_nothing_has_the_form_nothing_is_settled() -> None:
    assert settle([ballot("012", 0.9, saw("01", "0123"))], lambda text: len(text) == 7) is None


def test_a_preferred_reading_comes_before_a_more_frequent_one() -> None:
    made = ballot("0123458", 0.9, saw("0123458", "0123456"))
    settled = settle([made], lambda _: True, lambda text: text.endswith("6"))
    assert settled is not None
    assert settled.text == "0123456"


def test_the_least_sure_spot_tells_how_sure_the_whole_is() -> None:
    sure, unsure = ballot("10", 0.9, saw("10", "10", "10")), ballot("7704", 0.9, saw("7104", "1704"))
    both, one = settle([sure, unsure], lambda _: True), settle([unsure], lambda _: True)
    assert both is not None
    assert one is not None
    assert (both.confidence, both.agreed) == (one.confidence, one.agreed)


@settings(max_examples=100, deadline=None)
@given(first=TEXT, sure=SHARE, looks=LOOKS, from_layer=st.booleans())
def test_sureness_is_a_share_and_the_winner_was_read_by_someone(
    first: str, sure: float, looks: list[Look], from_layer: bool
) -> None:
    settled = settle([ballot(first, sure, looks, from_layer=from_layer)], lambda _: True)
    read = {first, *(look.text for look in looks)} - {""}
    assert (settled is not None) is bool(read)
    if settled is not None:
        assert settled.text in read
        assert 0.0 <= settled.confidence <= 1.0
        assert all(0.0 <= other.confidence <= 1.0 for other in settled.alternatives)
