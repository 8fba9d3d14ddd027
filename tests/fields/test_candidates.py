"""Which of several candidates is a field's value?"""

from __future__ import annotations

import pytest

from pipeline.fields.candidates import Candidate, choose, confidence
from tests.papers import At, flow

WORDS = flow("28.06.2019 0123456 107704").tokens


def candidate(trust: float, *places: int, **values: str) -> Candidate:
    return Candidate(values=dict(values), tokens=tuple(WORDS[place] for place in places), trust=trust)


def test_the_most_trusted_candidate_is_chosen() -> None:
    chosen = choose([candidate(0.5, 0, number="1"), candidate(0.9, 1, number="2")])
    assert chosen["number"].values == {"number": "2"}


def test_a_word_serves_one_field_only() -> None:
    chosen = choose([candidate(0.9, 0, issue_date="2019-06-28"), candidate(0.8, 0, protocol_date="2019-06-28")])
    assert list(chosen) == ["issue_date"]


def test_one_candidate_may_fill_two_fields() -> None:
    chosen = choose([candidate(0.9, 1, 2, series="107704", number="0123456"), candidate(0.8, 0, series="28")])
    assert chosen["series"] is chosen["number"]


@pytest.mark.parametrize(("shares", "sure"), [((0.9, 0.9), 0.9), ((0.9, 0.1), 0.3), ((), 0.0)])
def test_the_least_sure_word_counts_half(shares: tuple[float, ...], sure: float) -> None:
    tokens = [flow(At(text="слово", y=60, confidence=share)).tokens[0] for share in shares]
    assert confidence(tokens) == pytest.approx(sure)


def test_a_candidates_box_is_around_all_its_words() -> None:
    both = candidate(0.9, 1, 2, number="0123456")
    assert both.box == (WORDS[1].box[0], WORDS[1].box[1], WORDS[2].box[2], WORDS[2].box[3])
